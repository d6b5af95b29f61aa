"""freeze, unfreeze, restore-sheets: incident mode from the machine itself, when the pages cannot be reached."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from judging.actions.freezes import restore_sheets, unfreeze_judging
from judging.errors import RefusedError
from judging.queries.accounts import find_account_by_login
from portal.cli import cli
from portal.cli.people import AS, at_work, fail
from portal.cli.serving import settings_or_exit
from portal.clock import clock
from portal.db import transaction
from portal.freezing import freeze as freeze_all
from portal.refusals import sentence
from portal.sessions import viewer_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

REASON = click.option("--reason", required=True, help="Why: kept in the history.")


@cli.command()
@AS
@REASON
def freeze(as_: str, reason: str) -> None:
    """Stop all judging at once, end the judges' sessions, and keep a hash of every sheet."""
    with at_work(settings_or_exit()):
        try:
            with transaction() as session:
                row, ended = freeze_all(session, reason=reason, by=_viewer(session, as_), now=clock())
        except RefusedError as error:
            fail(sentence(error))
    click.echo(f"Judging is stopped. {ended} sessions of judges ended.")
    click.echo(f"{row.sheets} sheets, SHA-256 {row.sheets_sha256}; history line {row.head_seq} {row.head_hash}")


@cli.command()
@AS
@REASON
def unfreeze(as_: str, reason: str) -> None:
    """Let judging go on."""
    with at_work(settings_or_exit()):
        try:
            with transaction() as session:
                row = unfreeze_judging(session, reason=reason, by=_viewer(session, as_), now=clock())
        except RefusedError as error:
            fail(sentence(error))
    same = row.end_sheets_sha256 == row.sheets_sha256
    click.echo(f"Judging goes on. The sheets are {'as they were' if same else 'those of the moment put back'}.")


@cli.command("restore-sheets")
@click.option("--moment", required=True, help="ISO time with its zone, for example 2026-05-04T09:30:00+07:00.")
@AS
@click.option("--with", "with_", required=True, metavar="CODE", help="Staff code of the secretary who does it, too.")
@REASON
def restore(moment: str, as_: str, with_: str, reason: str) -> None:
    """While judging is stopped: put every sheet of the open rounds back to what stood at a moment."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        fail(f"“{moment}” is no ISO time.")
    if at.tzinfo is None:
        fail("Name the zone of the moment, for example +07:00.")
    with at_work(settings_or_exit()):
        try:
            with transaction() as session:
                by, second = _viewer(session, as_), _viewer(session, with_)
                changed, looked_at = restore_sheets(
                    session, moment=at, reason=reason, by=by, second=second, now=clock()
                )
        except RefusedError as error:
            fail(sentence(error))
    click.echo(f"{changed} of {looked_at} sheets were put back to {at.isoformat()}; every later version is kept.")


def _viewer(session: Session, login: str) -> Viewer:
    account = find_account_by_login(session, login)
    if account is None:
        fail(f"Nobody signs in with {login}.")
    return viewer_of(session, account, now=clock())

"""people import, units import, admin create: lists without a browser, and the account that everything begins with."""

from __future__ import annotations

import pathlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click
from flask_babel import force_locale

from judging.actions.installing import create_admin as install_admin
from judging.errors import NotFoundError, RefusedError
from judging.queries.accounts import find_account_by_login
from portal.app import create_app
from portal.cli import cli
from portal.cli.serving import prepare, settings_or_exit
from portal.clock import clock
from portal.db import transaction
from portal.imports import COLUMNS, UnreadableListError, read_list
from portal.list_imports import apply_check, check_list
from portal.list_words import column_heading, fault_sentence
from portal.refusals import sentence
from portal.sessions import viewer_of
from portal.sign_in import make_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    import config

LIST = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
AS = click.option("--as", "as_", required=True, metavar="CODE", help="Staff code of the administrator who does this.")


@cli.group()
def people() -> None:
    """Lists of people."""


@cli.group()
def units() -> None:
    """Lists of units."""


@cli.group()
def admin() -> None:
    """The system administrator."""


@people.command("import")
@LIST
@AS
def import_people(file: pathlib.Path, as_: str) -> None:
    """Apply a list of people (Excel or CSV) as a whole, or print every wrong cell and change nothing."""
    import_list("people", file, as_)


@units.command("import")
@LIST
@AS
def import_units(file: pathlib.Path, as_: str) -> None:
    """Apply a list of units (Excel or CSV) as a whole, or print every wrong cell and change nothing."""
    import_list("units", file, as_)


def import_list(kind: str, file: pathlib.Path, as_: str) -> None:
    """Read, check, then say what is wrong or apply: the way of both commands."""
    with at_work(settings_or_exit()), transaction() as session:
        account = find_account_by_login(session, as_)
        if account is None:
            fail(f"Nobody signs in with {as_}.")
        try:
            check = check_list(session, kind, read_list(file.read_bytes(), columns=COLUMNS[kind]), now=clock())
            for fault in (*check.faults, *check.notes):
                mark = "·" if fault.is_note else "✗"
                click.echo(f"{mark} row {fault.row}, {column_heading(kind, fault.column)}: {fault_sentence(fault)}")
            if not check.faults:
                apply_check(session, check, by=viewer_of(session, account, now=clock()), now=clock())
        except (RefusedError, UnreadableListError) as error:
            fail(sentence(error))
    if check.faults:
        fail(f"{len(check.faults)} cells are wrong; nothing was changed.")
    click.echo(f"{len(check.additions)} added, {len(check.changes)} changed, {check.unchanged} unchanged.")


@admin.command("create")
@click.option("--code", required=True, help="Staff code; also the name for signing in.")
@click.option("--name", required=True, help="Full name.")
@click.option("--unit-code", required=True, help="Code of the unit.")
@click.option("--unit-name", default="", help="Name of the unit, when it does not exist yet.")
def create_admin(code: str, name: str, unit_code: str, unit_name: str) -> None:
    """Make an administrator and print the one-time code that sets the password."""
    settings = settings_or_exit()
    prepare(settings)
    with at_work(settings):
        try:
            with transaction() as session:
                account = install_admin(
                    session, staff_code=code, full_name=name, unit_code=unit_code, unit_name=unit_name, now=clock()
                )
                printed = make_code(session, account, purpose="slip", by=None, now=clock())
        except NotFoundError:
            fail(f"There is no unit {unit_code}; give --unit-name to make it.")
        except RefusedError as error:
            fail(sentence(error))
    click.echo(f"{settings.base_url}/ma-dang-nhap\nname: {code}\ncode: {printed}")


@contextmanager
def at_work(settings: config.Settings) -> Iterator[None]:
    """The application for one command, in English; its connections are closed at the end."""
    app = create_app(settings)
    try:
        with app.app_context(), force_locale("en"):
            yield
    finally:
        app.extensions["bangvang_database"].dispose()


def fail(said: str) -> NoReturn:
    """Say what is wrong and end with status 1."""
    click.echo(f"✗ {said}", err=True)
    raise SystemExit(1)

"""check-invariants: ask every invariant and say which does not hold."""

from __future__ import annotations

import json

import click
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.cli import cli
from portal.cli.serving import settings_or_exit
from portal.clock import clock
from portal.db import database
from portal.invariants import check_invariants as ask_all


@cli.command("check-invariants")
@click.option("--json", "as_json", is_flag=True, help="Print the violations as JSON.")
@click.option("--fast", is_flag=True, help="Ask for sizes only; do not read all stored bytes.")
def check_invariants(*, as_json: bool, fast: bool) -> None:
    """Exit 0 when every invariant holds, 1 when one does not."""
    settings = settings_or_exit()
    app = create_app(settings)
    with app.app_context(), Session(database().main) as session:
        found = ask_all(
            session, store=app.extensions["bangvang_store"], settings=settings, now=clock(), read_bytes=not fast
        )
    violated = {name: wrong for name, wrong in found.items() if wrong}
    if as_json:
        click.echo(json.dumps(violated, ensure_ascii=False, indent=2))
    else:
        for name, wrong in found.items():
            click.echo(f"{'✗' if wrong else '✓'} {name}")
            for one in wrong[:20]:
                click.echo(f"    {one}")
    raise SystemExit(1 if violated else 0)

"""demonstrate: load the demonstration contest, print its accounts, serve it."""

from __future__ import annotations

import os

import click

from portal.app import create_app
from portal.cli import cli
from portal.cli.running import PORTAL
from portal.cli.serving import prepare, settings_or_exit
from portal.demo.load import SLUG, load_demonstration
from portal.demo.office import PASSWORD, PEOPLE


@cli.command()
@click.option("--load-only", is_flag=True, help="Load the data and end, without serving.")
def demonstrate(*, load_only: bool) -> None:
    """Bring up the demonstration contest."""
    settings = settings_or_exit()
    prepare(settings)
    click.echo("Loading the demonstration contest (real files are made and measured) …")
    load_demonstration(create_app(settings))
    click.echo(f"\n  {settings.base_url}/cuoc-thi/{SLUG}\n\n  Mật khẩu chung / one password for all: {PASSWORD}\n")
    for person in PEOPLE:
        click.echo(f"  {person.code:13} {person.what}")
    click.echo("")
    if not load_only:
        os.execv(PORTAL[0], [*PORTAL, "run"])  # noqa: S606  our own modules; what loaded the contest is let go of

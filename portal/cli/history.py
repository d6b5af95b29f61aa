"""history verify: read the whole chain and say whether it holds."""

from __future__ import annotations

import click

from judging.queries.history import chain_head, verify_chain
from portal.anchors import read_anchors
from portal.app import create_app
from portal.cli import cli
from portal.cli.serving import settings_or_exit
from portal.db import transaction


@cli.group()
def history() -> None:
    """The chain of everything that happened."""


@history.command()
def verify() -> None:
    """Exit 0 when the chain holds, 1 with the place when it does not."""
    settings = settings_or_exit()
    with create_app(settings).app_context(), transaction() as session:
        head = chain_head(session)
        broken = verify_chain(session, read_anchors(settings.data_folder))
    if broken is not None:
        click.echo(f"The chain breaks at line {broken.seq} ({broken.kind.value}).", err=True)
        click.echo(f"  expected {broken.expected}\n  found    {broken.found}", err=True)
        raise SystemExit(1)
    click.echo(f"The chain holds: {head.seq} lines, head {head.hash}")

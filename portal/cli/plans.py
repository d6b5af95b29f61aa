"""plans check: every mistake of a plan file, with its line and place."""

from __future__ import annotations

import pathlib

import click

from judging.plans.loader import check_text
from judging.plans.sentences import report_line
from judging.spec.walking import unknowns
from portal.cli import cli


@cli.group()
def plans() -> None:
    """Plan files."""


@plans.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
@click.option("--open", "show_open", is_flag=True, help="List what the plan leaves open, with who must decide it.")
def check_plan(file: pathlib.Path, *, show_open: bool) -> None:
    """Explain every mistake of a plan file with its place; exit 1 when there is an error."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        click.echo("✗ The file is not in UTF-8; please save it so.")
        raise SystemExit(1) from None
    checked = check_text(text)
    for problem in checked.problems:
        click.echo(report_line(problem))
    if checked.programme is None:
        raise SystemExit(1)
    open_places = unknowns(checked.programme)
    for path, unknown in open_places if show_open else ():
        click.echo(f"{path}: open; {unknown.decided_by} decides. {unknown.note}".rstrip())
    click.echo(f"✓ {checked.programme.title}: {len(open_places)} places are left open.")

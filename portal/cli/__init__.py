"""`bangvang`: the commands of an operator. Each lives in a module of its own, loaded when it is asked for.

A launcher or a server lives as long as the portal: it must not keep in memory what only another command needs.
"""

from __future__ import annotations

import importlib

import click

MODULES = {
    "admin": "people",
    "check-invariants": "invariants",
    "demonstrate": "demonstration",
    "freeze": "freezing",
    "history": "history",
    "measure": "measure",
    "migrate": "serving",
    "payee-key": "payee_key",
    "people": "people",
    "plans": "plans",
    "restore-sheets": "freezing",
    "run": "running",
    "serve": "serving",
    "storage": "storage",
    "unfreeze": "freezing",
    "units": "people",
    "worker": "serving",
}
"""By command, the module that it lives in."""


class Commands(click.Group):
    """A group whose commands are loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """All there are, for the help."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or nothing."""
        if cmd_name in MODULES:
            importlib.import_module(f"{__name__}.{MODULES[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands, help="Bảng Vàng: contests and emulation campaigns, from the signed plan to the published winners."
)
def cli() -> None:
    """The group that every command joins."""


def main() -> None:
    """Run the command asked for."""
    cli()

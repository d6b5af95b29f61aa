"""`bangvang`: the commands of an operator. Each lives in a module of its own."""

from __future__ import annotations

import importlib
import pkgutil

import click


@click.group(help="Bảng Vàng: contests and emulation campaigns, from the signed plan to the published winners.")
def cli() -> None:
    """The group that every command joins."""


def main() -> None:
    """Load the commands and run the one asked for."""
    for module in pkgutil.iter_modules(__path__):
        if module.name != "__main__":
            importlib.import_module(f"{__name__}.{module.name}")
    cli()

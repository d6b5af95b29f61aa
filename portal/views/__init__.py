"""The pages, by audience. Importing an audience's package imports its nouns, which register themselves."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

AUDIENCES = (
    "public",
    "api",
    "account",
    "entrant",
    "voter",
    "uploads",
    "coordinator",
    "validator",
    "secretary",
    "judge",
    "head",
    "holder",
    "board",
    "council",
    "publisher",
    "finance",
    "supervisor",
    "admin",
)


def install_views(app: Flask) -> None:
    """Register the blueprint of every audience, with all modules of its package loaded."""
    for audience in AUDIENCES:
        package = importlib.import_module(f"portal.views.{audience}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        app.register_blueprint(package.bp)

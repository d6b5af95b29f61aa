"""Imports every module that reacts to events, so that registering them is one place's business."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install_reactions(_app: Flask) -> None:
    """Load `portal.bridge.*` and the job handlers: they register what happens after an event."""
    for name in ("portal.bridge", "portal.jobs.handlers"):
        package = importlib.import_module(name)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{name}.{module.name}")

"""Which function does which kind of job. Handlers register themselves; the worker imports them all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

Handler = Callable[[Mapping[str, Any]], None]

MOST_SECONDS = 3600.0
_handlers: dict[str, Handler] = {}
_most_seconds: dict[str, float] = {}


class UnknownJobError(Exception):
    """No handler of this version knows the kind of job."""


def handles(kind: str, *, most_seconds: float = MOST_SECONDS) -> Callable[[Handler], Handler]:  # noqa: D417  what is left out says itself
    """Register the decorated function for jobs of `kind`.

    It runs inside an application context, may run twice for one job, and opens its own transactions.

    Args:
        most_seconds: how long one try may take; a handler that is still at it then is ended with its worker.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        _most_seconds[kind] = most_seconds
        return handler

    return register


def handler_of(kind: str) -> Handler:
    """The function for `kind`.

    Raises:
        UnknownJobError: when no handler of this version knows it.
    """
    if kind not in _handlers:
        raise UnknownJobError(kind)
    return _handlers[kind]


def most_seconds_of(kind: str) -> float:
    """How long one try of a job of `kind` may take."""
    return _most_seconds.get(kind, MOST_SECONDS)


def load_handlers(_app: Flask) -> None:
    """Import every module of `portal.jobs.handlers`."""
    package = importlib.import_module("portal.jobs.handlers")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"portal.jobs.handlers.{module.name}")

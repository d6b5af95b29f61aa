"""Counts the statements that a page asks its database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask


@contextmanager
def counted_queries(app: Flask, on: Sequence[str] = ("main", "desk")) -> Iterator[list[str]]:
    """The statements of the block, on the main and the desk connection or one of them."""
    database = app.extensions["bangvang_database"]
    said: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    engines = [getattr(database, name) for name in on]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", _note)
    try:
        yield said
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", _note)

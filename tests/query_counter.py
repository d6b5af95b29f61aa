"""Counts the statements that a page asks its database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements of the block, on the main and the desk connection."""
    database = app.extensions["bangvang_database"]
    said: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    for engine in (database.main, database.desk):
        event.listen(engine, "before_cursor_execute", _note)
    try:
        yield said
    finally:
        for engine in (database.main, database.desk):
            event.remove(engine, "before_cursor_execute", _note)

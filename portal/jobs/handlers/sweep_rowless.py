"""Job *sweep_rowless*: objects that no row names.

A process that dies between storing bytes and writing their row leaves an object that nobody can ever reach. Whatever
column names an object ends in `_key`; an object that none of them names for two days is removed.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app
from sqlalchemy import String, select
from sqlalchemy.orm import Session

from judging.models.base import Base
from portal.clock import clock
from portal.db import database
from portal.jobs.registry import handles
from portal.records.tables import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Column

    from media.store.contract import StorageKey, Store

ROWLESS_AFTER = timedelta(days=2)
"""Longer than any job and any upload may take between storing and writing the row."""
AT_ONCE = 200
FEW, MOST_SHARE = 20, 0.05
"""Killed processes leave an object now and then. More than a few, and more than one in twenty, were left by something
else: a database that was restored from an older day does not know what came since, and must not cost it."""

log = structlog.get_logger()


class TooManyRowlessError(Exception):
    """So many objects without a row cannot be leftovers: nothing is removed, and the operator is asked."""


@handles("sweep_rowless")
def sweep_rowless(_arguments: Mapping[str, Any]) -> None:
    """Compare the store with the database, and remove what is only in the store."""
    now = clock()
    store: Store = current_app.extensions["bangvang_store"]
    looked_at, rowless = 0, []
    for keys in _in_groups(store.list_keys(before=now - ROWLESS_AFTER)):
        with Session(database().main) as session:
            named = _named(session, keys)
        looked_at += len(keys)
        rowless += [key for key in keys if key not in named]
    if len(rowless) > max(FEW, looked_at * MOST_SHARE):
        raise TooManyRowlessError(f"{len(rowless)} of {looked_at} objects are named by no row")
    for key in rowless:
        store.delete(key)
        log.warning("rowless_object_removed", key=key)


def _named(session: Session, keys: list[StorageKey]) -> set[str]:
    """Those of `keys` that some row names. An upload that was given up names nothing any more."""
    named: set[str] = set()
    for column in _columns():
        statement = select(column).where(column.in_(keys))
        if column.table is Upload.__table__:
            statement = statement.where(Upload.state != "aborted")
        named.update(session.scalars(statement))
    return named


def _columns() -> Iterator[Column[str]]:
    """Every column that may name an object. One too many costs a look, one too few would cost a file."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_key") and isinstance(column.type, String):
                yield column


def _in_groups(keys: Iterable[StorageKey]) -> Iterator[list[StorageKey]]:
    walk = iter(keys)
    while group := list(itertools.islice(walk, AT_ONCE)):
        yield group

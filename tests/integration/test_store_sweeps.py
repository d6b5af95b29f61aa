"""Objects that no row names are removed; whatever some row names stays (D23)."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest

from judging.models.base import Base
from judging.models.entries import Part
from media.store.contract import ObjectMissingError, StorageKey
from portal.db import transaction
from portal.jobs.handlers.sweep_rowless import FEW, TooManyRowlessError, sweep_rowless
from portal.jobs.slots import DAILY
from portal.records.tables import Upload
from tests.factories.entries import make_draft
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock

LATER = datetime.fromtimestamp(2_000_000_000, UTC)


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, now=clock())


@pytest.fixture
def entry_id(app: Flask, author: Account, clock: TestClock) -> EntryID:
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock(), slug="cuoc-thi")
    return make_draft(app, author, programme)


def test_D23_object_without_a_row_is_removed_and_others_stay(
    app: Flask, author: Account, entry_id: EntryID, clock: TestClock
) -> None:
    store = app.extensions["bangvang_store"]
    rowless, given_up, sent = (StorageKey(token_hex(16)) for _ in range(3))
    for key in (rowless, given_up, sent):
        store.put(key, b"bytes")
    with app.app_context(), transaction() as session:
        for key, state in ((given_up, "aborted"), (sent, "open")):
            session.add(
                Upload(
                    account_id=author.id, entry_id=entry_id, purpose="content", file_name="phim.mp4", size_bytes=5,
                    part_bytes=5, store_key=key, store_ref=key, state=state, began_at=clock(), touched_at=clock(),
                )
            )  # fmt: skip
    with app.app_context():
        clock.now = LATER
        sweep_rowless({})
        for key in (rowless, given_up):
            with pytest.raises(ObjectMissingError):
                store.head(key)
        assert store.head(sent).size == 5
        assert violations(app) == {}
        with transaction() as session:
            assert store.head(StorageKey(session.query(Part).one().store_key)).size


def test_D23_object_that_was_just_stored_waits_for_its_row(app: Flask, clock: TestClock) -> None:
    key = StorageKey(token_hex(16))
    app.extensions["bangvang_store"].put(key, b"bytes")
    clock.now = datetime.fromtimestamp(app.extensions["bangvang_settings"].store_folder.stat().st_mtime, UTC)
    with app.app_context():
        sweep_rowless({})
    assert app.extensions["bangvang_store"].head(key).size == 5


def test_D23_files_unknown_to_a_database_restored_from_an_older_day_are_not_removed(
    app: Flask, entry_id: EntryID, clock: TestClock
) -> None:
    store = app.extensions["bangvang_store"]
    for _ in range(FEW + 1):
        store.put(StorageKey(token_hex(16)), b"bytes")
    clock.now = LATER
    with app.app_context(), pytest.raises(TooManyRowlessError, match="21 of 22 objects"):
        sweep_rowless({})
    assert len(list(store.list_keys())) == FEW + 2


def test_every_column_that_names_an_object_is_looked_at() -> None:
    """Names of objects are unique strings of 32 to 64 signs: a column for them is called so that the sweep sees it."""
    names = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert {"parts.store_key", "renditions.store_key", "uploads.store_key", "published_works.poster_key"} <= names
    assert not {one for one in names if one.endswith(("_object", "store_name", "storage_key_id", "_blob"))}
    assert "sweep_rowless" in DAILY

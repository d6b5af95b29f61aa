"""What happens between reading a sheet and writing it, made to happen: the same on both databases (B12).

Fifty threads meet only where two transactions write at once, which SQLite never lets them. Here the other tab's save is
put where it hurts, between the two steps of one save, by a hook and not by luck.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.desk import reviews
from judging.desk.reviews import StaleSheetError, TypedSheet, lock_review, make_save_key, save_review
from judging.errors import AlreadyDoneError
from judging.models.reviews import Review, ReviewVersion
from portal.db import writing
from tests.factories.judging import World, make_sealed_round

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.rounds import Assignment
    from tests.conftest import TestClock

FULL = {"relevance": "20", "novelty": "22,5", "effect": "15.5", "expression": "18", "form": "9"}


@pytest.fixture
def sealed(app: Flask, clock: TestClock) -> tuple[World, Assignment]:
    """An open round on the database, and a judge's first assignment in it."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=3)
        return world, world.assignments_of(world.judges[1])[0]


class Tabs:
    """The sheet of one judge, open in two tabs that work in one transaction, so that nothing can keep them apart."""

    def __init__(self, session: Session, world: World, assignment: Assignment) -> None:
        self.session, self.world, self.assignment = session, world, assignment
        self.own: dict[str, Any] = {"assignment_id": assignment.id, "seats": frozenset({assignment.seat_id})}

    def save(self, words: str, *, version: int, key: str) -> int:
        """The version that a tab's save became."""
        typed = TypedSheet(FULL, {}, words, version, make_save_key(key, version, words))
        return save_review(self.session, typed, now=self.world.now, **self.own).version

    def lock(self, *, version: int) -> str:
        return lock_review(self.session, version=version, now=self.world.now, **self.own)

    def kept(self) -> list[tuple[int, str]]:
        """What the saves left, by their numbers."""
        rows = self.session.scalars(select(ReviewVersion).order_by(ReviewVersion.number)).all()
        return [(row.number, row.comment) for row in rows]


def after_the_next_reading(monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> None:
    """Let `other` happen when the next save or lock has read the sheet, and before it writes."""
    read = reviews.get_sheet

    def reading(*args: Any, **kwargs: Any) -> Any:
        sheet = read(*args, **kwargs)
        monkeypatch.setattr(reviews, "get_sheet", read)
        other()
        return sheet

    monkeypatch.setattr(reviews, "get_sheet", reading)


def test_B12_a_save_that_another_tab_overtook_overwrites_nothing_and_shows_what_stands(
    app: Flask, sealed: tuple[World, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        tabs = Tabs(session, *sealed)
        assert tabs.save("đầu tiên", version=0, key="first") == 1
        after_the_next_reading(monkeypatch, lambda: tabs.save("trang kia", version=1, key="other"))
        with pytest.raises(StaleSheetError) as refused:
            tabs.save("trang này", version=1, key="mine")
        assert (refused.value.stands.version, refused.value.stands.comment) == (2, "trang kia")
        assert tabs.kept() == [(1, "đầu tiên"), (2, "trang kia")]
        assert tabs.save("trang này", version=2, key="mine") == 3
        assert tabs.kept()[2:] == [(3, "trang này")], "none is lost"


def test_B12_a_repeated_save_that_its_own_first_sending_overtook_is_one_version(
    app: Flask, sealed: tuple[World, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        tabs = Tabs(session, *sealed)
        assert tabs.save("đầu tiên", version=0, key="first") == 1
        after_the_next_reading(monkeypatch, lambda: tabs.save("một lần", version=1, key="same"))
        assert tabs.save("một lần", version=1, key="same") == 2
        assert tabs.kept() == [(1, "đầu tiên"), (2, "một lần")]


def test_B12_a_lock_that_a_save_overtook_locks_nothing(
    app: Flask, sealed: tuple[World, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the judge has seen and submits is version 1; version 2 must not count in its place, nor be frozen unseen."""
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        tabs = Tabs(session, *sealed)
        assert tabs.save("đã xem", version=0, key="mine") == 1
        after_the_next_reading(monkeypatch, lambda: tabs.save("chưa xem", version=1, key="other"))
        with pytest.raises(AlreadyDoneError):
            tabs.lock(version=1)
        session.expire_all()
        review = session.scalars(select(Review).where(Review.assignment_id == sealed[1].id)).one()
        assert (review.locked_at, review.version) == (None, 2)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_B12_who_has_read_a_sheet_to_save_it_keeps_other_processes_from_writing(
    app: Flask, sealed: tuple[World, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite locks no row: the whole file is taken before the first reading, from workers of other processes, too."""
    engine = app.extensions["bangvang_database"].desk
    told: list[str] = []

    def other_process() -> None:
        connection = sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            told.append(str(error))
        finally:
            connection.close()

    with app.app_context(), writing(engine) as session:
        tabs = Tabs(session, *sealed)
        after_the_next_reading(monkeypatch, other_process)
        assert tabs.save("một mình", version=0, key="mine") == 1
    assert told == ["database is locked"]

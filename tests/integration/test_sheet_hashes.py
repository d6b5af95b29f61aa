"""What the chain says of a locked sheet proves its marks later, and lets nobody guess them before the opening."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.desk.late_sheets import keep_late_sheet
from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.desk.work import get_sheet
from judging.models.history import HistoryLine
from judging.models.late_sheets import LateSheet
from judging.models.reviews import Review
from judging.models.rounds import Round
from judging.queries.freezes import hash_sheets
from judging.queries.history import verify_chain
from judging.queries.invariants import locked_sheets_are_hashed
from judging.queries.publishing_gate import _sealed_sheets
from judging.queries.standings import round_at_hand
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.review_texts import UNSALTED, marks_text, review_text
from portal.db import writing
from tests.factories.judging import make_sealed_round, spread_total
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.rounds import Assignment
    from tests.conftest import TestClock
    from tests.factories.judging import World


@pytest.fixture
def locked(app: Flask, clock: TestClock) -> tuple[World, Assignment]:
    """A sheet of the second judge without a remark, locked, then refused a late one."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2, judges=2)
        mine = world.assignments_of(world.judges[1])[0]
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        lock(session, world, mine, 80, version=0)
        keep_late_sheet(
            session,
            TypedSheet(marks={"relevance": "3"}, comments={}, comment="", version=2, save_key="late"),
            assignment_id=mine.id,
            seats=frozenset({mine.seat_id}),
            now=world.now,
        )
    return world, mine


def lock(session: Session, world: World, mine: Assignment, total: int, *, version: int) -> str:
    own = {"assignment_id": mine.id, "seats": frozenset({mine.seat_id}), "now": world.now}
    typed = spread_total(get_sheet(session, mine.id, seats=own["seats"]).sheet.rubric, total)
    saved = save_review(
        session, TypedSheet(marks=typed, comments={}, comment="", version=version, save_key=f"k{version}"), **own
    )
    return lock_review(session, version=saved.version, **own)


def line(session: Session, action: str) -> dict[str, object]:
    return dict(json.loads(session.scalars(select(HistoryLine.data).where(HistoryLine.action == action)).one()))


def guesses(steps: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Sheets that a reader of the chain would try: every criterion one step off or right."""
    for changes in product((-1, 0, 1), repeat=len(steps)):
        yield {key: value + change for (key, value), change in zip(steps.items(), changes, strict=True)}


def guessed(session: Session, world: World, mine: Assignment, sha256: object, salt: str | None) -> list[dict[str, int]]:
    """The marks that fit a lock's hash, for who knows all but them."""
    sheet = get_sheet(session, mine.id, seats=frozenset({mine.seat_id}))
    known = {
        "salt": salt, "round_id": str(world.round_id), "code": sheet.word, "seat": sheet.seat_number,
        "sheet_sha256": session.get_one(Round, world.round_id).sheet_sha256 or "",
        "version": sheet.version, "comments": {}, "comment": "",
    }  # fmt: skip
    return [one for one in guesses(sheet.steps) if sha256_of(review_text(steps=one, **known)) == sha256]


def test_A17_marks_cannot_be_guessed_from_the_chain(app: Flask, locked: tuple[World, Assignment]) -> None:
    world, mine = locked
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        told = line(session, "review.lock")
        salt = session.scalars(select(Review.salt).where(Review.assignment_id == mine.id)).one()
        sheet = get_sheet(session, mine.id, seats=frozenset({mine.seat_id}))
        assert guessed(session, world, mine, told["sha256"], None) == []
        assert guessed(session, world, mine, told["sha256"], "0" * 64) == []
        assert guessed(session, world, mine, told["sha256"], salt) == [sheet.steps], "with the salt it proves the marks"
        assert told["format"] == 2
        late = session.scalars(select(LateSheet)).one()
        bare = {"comment": "", "comments": {}}
        tried = [sha256_of(canonical_json({"marks": {"relevance": step}, **bare})) for step in range(60)]
        assert line(session, "review.late")["sha256"] not in tried
        whole = marks_text(salt=salt, of=f"late:{late.id}", steps=late.marks, **bare)
        assert line(session, "review.late")["sha256"] == sha256_of(whole)
        everything = "\n".join(session.scalars(select(HistoryLine.data)))
        assert salt not in everything
        assert locked_sheets_are_hashed(session) == []
        assert len(set(session.scalars(select(Review.salt)))) == session.query(Review).count()
    for reader in (world.secretary, world.judges[1], world.head):
        pages = PageClient(app).sign_in_as(reader)
        for address in ("/cham", f"/cham/{mine.id}", f"/niem-phong/{world.round_id}"):
            assert salt not in pages.http.get(address, base_url="http://127.0.0.1").text


def test_B01_sheets_that_were_locked_without_salt_stay_verifiable(app: Flask, locked: tuple[World, Assignment]) -> None:
    """What an earlier version wrote; opened again and locked, it has a salted hash like every other."""
    world, mine = locked
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        review = session.scalars(select(Review).where(Review.assignment_id == mine.id)).one()
        at_hand = round_at_hand(session, world.round_id)
        assert [one.is_whole for one in _sealed_sheets(session, at_hand)] == [True]
        sealed = _sealed_sheets(session, at_hand)[0]
        assert guessed(session, world, mine, sealed.sha256, None) == []
        review.hash_format = UNSALTED
        session.flush()
        assert [one.is_whole for one in _sealed_sheets(session, at_hand)] == [False], "a hash of another format"
        before = hash_sheets(session)
        review.locked_sha256 = _sealed_sheets(session, at_hand)[0].sha256
        session.flush()
        assert [one.is_whole for one in _sealed_sheets(session, at_hand)] == [True]
        assert len(guessed(session, world, mine, review.locked_sha256, None)) == 1, "that is what a salt is for"
        assert hash_sheets(session) != before
        review.state, review.locked_at, review.locked_version, review.locked_sha256 = "unlocked", None, None, None
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        sha256 = lock(session, world, mine, 81, version=1)
        assert guessed(session, world, mine, sha256, None) == []
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        at_hand = round_at_hand(session, world.round_id)
        assert [one.is_whole for one in _sealed_sheets(session, at_hand)] == [True]
        assert verify_chain(session) is None

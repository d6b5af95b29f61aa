"""A tie declared after assignment: the sheet leaves the desk, another judge gets it, nobody can tell which it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.declared_ties import HIDDEN_AMONG, declare_tie
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.ids import AssignmentID
from judging.models.history import HistoryLine
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Seat
from judging.models.seals import SeatHolder
from judging.queries.coverage import list_code_progress
from judging.queries.standings import list_conflicts, round_coverage
from portal.db import writing
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.factories.office import make_account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account, Person
    from tests.conftest import TestClock
    from tests.factories.judging import World


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def assigned(session: Session, clock: TestClock, *, entries: int = 12, judges: int = 4) -> World:
    return make_sealed_round(session, now=clock(), entries=entries, judges=judges)


def declare(world: World, judge: Account, person: Person, reason: str = "em ruột") -> None:
    declare_tie(
        world.session, world.at_hand, account=judge, person=person, reason=reason, by=world.by(world.secretary),
        now=world.now,
    )  # fmt: skip
    world.session.expire_all()


def desk(world: World, judge: Account) -> dict[UUID, Assignment]:
    """The living sheets of a judge by code."""
    rows = world.session.scalars(
        select(Assignment)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .where(SeatHolder.account_id == judge.id, Assignment.state.in_(("assigned", "done")))
    )
    return {one.code_id: one for one in rows}


def marks_are_exact(world: World) -> bool:
    return {one.assigned for one in list_code_progress(world.session, world.round_id)} == {2}


@pytest.mark.requirement("S001-R15")
def test_A22_a_tie_declared_after_assignment_takes_the_sheet_off_and_finds_another_judge(
    session: Session, clock: TestClock
) -> None:
    world = assigned(session, clock)
    judge = world.judges[0]
    before = desk(world, judge)
    entry = next(one for one in world.entries if world.code_of(one).id in before)
    code, word = world.code_of(entry).id, world.code_of(entry).word
    declare(world, judge, entry.author)
    after = desk(world, judge)
    assert code not in after
    gone = set(before) - set(after)
    assert len(gone) == HIDDEN_AMONG + 1, "the one is hidden among others"
    assert marks_are_exact(world)
    assert list_conflicts(session, world.round_id) == []
    states = dict(session.execute(select(Review.assignment_id, Review.state)).all())  # type: ignore[arg-type]
    assert {states[before[one].id] for one in gone} == {"void"}
    told = "".join(
        session.scalars(select(HistoryLine.data).where(HistoryLine.action.in_(("tie.declare", "round.assign"))))
    )
    assert word not in told
    assert str(code) not in told
    with pytest.raises(AlreadyDoneError), session.begin_nested():
        declare(world, judge, entry.author)


def test_A22_the_desk_changes_alike_whether_or_not_the_author_was_on_it(session: Session, clock: TestClock) -> None:
    world = assigned(session, clock)
    judge = world.judges[0]
    before = desk(world, judge)
    foreign = next(one for one in world.entries if world.code_of(one).id not in before)
    declare(world, judge, foreign.author)
    after = desk(world, judge)
    assert len(set(before) - set(after)) == HIDDEN_AMONG
    assert world.code_of(foreign).id not in after
    assert marks_are_exact(world)
    stranger = make_account(session, "Người Không Dự Thi", now=clock())
    declare(world, judge, stranger.person)
    assert set(desk(world, judge)) == set(after), "who entered nothing moves nothing"
    with pytest.raises(MissingReasonError):
        declare(world, world.judges[1], foreign.author, reason=" ")


def test_A22_a_begun_or_submitted_sheet_counts_no_more(session: Session, clock: TestClock) -> None:
    world = assigned(session, clock)
    judge = world.judges[0]
    before = desk(world, judge)
    entry = next(one for one in world.entries if world.code_of(one).id in before)
    sheet = before[world.code_of(entry).id]
    mark_sheet(world, AssignmentID(sheet.id), session.get_one(Seat, sheet.seat_id), 80)
    session.flush()
    session.expire_all()
    assert session.get_one(Assignment, sheet.id).state == "done"
    declare(world, judge, entry.author)
    assert session.get_one(Assignment, sheet.id).state == "replaced"
    assert session.scalars(select(Review.state).where(Review.assignment_id == sheet.id)).one() == "void"
    assert marks_are_exact(world)
    assert list_conflicts(session, world.round_id) == []


def test_where_nobody_else_may_mark_it_the_sheet_leaves_all_the_same_and_the_gate_names_the_code(
    session: Session, clock: TestClock
) -> None:
    world = assigned(session, clock, entries=3, judges=2)
    judge, entry = world.judges[0], world.entries[0]
    declare(world, judge, entry.author)
    assert world.code_of(entry).id not in desk(world, judge)
    assert len(desk(world, judge)) == 2
    short = [one.code for one in round_coverage(session, world.at_hand).shortfalls]
    assert world.code_of(entry).word in short

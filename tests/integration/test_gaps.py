"""Totals that lie too far apart: what the plan wants happens by itself, and no desk tells more than it may."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging import verify
from judging.actions.gaps import act_on_gaps
from judging.actions.results import RoundNotCoveredError, close_round, compute_agreed
from judging.desk.recusals import recuse
from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.errors import MissingReasonError
from judging.ids import AssignmentID
from judging.models.gaps import Gap, GapDecider
from judging.models.history import HistoryLine
from judging.models.rounds import Assignment, Seat
from judging.queries.gaps import list_gaps, loads_of
from judging.queries.standings import round_at_hand
from judging.rules.gaps import GapState
from judging.spec.rounds import GapRule
from judging.spec.words import GapAction
from portal.db import writing
from portal.jobs.handlers.act_on_gaps import act_on_gaps as act_job
from tests.factories import judging as factories
from tests.factories.judging import World, make_contest, mark_sheet, seal, spread_total
from tests.factories.programmes import demonstration_plan, make_programme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.queries.gaps import GapLine
    from tests.conftest import TestClock


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def make_far(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    action: GapAction,
    now: datetime,
    *,
    judges: int = 4,
    by_head: bool = False,
    totals: Sequence[int] = (90, 40),
) -> tuple[World, str]:
    """An open round whose sheets are all locked, with one entry far apart; its code. The head marked it or did not."""
    plan = demonstration_plan(now.date().isoformat())
    rounds = tuple(replace(one, gap=GapRule(Decimal(20), action)) for one in plan.rounds)
    changed = replace(plan, rounds=rounds)
    monkeypatch.setattr(factories, "make_programme", lambda s, now: make_programme(s, now=now, plan=changed))
    world = seal(make_contest(session, now=now, entries=5, judges=judges))
    factories.assign_round(session, world.at_hand, run=1, by=world.by(world.secretary), now=now)
    factories.open_round(session, world.at_hand, by=world.by(world.secretary), now=now)
    far = ""
    for code in sorted(world.codes.values(), key=lambda one: one.word):
        sheets = session.execute(
            select(Assignment, Seat)
            .join(Seat, Seat.id == Assignment.seat_id)
            .where(Assignment.code_id == code.id)
            .order_by(Seat.number)
        ).all()
        is_far = not far and by_head == any(seat.is_head for _, seat in sheets)
        far = code.word if is_far else far
        for (assignment, seat), total in zip(sheets, totals if is_far else (80, 80), strict=True):
            mark_sheet(world, AssignmentID(assignment.id), seat, total)
    session.flush()
    assert far
    return world, far


def line_of(world: World) -> GapLine:
    [line] = list_gaps(world.session, world.at_hand)
    return line


def act(world: World) -> int:
    return act_on_gaps(world.session, world.at_hand, now=world.now)


def holder_of(world: World, seat_number: int) -> Account:
    return world.judges[seat_number - 1]


def decide(world: World, total: int, *, comment: str = "") -> None:
    """The one who decides fills his sheet and submits it."""
    decider = line_of(world).decider
    assert decider is not None
    seats = frozenset({decider.seat_id})
    saved = save_review(
        world.session,
        TypedSheet(
            marks=spread_total(world.at_hand.rules.rubric, Decimal(total)),
            comments={},
            comment=comment,
            version=decider.version,
            save_key=f"decides-{decider.version}",
        ),
        assignment_id=decider.assignment_id,
        seats=seats,
        now=world.now,
    )
    lock_review(world.session, assignment_id=decider.assignment_id, seats=seats, version=saved.version, now=world.now)


def close(world: World, reason: str = "") -> None:
    by = world.by(world.secretary)
    close_round(world.session, world.at_hand, by=by, now=world.now, override_reason=reason)


def total_of(world: World, code: str) -> Decimal:
    """The mark of a code by the rules, when the independent program says the same of the whole result."""
    standings = compute_agreed(world.session, world.at_hand)
    assert verify.verify_text(standings.text) == []
    score = next(one for one in standings.scores if one.code == code)
    return Decimal(str(float(score.total)))


@pytest.mark.requirement("S001-R14")
def test_a_third_marker_is_called_and_his_sheet_alone_makes_the_mark(
    session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, code = make_far(session, monkeypatch, GapAction.THIRD_MARK, clock())
    assert act(world) == 1
    line = line_of(world)
    assert (line.word, line.state, line.gap, line.remains) == (code, GapState.THIRD_MARK, 50, 50)
    assert act(world) == 0
    with pytest.raises(RoundNotCoveredError):
        close(world)
    decide(world, 71)
    assert line_of(world).state is GapState.SETTLED
    assert act(world) == 0
    close(world)
    assert total_of(world, code) == 71


def test_B25_the_third_marker_has_no_conflict_and_the_least_to_do(
    session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _ = make_far(session, monkeypatch, GapAction.THIRD_MARK, clock())
    before = loads_of(session, world.round_id)
    act(world)
    line = line_of(world)
    assert line.decider is not None
    markers = {str(sheet.seat_id) for sheet in line.sheets if sheet.decides is None}
    free = {seat: load for seat, load in before.items() if seat not in markers}
    assert free[str(line.decider.seat_id)] == min(free.values())


def test_a_third_marker_who_steps_back_is_followed_by_another_until_nobody_is_left(
    session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, code = make_far(session, monkeypatch, GapAction.THIRD_MARK, clock(), judges=4)
    called = []
    for _ in range(2):
        assert act(world) == 1
        decider = line_of(world).decider
        assert decider is not None
        called.append(decider.seat_number)
        recuse(
            session, assignment_id=decider.assignment_id, seats=frozenset({decider.seat_id}), reason="quen", now=clock()
        )
        session.expire_all()
    assert len(set(called)) == 2
    assert act(world) == 0
    line = line_of(world)
    assert line.state is GapState.OBSTRUCTED
    assert sorted(word for _, word in line.obstacle) == ["marked_it", "marked_it", "stepped_back", "stepped_back"]
    with pytest.raises(RoundNotCoveredError):
        close(world)
    page_words = {number for number, _ in line.obstacle}
    assert page_words == {1, 2, 3, 4}
    close(world, reason="không còn giám khảo")
    assert total_of(world, code) == 65


@pytest.mark.requirement("S001-R14")
def test_the_head_decides_with_a_reason(session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    world, code = make_far(session, monkeypatch, GapAction.HEAD_DECIDES, clock())
    assert act(world) == 1
    line = line_of(world)
    assert line.decider is not None
    assert (line.state, line.decider.seat_number) == (GapState.HEAD, 1)
    with pytest.raises(MissingReasonError):
        decide(world, 66)
    decide(world, 66, comment="Bài đúng chủ đề, phiếu thấp chấm quá chặt")
    close(world)
    assert total_of(world, code) == 66


def test_a_head_who_marked_the_entry_himself_does_not_decide_it(
    session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, code = make_far(session, monkeypatch, GapAction.HEAD_DECIDES, clock(), by_head=True)
    act(world)
    line = line_of(world)
    assert line.decider is not None
    assert line.state is GapState.THIRD_MARK
    assert line.decider.seat_number not in {s.seat_number for s in line.sheets if s.decides is None}
    decide(world, 70)
    close(world)
    assert total_of(world, code) == 70


def test_a_gap_within_the_limit_calls_nobody(
    session: Session, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, code = make_far(session, monkeypatch, GapAction.THIRD_MARK, clock(), totals=(80, 61))
    assert act(world) == 0
    assert session.scalars(select(Gap)).all() == []
    close(world)
    assert total_of(world, code) == Decimal("70.5")


def test_B13_two_workers_at_once_call_one_third_marker(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world, _ = make_far(session, monkeypatch, GapAction.THIRD_MARK, clock())
        round_id = world.round_id

    def work() -> None:
        with app.app_context(), writing(engine) as own:
            act_on_gaps(own, round_at_hand(own, round_id), now=clock())

    threads = [Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with app.app_context(), writing(engine) as session:
        assert session.scalar(select(func.count()).select_from(Gap)) == 1
        assert session.scalar(select(func.count()).select_from(GapDecider)) == 1


def test_the_job_acts_by_itself(app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        make_far(session, monkeypatch, GapAction.THIRD_MARK, clock())
    with app.app_context():
        act_job({})
    with app.app_context(), writing(engine) as session:
        lines = session.scalars(select(HistoryLine.action).where(HistoryLine.subject.like("gap:%"))).all()
        assert sorted(lines) == ["gap.call_third", "gap.find"]

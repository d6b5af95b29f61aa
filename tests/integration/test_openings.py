"""Matching codes with entries for good: two different holders within half an hour, and only one pair wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.looks import TwoSecretariesError
from judging.actions.openings import OpeningLapsedError, OpeningNotAskedError, ask_opening, confirm_opening
from judging.actions.results import ResultNotFinalError, RoundNotClosedError
from judging.errors import AlreadyDoneError, DutyConflictError, NotAllowedError, SamePersonError
from judging.models.results import Award
from judging.models.rounds import Round
from judging.models.seals import Opening
from tests.factories.marking import make_day
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.factories.marking import Day


def ask(day: Day, account: Account, clock: TestClock) -> None:
    with day.acting() as session:
        ask_opening(session, day.at_hand(session), by=day.viewer(session, account), now=clock())


def confirm(day: Day, account: Account, clock: TestClock) -> int:
    with day.acting() as session:
        return len(confirm_opening(session, day.at_hand(session), by=day.viewer(session, account), now=clock()))


@pytest.mark.requirement("S001-R30", "S001-R31", "S001-R42")
def test_two_holders_turn_codes_into_awards(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    ask(day, day.holders[0], clock)
    assert confirm(day, day.holders[1], clock) == 3
    with day.acting() as session:
        rows = session.execute(
            select(Award.tier_key, Award.amount_vnd, Award.entry_id).order_by(Award.amount_vnd.desc())
        )
        assert [tuple(row) for row in rows] == [
            ("individual/first", 2_000_000, day.entries[0].id),
            ("individual/second", 1_500_000, day.entries[1].id),
            ("individual/third", 1_000_000, day.entries[2].id),
        ]
        assert session.get_one(Round, day.round_id).state == "revealed"
    assert violations(app) == {}


def test_who_asked_cannot_confirm_and_others_may_not_ask(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    with pytest.raises(RoundNotClosedError):
        ask(day, day.holders[0], clock)
    day.close()
    with pytest.raises(OpeningNotAskedError):
        confirm(day, day.holders[1], clock)
    for stranger in (day.board, day.publisher, day.judges[0], day.authors[0]):
        with pytest.raises((NotAllowedError, DutyConflictError)):
            ask(day, stranger, clock)
    ask(day, day.holders[0], clock)
    with pytest.raises(SamePersonError):
        confirm(day, day.holders[0], clock)
    with pytest.raises(AlreadyDoneError):
        ask(day, day.holders[1], clock)
    assert confirm(day, day.secretary, clock) == 3


def test_of_the_two_one_is_a_key_holder(app: Flask, clock: TestClock) -> None:
    from judging.enums import Role
    from judging.models.programmes import Programme
    from tests.factories.office import make_account

    day = make_day(app, now=clock())
    day.close()
    with day.acting() as session:
        programme = session.get_one(Programme, day.programme_id)
        second = make_account(session, now=clock(), roles=(Role.SECRETARY,), programme=programme)
    ask(day, day.secretary, clock)
    with pytest.raises(TwoSecretariesError):
        confirm(day, second, clock)


def test_an_opening_lapses_after_half_an_hour_and_is_asked_again(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    ask(day, day.holders[0], clock)
    clock.move(minutes=30, seconds=1)
    with pytest.raises(OpeningLapsedError):
        confirm(day, day.holders[1], clock)
    ask(day, day.holders[1], clock)
    assert confirm(day, day.holders[0], clock) == 3
    with day.acting() as session:
        assert session.scalar(select(func.count()).where(Opening.lapsed_at.is_not(None))) == 1


@pytest.mark.requirement("S001-R42")
def test_nothing_opens_while_a_tie_waits_for_the_board(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 90, 80))
    day.close()
    with pytest.raises(ResultNotFinalError):
        ask(day, day.holders[0], clock)


def test_B13_of_a_hundred_parallel_confirmations_exactly_one_wins(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    ask(day, day.holders[0], clock)

    def try_it(_number: int) -> str:
        try:
            return f"won {confirm(day, day.holders[1], clock)}"
        except AlreadyDoneError:
            return "already done"

    with ThreadPoolExecutor(100) as pool:
        told = list(pool.map(try_it, range(100)))
    assert sorted(set(told)) == ["already done", "won 3"]
    assert told.count("won 3") == 1
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Award)) == 3
    assert violations(app) == {}


def test_B14_a_place_is_held_once_whatever_writes_it(app: Flask, clock: TestClock) -> None:
    from sqlalchemy.exc import IntegrityError

    day = make_day(app, now=clock()).until_opened()
    with day.acting() as session:
        first = session.scalars(select(Award).where(Award.tier_key == "individual/first")).one()
        facts = {
            name: getattr(first, name) for name in ("programme_id", "result_id", "tier_key", "place", "amount_vnd")
        }
    for more in ({"entry_id": day.entries[3].id, "person_id": day.entries[3].author_id},
                 {"place": 2, "person_id": day.entries[0].author_id, "exclusive_group": "one_per_author"}):  # fmt: skip
        with pytest.raises(IntegrityError), day.acting() as session:
            session.add(Award(**{**facts, **more}))
            session.flush()

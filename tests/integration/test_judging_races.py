"""Two hands at one moment: a judge saves while two secretaries close; both holders ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.openings import ask_opening
from judging.actions.results import close_round
from judging.desk.reviews import RoundClosedError, StaleSheetError, TypedSheet, make_save_key, save_review
from judging.errors import AlreadyDoneError
from judging.models.results import Closing
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code
from judging.models.seals import Opening
from portal.db import writing
from tests.factories.marking import make_day
from tests.integration.test_closing import unlock_one
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

TYPED = {"relevance": "20", "novelty": "22,5", "effect": "15.5", "expression": "18", "form": "9"}
SAVERS, CLOSERS = 6, 4


def test_X04_X26_closing_while_a_judge_saves_keeps_every_save_that_was_answered(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    unlock_one(day, day.codes[0])
    with day.acting() as session:
        review, assignment = session.execute(
            select(Review, Assignment)
            .join(Assignment, Assignment.id == Review.assignment_id)
            .join(Code, Code.id == Assignment.code_id)
            .where(Code.word == day.codes[0], Review.state == "unlocked")
        ).one()
        session.expunge_all()
    desk = app.extensions["bangvang_database"].desk

    def save(number: int) -> list[str]:
        """Save text after text until the round is closed; the texts that the server said it had taken."""
        taken: list[str] = []
        version = review.version
        while len(taken) < 40:
            said = f"trang {number}, lần {len(taken)}"
            try:
                with app.app_context(), writing(desk) as session:
                    done = save_review(
                        session,
                        TypedSheet(
                            marks=TYPED,
                            comments={},
                            comment=said,
                            version=version,
                            save_key=make_save_key(f"page{number}", version, said),
                        ),
                        assignment_id=assignment.id,
                        seats=frozenset({assignment.seat_id}),
                        now=clock(),
                    )
            except StaleSheetError as error:
                version = error.stands.version
            except RoundClosedError:
                break
            else:
                version = done.version
                taken.append(said)
        return taken

    def close(_number: int) -> str:
        try:
            with day.acting() as session:
                by = day.viewer(session, day.secretary)
                close_round(session, day.at_hand(session), by=by, now=clock(), override_reason="Giám khảo ốm")
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(SAVERS + CLOSERS) as pool:
        saves = [pool.submit(save, number) for number in range(SAVERS)]
        closes = [pool.submit(close, number) for number in range(CLOSERS)]
        answered = [said for one in saves for said in one.result()]
        assert sorted(one.result() for one in closes) == ["already done"] * (CLOSERS - 1) + ["won"]
    with day.acting() as session:
        kept = session.scalars(
            select(ReviewVersion.comment).where(
                ReviewVersion.review_id == review.id, ReviewVersion.number > review.version
            )
        ).all()
        assert sorted(kept) == sorted(answered)
        assert session.scalar(select(func.count()).select_from(Closing)) == 1
        assert session.get_one(Review, review.id).version == review.version + len(answered)
    assert save(99) == []


def test_X04_of_two_holders_who_ask_at_once_one_opening_stands(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()

    def ask(number: int) -> str:
        try:
            with day.acting() as session:
                by = day.viewer(session, day.holders[number % 2])
                ask_opening(session, day.at_hand(session), by=by, now=clock())
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(ask, range(20)))
    assert sorted(told) == ["already done"] * 19 + ["won"]
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Opening).where(Opening.purpose == "open")) == 1
    assert violations(app) == {}

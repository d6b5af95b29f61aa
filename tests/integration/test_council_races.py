"""Two at once: a member in two tabs, two secretaries who close, a vote against the close. On both databases."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.ballot_boxes import AlreadyVotedError
from judging.actions.ballots import BallotClosedError
from judging.errors import AlreadyDoneError, RefusedError
from judging.models.ballots import Ballot, BallotPaper, BallotVoter
from judging.models.history import HistoryLine
from judging.queries.ballots import counts_of
from judging.rules.ballots import Choice
from portal.db import transaction
from tests.factories.councils import make_assembly

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.conftest import TestClock


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What came of acts that begin together: the name of the refusal, or "done"."""
    barrier, told = Barrier(len(acts)), [""] * len(acts)

    def run(at: int, act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                act()
                told[at] = "done"
            except RefusedError as error:
                told[at] = type(error).__name__

    threads = [Thread(target=run, args=(at, act)) for at, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


def test_B13_one_member_in_two_tabs_votes_once(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        section = house.propose("Tập thể Một")
        house.open(section)
        (ballot,) = house.ballots(section)
        member = house.people[2]
    told = at_once(app, *(lambda: house.vote(member, {ballot: Choice.FOR}) for _tab in range(4)))
    assert told == [AlreadyVotedError.__name__] * 3 + ["done"]
    with app.app_context(), transaction() as session:
        filled = session.scalar(select(func.count()).where(BallotPaper.choice.is_not(None)))
        marked = session.scalar(select(func.count()).where(BallotVoter.has_voted.is_(True)))
        assert (filled, marked) == (1, 1)


def test_B13_two_secretaries_close_a_vote_once(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        section = house.propose("Tập thể Một")
        house.open(section)
        for account in house.people:
            house.vote(account, dict.fromkeys(house.ballots(section), Choice.FOR))
    told = at_once(app, *(lambda: house.close(section) for _secretary in range(2)))
    assert told == [AlreadyDoneError.__name__, "done"]
    with app.app_context(), transaction() as session:
        counted = select(func.count()).where(HistoryLine.action == "ballot.count")
        assert session.scalar(counted) == 1
        assert session.scalars(select(Ballot.votes_for)).all() == [5]


def test_B13_a_vote_against_the_close_counts_or_is_refused(app: Flask, clock: TestClock) -> None:
    """Whichever comes first: papers filled in, marks and counts agree."""
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        section = house.propose("Tập thể Một")
        house.open(section)
        (ballot,) = house.ballots(section)
    votes = [lambda account=account: house.vote(account, {ballot: Choice.FOR}) for account in house.people]
    told = at_once(app, lambda: house.close(section), *votes)
    assert set(told) <= {"done", BallotClosedError.__name__}
    with app.app_context(), transaction() as session:
        counts = counts_of(session.get_one(Ballot, ballot))
        assert counts is not None
        assert (counts.issued, counts.votes_for) == (5, told.count("done") - 1)
        marked = session.scalar(select(func.count()).where(BallotVoter.has_voted.is_(True)))
        filled = session.scalar(select(func.count()).where(BallotPaper.choice == Choice.FOR.value))
        assert marked == filled == counts.votes_for

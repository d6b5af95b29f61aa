"""I20: as many papers are cast as members are marked as having voted; `check-invariants` tells where it is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, update

from judging.models.ballots import Ballot, BallotPaper, BallotVoter, NamedVote
from judging.queries.invariants import RECORD
from judging.rules.ballots import BallotMode, Choice
from portal.db import transaction
from tests.factories.councils import make_assembly
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.ids import BallotID
    from tests.conftest import TestClock

NAME = "I20 ballots"


def paper_is_lost(session: Session, ballot_id: BallotID) -> None:
    """A cast paper is gone, its voter is still marked."""
    one = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot_id, BallotPaper.choice.is_not(None)).limit(1)
    session.execute(delete(BallotPaper).where(BallotPaper.id == session.scalars(one).one()))


def paper_is_stuffed(session: Session, ballot_id: BallotID) -> None:
    """A paper more than marks."""
    session.execute(insert(BallotPaper), [{"ballot_id": ballot_id, "choice": Choice.FOR.value}])


def mark_is_taken(session: Session, ballot_id: BallotID) -> None:
    """Who voted could vote again."""
    session.execute(update(BallotVoter).where(BallotVoter.ballot_id == ballot_id).values(has_voted=False))


def vote_bears_a_name(session: Session, ballot_id: BallotID) -> None:
    """Of a secret vote it stands somewhere who voted what."""
    who = session.scalars(select(BallotVoter.member_id).where(BallotVoter.ballot_id == ballot_id).limit(1)).one()
    session.execute(insert(NamedVote), [{"ballot_id": ballot_id, "member_id": who, "choice": "for", "words": ""}])


def count_is_changed(session: Session, ballot_id: BallotID) -> None:
    """The counts say fewer than voted."""
    row = session.get_one(Ballot, ballot_id)
    row.collected = row.valid = row.votes_for = 1
    row.invalid = row.votes_against = 0


BROKEN = {
    paper_is_lost: "2 papers cast, 3 marked as voted",
    paper_is_stuffed: "4 papers cast, 3 marked as voted",
    mark_is_taken: "3 papers cast, 0 marked as voted",
    vote_bears_a_name: "1 votes bear a name, 3 marked as voted, by secret",
    count_is_changed: "1 counted, 3 marked as voted",
}


class _TakenBackError(Exception):
    """Nothing of what was broken stays."""


def test_I20_papers_and_marks_agree_at_every_step_and_each_way_to_break_it_is_told(
    app: Flask, clock: TestClock
) -> None:
    with app.app_context():
        house = make_assembly(app, clock)
        house.sit()
        secret = house.propose("Tập thể Một")
        house.open(secret)
        (ballot,) = house.ballots(secret)
        for account in house.people[:3]:
            house.vote(account, {ballot: Choice.FOR})
            assert broken() == []
        house.close(secret)
        for mode in (BallotMode.OPEN, BallotMode.WRITTEN):
            house.decide(house.propose("Cá nhân Hai", mode=mode), "f", "a", "b")
        house.open(house.propose("Cá nhân Ba"))  # nobody has voted
        assert broken() == []
        for way, told in BROKEN.items():
            with pytest.raises(_TakenBackError), transaction() as session:
                way(session, ballot)
                session.flush()
                found = RECORD[NAME](session)
                assert any(one == f"ballot {ballot}: {told}" for one in found), (way.__name__, found)
                assert all(str(ballot) in one for one in found), found
                raise _TakenBackError
        assert broken() == []
        with transaction() as session:
            paper_is_lost(session, ballot)
    told = violations(app)
    assert list(told) == [NAME]
    assert told[NAME][0] == f"ballot {ballot}: 2 papers cast, 3 marked as voted"


def broken() -> list[str]:
    with transaction() as session:
        return RECORD[NAME](session)

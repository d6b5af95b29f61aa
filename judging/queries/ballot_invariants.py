"""What must hold of a council's ballots at every moment: votes and marks agree in number, and in nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.models.ballots import Ballot, BallotPaper, BallotVoter, NamedVote
from judging.rules.ballots import BallotMode, BallotState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from judging.models.base import Base


def votes_are_marked(session: Session) -> list[str]:
    """I20: as many papers are cast in a ballot as members are marked as having voted, and none bears a name.

    A vote by show of hands or in writing bears one name for each mark; on printed papers nobody votes on screen. It is
    one statement, so that whoever votes meanwhile is counted on both sides or on neither.
    """
    rows = session.execute(
        select(
            Ballot.id,
            Ballot.mode,
            Ballot.state,
            Ballot.collected,
            _count(BallotVoter),
            _count(BallotVoter, BallotVoter.has_voted),
            _count(BallotPaper),
            _count(BallotPaper, BallotPaper.choice.is_not(None)),
            _count(NamedVote),
        )
    )
    wrong = []
    for ballot_id, mode, state, collected, voters, marked, papers, cast, named in rows:
        is_secret, on_screen = mode == BallotMode.SECRET.value, mode != BallotMode.PRINTED.value
        wanted_cast, wanted_named = (marked, 0) if is_secret else (0, marked)
        if cast != wanted_cast:
            wrong.append(f"ballot {ballot_id}: {cast} papers cast, {marked} marked as voted")
        if named != wanted_named:
            wrong.append(f"ballot {ballot_id}: {named} votes bear a name, {marked} marked as voted, by {mode}")
        if papers != (voters if is_secret else 0):
            wrong.append(f"ballot {ballot_id}: {papers} papers for {voters} who may vote, by {mode}")
        if not on_screen and marked:
            wrong.append(f"ballot {ballot_id}: {marked} marked as voted on screen, by {mode}")
        if on_screen and state == BallotState.COUNTED.value and collected != marked:
            wrong.append(f"ballot {ballot_id}: {collected} counted, {marked} marked as voted")
    return wrong


def _count(table: type[Base], *chosen: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ScalarSelect[int]:
    """How many rows of a table belong to the ballot."""
    columns = table.__table__.c
    return select(func.count()).select_from(table).where(columns.ballot_id == Ballot.id, *chosen).scalar_subquery()

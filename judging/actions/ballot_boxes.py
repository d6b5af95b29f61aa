"""The box of a secret ballot: papers without names, laid in shuffled, filled at random, written anew at the end.

What this gives, and what it does not, stands in ARCHITECTURE.md. Chance comes from outside as `draw`: a function that
gives a number below its argument, each as likely as the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import delete, insert, select, update

from judging.errors import RefusedError
from judging.models.ballots import BallotPaper, BallotVoter
from judging.rules.ballots import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from judging.ids import BallotID, CouncilMemberID

    Draw = Callable[[int], int]

T = TypeVar("T")


class AlreadyVotedError(RefusedError):
    """This member has voted on this: in another tab, or a moment ago."""

    code = "already_voted"


class NoPaperLeftError(RefusedError):
    """Every paper of the box is filled in: votes and papers do not agree, and nothing may be guessed."""

    code = "no_paper_left"


def shuffled(things: Iterable[T], draw: Draw) -> list[T]:
    """The things in a drawn order, every order as likely as the others (Fisher and Yates)."""
    found = list(things)
    for at in range(len(found) - 1, 0, -1):
        other = draw(at + 1)
        found[at], found[other] = found[other], found[at]
    return found


def lay_out(
    session: Session, ballot_id: BallotID, voters: Iterable[CouncilMemberID], *, papers: int, draw: Draw
) -> None:
    """Who may vote, in a drawn order, and as many blank papers."""
    marks = [{"ballot_id": ballot_id, "member_id": one, "has_voted": False} for one in shuffled(voters, draw)]
    if marks:
        session.execute(insert(BallotVoter), marks)
    if papers:
        session.execute(insert(BallotPaper), [{"ballot_id": ballot_id, "choice": None} for _ in range(papers)])


def mark_voted(session: Session, ballot_id: BallotID, member_id: CouncilMemberID) -> None:
    """Say that a member has voted. One statement decides between two tabs. Raises AlreadyVotedError."""
    done = session.execute(
        update(BallotVoter)
        .where(BallotVoter.ballot_id == ballot_id, BallotVoter.member_id == member_id, BallotVoter.has_voted.is_(False))
        .values(has_voted=True)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE tells its rows
        raise AlreadyVotedError


def drop_in(session: Session, ballot_id: BallotID, choice: Choice, *, draw: Draw) -> None:
    """Fill in one of the blank papers, whichever is drawn. The ballot's row is held by whoever calls this."""
    blank = session.scalars(
        select(BallotPaper.id)
        .where(BallotPaper.ballot_id == ballot_id, BallotPaper.choice.is_(None))
        .order_by(BallotPaper.id)
    ).all()
    if not blank:
        raise NoPaperLeftError
    session.execute(
        update(BallotPaper)
        .where(BallotPaper.id == blank[draw(len(blank))])
        .values(choice=choice.value)
        .execution_options(synchronize_session=False)
    )


def take_out(session: Session, ballot_id: BallotID, member_id: CouncilMemberID, *, draw: Draw) -> None:
    """A voter steps aside before he voted: his mark goes, and one blank paper with it. Raises AlreadyVotedError."""
    gone = session.execute(
        delete(BallotVoter).where(
            BallotVoter.ballot_id == ballot_id, BallotVoter.member_id == member_id, BallotVoter.has_voted.is_(False)
        )
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a DELETE tells its rows
        raise AlreadyVotedError
    blank = session.scalars(
        select(BallotPaper.id)
        .where(BallotPaper.ballot_id == ballot_id, BallotPaper.choice.is_(None))
        .order_by(BallotPaper.id)
    ).all()
    if blank:
        session.execute(delete(BallotPaper).where(BallotPaper.id == blank[draw(len(blank))]))


def read_box(session: Session, ballot_id: BallotID) -> list[Choice | None]:
    """What the papers say. Only whoever closes the ballot reads them."""
    rows = session.scalars(select(BallotPaper.choice).where(BallotPaper.ballot_id == ballot_id))
    return [Choice(one) if one is not None else None for one in rows]


def write_anew(session: Session, ballot_id: BallotID, *, draw: Draw) -> None:
    """Write papers and marks again, each in a drawn order, with fresh ids, in this one transaction.

    Every row then has the same writer (`xmin`), and its place (`ctid`, rowid) and id are chance.
    """
    choices = shuffled(
        session.scalars(select(BallotPaper.choice).where(BallotPaper.ballot_id == ballot_id)).all(), draw
    )
    marks = shuffled(
        session.execute(
            select(BallotVoter.member_id, BallotVoter.has_voted).where(BallotVoter.ballot_id == ballot_id)
        ).all(),
        draw,
    )
    session.execute(delete(BallotPaper).where(BallotPaper.ballot_id == ballot_id))
    session.execute(delete(BallotVoter).where(BallotVoter.ballot_id == ballot_id))
    if choices:
        session.execute(insert(BallotPaper), [{"ballot_id": ballot_id, "choice": one} for one in choices])
    if marks:
        session.execute(
            insert(BallotVoter),
            [{"ballot_id": ballot_id, "member_id": one, "has_voted": has_voted} for one, has_voted in marks],
        )
    session.expire_all()

"""A tie between a judge and an author, at any time: the two never meet in marking, and nobody learns which code it was.

Once sheets are assigned, the sheet in question leaves the judge's desk at once, begun or submitted, and another is
drawn for it. So do some sheets that he has not begun: whoever writes the tie down knows the author and sees the desk
change, and must not read the author's code off it (A22). They leave also where the author's entry was not among his.
What cannot be hidden is a sheet taken from a judge who has begun all of his.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from judging.actions.assignments import ASSIGNING, AssignmentImpossibleError, draw, marks_wanted, write_run
from judging.actions.history import record
from judging.actions.rounds import lock_round, require_office
from judging.enums import AssignmentState, ReviewState, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.ids import AccountID, PersonID
from judging.models.entries import Entry
from judging.models.people import DeclaredTie
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink, SeatHolder
from judging.queries.assignments import list_works
from judging.queries.coverage import list_runs
from judging.queries.rounds import LIVING, OFFICE
from judging.queries.seals import list_sealings
from judging.queries.standings import round_at_hand
from judging.rules.seals import seed_from, shuffled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.people import Account, Person
    from judging.queries.standings import RoundAtHand
    from judging.rules.assignment import AssignmentPlan
    from judging.rules.viewers import Viewer

HIDDEN_AMONG = 4
"""With so many other sheets, not begun, one changes hands."""

Held = tuple["UUID", str, str]
"""A sheet of the judge: its assignment, the word of its code, his seat."""


def declare_tie(
    session: Session,
    at_hand: RoundAtHand,
    *,
    account: Account,
    person: Person,
    reason: str,
    by: Viewer,
    now: datetime,
) -> DeclaredTie:
    """Write down a tie that a judge declared; in every round that is not closed the two are parted (A22, S001-R15).

    Raises:
        MissingReasonError, AlreadyDoneError.
    """
    acting_as = require_office(session, at_hand, by=by)
    if not reason.strip():
        raise MissingReasonError
    tie = DeclaredTie(
        account_id=AccountID(account.id), person_id=PersonID(person.id), reason=reason.strip(), declared_at=now
    )
    session.add(tie)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="tie.declare",
        subject=f"account:{account.id}",
        round=str(at_hand.id),
        person=str(person.id),
    )
    open_ones = select(Round.id).where(
        Round.programme_id == at_hand.programme_id, Round.state.in_([one.value for one in ASSIGNING])
    )
    for round_id in session.scalars(open_ones.order_by(Round.position, Round.key)).all():
        _part(session, round_at_hand(session, round_id), account, person, reason=tie.reason, by=by, now=now)
    return tie


def _part(
    session: Session, at_hand: RoundAtHand, account: Account, person: Person, *, reason: str, by: Viewer, now: datetime
) -> None:
    """Take the author's sheet off the judge's desk, hidden among others, and draw who marks them instead."""
    runs = len(list_runs(session, at_hand.id))
    if RoundState(lock_round(session, at_hand).state) not in ASSIGNING or not runs:
        return
    if not _has_code(session, at_hand, person):
        return
    seed = seed_from(list_sealings(session, at_hand.id)[-1].chain_head, at_hand.round.key, runs + 1)
    tied, others = _held(session, at_hand, account, person)
    fresh = shuffled({one[1]: one for one in others}, seed, "ties")
    hiding = [one for word in fresh for one in others if one[1] == word][:HIDDEN_AMONG]
    leaving, plan = [*tied, *hiding], _redrawn(session, at_hand, [*tied, *hiding], seed=seed)
    if plan is None:
        leaving, plan = tied, _redrawn(session, at_hand, tied, seed=seed)
    if not leaving:
        return
    ids = [one[0] for one in leaving]
    session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(state=AssignmentState.REPLACED.value))
    session.execute(update(Review).where(Review.assignment_id.in_(ids)).values(state=ReviewState.VOID.value))
    session.flush()
    if plan is not None and plan.pairs:
        write_run(session, at_hand, plan, run=runs + 1, seed=seed, reason=reason, by=by, now=now, roles=OFFICE)


def _has_code(session: Session, at_hand: RoundAtHand, person: Person) -> bool:
    found = (
        select(CodeLink.code_id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(CodeLink.round_id == at_hand.id, Entry.author_id == person.id)
    )
    return session.scalars(found.limit(1)).first() is not None


def _held(session: Session, at_hand: RoundAtHand, account: Account, person: Person) -> tuple[list[Held], list[Held]]:
    """The judge's sheets of that author's entries, however far they are; and those of others that he has not begun."""
    rows = session.execute(
        select(Assignment.id, Code.word, Assignment.seat_id, Entry.author_id, Review.state)
        .join(Code, Code.id == Assignment.code_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(SeatHolder, (SeatHolder.seat_id == Seat.id) & SeatHolder.to_at.is_(None))
        .where(
            Code.round_id == at_hand.id,
            ~Code.is_void,
            Assignment.state.in_(LIVING),
            SeatHolder.account_id == account.id,
        )
        .order_by(Code.word)
    ).all()
    tied = [(one, word, str(seat)) for one, word, seat, author, _ in rows if author == person.id]
    fresh = ReviewState.ASSIGNED.value
    others = [(one, word, str(seat)) for one, word, seat, author, s in rows if author != person.id and s == fresh]
    return tied, others


def _redrawn(session: Session, at_hand: RoundAtHand, leaving: Sequence[Held], *, seed: str) -> AssignmentPlan | None:
    """Who would mark what leaves the desk; None where nobody can."""
    lost = {word: seat for _, word, seat in leaving}
    works = [
        replace(work, held=work.held - {lost[work.code]}, barred=work.barred | {lost[work.code]})
        if work.code in lost
        else work
        for work in list_works(session, at_hand.id)
    ]
    try:
        return draw(session, at_hand, marks=marks_wanted(at_hand), seed=seed, works=works)
    except AssignmentImpossibleError:
        return None

"""The office answers questions of judges, and learns that there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.rounds import RoundOverError, require_office
from judging.enums import AssignmentState, Role, RoundState
from judging.events import Told, emit
from judging.ids import AccountID, SeatID
from judging.messaging import add_message
from judging.models.rounds import Assignment
from judging.queries.grants import list_holders
from judging.queries.messages import get_thread, list_untold
from judging.queries.rounds import find_holder, planned
from judging.queries.standings import round_at_hand

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AssignmentID
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


def answer_judge(
    session: Session,
    at_hand: RoundAtHand,
    *,
    assignment_id: AssignmentID,
    words: str,
    save_key: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Answer in a thread that a judge began. That the words name nobody is for the caller to have looked at (A10).

    Raises:
        NotFoundError: where no judge of this round asked.
        RoundOverError: after closing.
        EmptyMessageError, TooManyMessagesError.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    thread = get_thread(session, assignment_id, round_id=at_hand.id)
    if at_hand.round.state != RoundState.OPEN.value:
        raise RoundOverError
    if not add_message(
        session, assignment_id=thread.assignment_id, from_office=True, words=words, save_key=save_key, now=now
    ):  # fmt: skip
        return
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="message.answer",
        subject=f"assignment:{assignment_id}",
    )
    assignment = session.get_one(Assignment, assignment_id)
    holder = find_holder(session, SeatID(assignment.seat_id))
    if holder is not None and assignment.state in {AssignmentState.ASSIGNED.value, AssignmentState.DONE.value}:
        facts = (("round", planned(at_hand).name),)
        emit(session, Told(holder.account_id, "message.answered", facts, f"/cham/{assignment_id}/hoi"))


def tell_of_questions(session: Session, *, now: datetime) -> int:
    """Tell each round's secretaries that judges asked something; how many rounds. No code, no number, no word."""
    waiting = list_untold(session)
    rounds = dict.fromkeys(round_id for round_id, _ in waiting)
    for round_id in rounds:
        at_hand = round_at_hand(session, round_id)
        facts, address = (("round", planned(at_hand).name),), f"/niem-phong/{round_id}/cau-hoi"
        for holder in list_holders(session, Role.SECRETARY, programme_id=at_hand.programme_id, now=now):
            emit(session, Told(AccountID(holder.id), "message.asked", facts, address))
    for _round_id, row in waiting:
        row.told_at = now
    session.flush()
    return len(rounds)

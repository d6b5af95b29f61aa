"""Late changes of a sealed list: the secretary lets an entry in or takes a code out, as the head of the panel asked.

Coverage, assignment and gate follow by themselves, because they read the codes that take part. Reason and codes stand
in the result and are printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.actions.history import record
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.actions.seals import seal_one
from judging.enums import AssignmentState, ReviewState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, SamePersonError
from judging.ids import CodeID, EntryID
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code
from judging.queries.list_changes import get_addable, get_change
from judging.queries.rounds import LIVING
from judging.rules.round_paths import ChangeWhat

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.models.list_changes import ListChange
    from judging.queries.standings import RoundAtHand
    from judging.rules.seals import TokenSource
    from judging.rules.viewers import Viewer


def let_in(
    session: Session,
    at_hand: RoundAtHand,
    *,
    change_id: UUID,
    entry_id: EntryID,
    draw: TokenSource,
    names_author: Callable[[Entry, str], bool],
    by: Viewer,
    now: datetime,
) -> ListChange:
    """Seal one more entry into an open round, under a code of chance; its rendition and its judges come next.

    Raises:
        NotFoundError: no such wish, or an entry that was not accepted or has a code in this round.
        SamePersonError, AlreadyDoneError, RoundOverError, and what sealing refuses (files not scanned, names not read).
    """
    acting_as, change = _take(session, at_hand, change_id, ChangeWhat.ADDED, by=by)
    entry = get_addable(session, at_hand, entry_id)
    code_id = seal_one(session, at_hand, entry, draw=draw, names_author=names_author, by=by, now=now)
    change.code_id, change.done_by, change.done_at = code_id, str(by.account_id), now
    session.flush()
    _record(session, at_hand, change, "list.add", acting_as, by=by, now=now)
    return change


def take_out(session: Session, at_hand: RoundAtHand, *, change_id: UUID, by: Viewer, now: datetime) -> ListChange:
    """Take a code out of an open round: it leaves every desk, its sheets count no more, and stay in the record.

    Raises:
        NotFoundError, SamePersonError, AlreadyDoneError, RoundOverError.
    """
    acting_as, change = _take(session, at_hand, change_id, ChangeWhat.REMOVED, by=by)
    code = session.get_one(Code, change.code_id)
    if code.is_void:
        raise AlreadyDoneError
    code.is_void = True
    ids = list(
        session.scalars(
            select(Assignment.id).where(Assignment.code_id == CodeID(code.id), Assignment.state.in_(LIVING))
        )
    )
    replaced, void = AssignmentState.REPLACED.value, ReviewState.VOID.value
    session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(state=replaced))
    session.execute(update(Review).where(Review.assignment_id.in_(ids)).values(state=void))
    change.done_by, change.done_at = str(by.account_id), now
    session.flush()
    _record(session, at_hand, change, "list.remove", acting_as, by=by, now=now)
    return change


def refuse_change(
    session: Session, at_hand: RoundAtHand, *, change_id: UUID, reason: str, by: Viewer, now: datetime
) -> ListChange:
    """The list stays as it is; why is kept, and the head reads it.

    Raises:
        MissingReasonError, NotFoundError, SamePersonError, AlreadyDoneError.
    """
    acting_as, change = _take(session, at_hand, change_id, None, by=by)
    if not reason.strip():
        raise MissingReasonError
    change.refused_at, change.refused_because = now, reason.strip()
    session.flush()
    _record(session, at_hand, change, "list.refuse", acting_as, by=by, now=now)
    return change


def _take(
    session: Session, at_hand: RoundAtHand, change_id: UUID, what: ChangeWhat | None, *, by: Viewer
) -> tuple[Role, ListChange]:
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    if lock_round(session, at_hand).state != RoundState.OPEN.value:
        raise RoundOverError
    change = get_change(session, change_id, round_id=at_hand.id, lock=True)
    if change.asked_by == str(by.account_id):
        raise SamePersonError
    if change.done_at is not None or change.refused_at is not None or (what and change.what != what.value):
        raise AlreadyDoneError
    return acting_as, change


def _record(
    session: Session,
    at_hand: RoundAtHand,
    change: ListChange,
    action: str,
    acting_as: Role,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"round:{at_hand.id}",
        change=str(change.id),
        reason=change.refused_because or change.reason,
    )

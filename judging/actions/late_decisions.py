"""The board decides on what units had not forwarded when time ran out (S001-R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.enums import EntryState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError
from judging.events import EntryChanged, emit
from judging.ids import EntryID, ProgrammeID
from judging.models.entries import Entry, LateDecision
from judging.queries.programmes import plan_in_force
from judging.rules.canonical import sha256_of
from judging.rules.deadlines import entry_window
from judging.rules.forwarding import WITH_UNIT, DeadlineNotOverError, NotThroughUnitError
from judging.rules.lifecycle import move_entry
from judging.spec.words import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

ADMIT, LEAVE_OUT = "admit", "leave_out"


def decide_late(
    session: Session, *, entry_id: EntryID, admitted: bool, reason: str, by: Viewer, now: datetime
) -> LateDecision:
    """Admit an entry that its unit had not forwarded in time, or leave it out; either way with a reason.

    Raises:
        NotFoundError: when the viewer is not of the board, or the entry was never handed in.
        MissingReasonError, DeadlineNotOverError, NotThroughUnitError.
        AlreadyDoneError: when it was decided before, or the unit did decide (B13).
    """
    entry = session.scalars(
        select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry).execution_options(populate_existing=True)
    ).one_or_none()
    if entry is None or not by.has(Role.BOARD, programme_id=ProgrammeID(entry.programme_id)):
        raise NotFoundError("entry")
    if entry.state in {EntryState.DRAFT.value, EntryState.WITHDRAWN.value}:
        raise NotFoundError("entry")
    refuse_conflict(session, by=by, acting_as=Role.BOARD, programme_id=ProgrammeID(entry.programme_id))
    plan = plan_in_force(session, ProgrammeID(entry.programme_id))
    _check_due(plan, now=now)
    if not reason.strip():
        raise MissingReasonError
    state = EntryState(entry.state)
    if state not in WITH_UNIT:
        raise AlreadyDoneError
    row = _write(session, entry, ADMIT if admitted else LEAVE_OUT, reason, by=by, now=now)
    entry.state, entry.changed_at = _state_after(state, plan, admitted=admitted).value, now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action=f"entry.{row.outcome}",
        subject=f"entry:{entry.id}",
        programme=str(entry.programme_id),
        reason=sha256_of(row.reason),
    )
    emit(session, EntryChanged(EntryID(entry.id), "admitted" if admitted else "left_out"))
    return row


def _check_due(plan: PlanInForce, *, now: datetime) -> None:
    if plan.plan.entering.intake is not Intake.THROUGH_UNIT:
        raise NotThroughUnitError
    if now < entry_window(plan.plan).closes_at:
        raise DeadlineNotOverError


def _state_after(state: EntryState, plan: PlanInForce, *, admitted: bool) -> EntryState:
    """An entry that nobody selected is selected and forwarded by the board's one act."""
    intake = plan.plan.entering.intake
    if not admitted:
        return move_entry(state, EntryState.NOT_SELECTED, intake=intake)
    if state is EntryState.SUBMITTED:
        state = move_entry(state, EntryState.SELECTED, intake=intake)
    return move_entry(state, EntryState.FORWARDED, intake=intake)


def _write(session: Session, entry: Entry, outcome: str, reason: str, *, by: Viewer, now: datetime) -> LateDecision:
    row = LateDecision(
        entry_id=EntryID(entry.id), outcome=outcome, reason=reason.strip(), decided_by=by.account_id, decided_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    return row

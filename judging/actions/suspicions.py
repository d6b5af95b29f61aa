"""From a look-alike to a decision: an author is asked and explains, the board decides; two persons exclude an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.lookalikes import lookalike_at_hand
from judging.actions.results import ResultApprovedError
from judging.enums import EntryState, Role, SuspicionOutcome
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    SamePersonError,
)
from judging.events import EntryChanged, emit
from judging.ids import EntryID, LookalikeID, ProgrammeID, SuspicionID
from judging.models.entries import Entry
from judging.models.lookalikes import Suspicion
from judging.models.results import Approval
from judging.queries.programmes import plan_in_force
from judging.queries.standings import find_approval
from judging.queries.suspicions import get_own_suspicion, get_suspicion
from judging.rules.canonical import sha256_of
from judging.rules.lifecycle import move_entry
from judging.rules.suspicions import (
    ASKABLE,
    ExplainDayError,
    NotAskableError,
    SuspicionState,
    check_heard,
    suspicion_state,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


class AfterDecisionError(RefusedError):
    """The result was decided before: the board disqualifies the entry where it revokes prizes."""

    code = "after_decision"


ASKING = (Role.VALIDATOR, Role.SECRETARY)
CONFIRMING = (Role.VALIDATOR, Role.BOARD)
"""Who may be the second person of an exclusion: as of a rejection, a validator or another of the board."""


def open_suspicion(
    session: Session,
    *,
    lookalike_id: LookalikeID,
    entry_id: EntryID,
    question: str,
    explain_until: datetime,
    by: Viewer,
    now: datetime,
) -> Suspicion:
    """Ask the author of one side of a pair how it came about; he finds a notice, and never learns whose the other is.

    Raises:
        NotFoundError: when the entry is not of this pair or none of the viewer's business.
        MissingReasonError: without a question.
        ExplainDayError: when there would be no time to answer.
        NotAskableError: when the entry does not take part.
        AlreadyDoneError: when its author was asked about this pair before.
    """
    found, _ = lookalike_at_hand(session, lookalike_id, by=by)
    if entry_id not in {found.entry_id, found.other_entry_id}:
        raise NotFoundError("entry")
    entry = session.get_one(Entry, entry_id, with_for_update={"of": Entry}, populate_existing=True)
    acting_as = _acting(session, entry, ASKING, by=by)
    if not question.strip():
        raise MissingReasonError
    if explain_until <= now:
        raise ExplainDayError
    if EntryState(entry.state) not in ASKABLE:
        raise NotAskableError
    row = Suspicion(
        lookalike_id=lookalike_id,
        entry_id=entry_id,
        opened_by=by.account_id,
        opened_at=now,
        question=question.strip(),
        explain_until=explain_until,
    )
    found.dismissed_by, found.dismissed_at, found.dismissed_reason = None, None, ""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    facts = {"percent": found.percent, "other_percent": found.other_percent, "comparer": found.comparer_version}
    words = sha256_of(row.question)
    _record(session, row, "suspicion.open", acting_as, by=by, at=now, lookalike=str(found.id), words=words, **facts)
    emit(session, EntryChanged(entry_id, "asked_to_explain"))
    return row


def explain(session: Session, *, suspicion_id: SuspicionID, explanation: str, by: Viewer, now: datetime) -> Suspicion:
    """The author's answer, once; it is taken until the board has decided, also after the day that he was given.

    Raises:
        MissingReasonError: when it says nothing.
        AlreadyDoneError: when he has answered, or the board has decided.
    """
    row = get_own_suspicion(session, suspicion_id, visible_to=by, lock=True)
    if not explanation.strip():
        raise MissingReasonError
    if row.explained_at is not None or row.outcome is not None:
        raise AlreadyDoneError
    row.explanation, row.explained_at = explanation.strip(), now
    _record(session, row, "suspicion.explain", Role.ENTRANT, by=by, at=now, words=sha256_of(row.explanation))
    return row


def decide_suspicion(
    session: Session,
    *,
    suspicion_id: SuspicionID,
    outcome: SuspicionOutcome,
    reason: str,
    by: Viewer,
    now: datetime,
) -> Suspicion:
    """The board decides, with its reason. To exclude the entry is proposed: a second person has to confirm it.

    Raises:
        MissingReasonError: without a reason.
        AlreadyDoneError: when it was decided a moment ago.
        ExplanationPendingError: before the author was heard or had his time.
    """
    row = get_suspicion(session, suspicion_id, visible_to=by, lock=True)
    acting_as = _acting(session, row.entry, (Role.BOARD,), by=by)
    if not reason.strip():
        raise MissingReasonError
    if row.outcome is not None:
        raise AlreadyDoneError
    check_heard(outcome, is_explained=row.explained_at is not None, explain_until=row.explain_until, now=now)
    if outcome is SuspicionOutcome.DISQUALIFY:
        _refuse_approved(session, row.entry)
    row.outcome, row.reason, row.decided_by, row.decided_at = outcome.value, reason.strip(), by.account_id, now
    words = sha256_of(row.reason)
    _record(session, row, "suspicion.decide", acting_as, by=by, at=now, outcome=outcome.value, words=words)
    if outcome is not SuspicionOutcome.DISQUALIFY:
        emit(session, EntryChanged(EntryID(row.entry_id), f"suspicion_{outcome.value}"))
    return row


def confirm_exclusion(session: Session, *, suspicion_id: SuspicionID, by: Viewer, now: datetime) -> Suspicion:
    """The second person agrees: now the entry is excluded, and takes part in no standing.

    Raises:
        SamePersonError: when it is the one who decided.
        AlreadyDoneError: when nothing waits for a second person.
        MoveRefusedError: when the entry left the contest meanwhile.
    """
    row, acting_as = _proposed(session, suspicion_id, by=by)
    if row.decided_by == by.account_id:
        raise SamePersonError
    entry = session.get_one(Entry, row.entry_id, with_for_update={"of": Entry}, populate_existing=True)
    _refuse_approved(session, entry)
    intake = plan_in_force(session, ProgrammeID(entry.programme_id)).plan.entering.intake
    entry.state = move_entry(EntryState(entry.state), EntryState.DISQUALIFIED, intake=intake).value
    entry.changed_at = now
    row.confirmed_by, row.confirmed_at = by.account_id, now
    session.flush()
    _record(session, row, "suspicion.confirm", acting_as, by=by, at=now, outcome=row.outcome)
    emit(session, EntryChanged(EntryID(entry.id), "disqualified"))
    return row


def decline_exclusion(
    session: Session, *, suspicion_id: SuspicionID, reason: str, by: Viewer, now: datetime
) -> Suspicion:
    """The proposal falls, by its proposer or by the second person; the board decides anew."""
    row, acting_as = _proposed(session, suspicion_id, by=by)
    if not reason.strip():
        raise MissingReasonError
    row.outcome, row.reason, row.decided_by, row.decided_at = None, "", None, None
    row.declined_by, row.declined_at, row.declined_reason = by.account_id, now, reason.strip()
    _record(session, row, "suspicion.decline", acting_as, by=by, at=now, why=sha256_of(row.declined_reason))
    return row


def _proposed(session: Session, suspicion_id: SuspicionID, *, by: Viewer) -> tuple[Suspicion, Role]:
    row = get_suspicion(session, suspicion_id, visible_to=by, lock=True)
    acting_as = _acting(session, row.entry, CONFIRMING, by=by)
    state = suspicion_state(
        outcome=row.outcome, is_confirmed=row.confirmed_at is not None, is_explained=row.explained_at is not None
    )
    if state is not SuspicionState.PROPOSED:
        raise AlreadyDoneError
    return row, acting_as


def _acting(session: Session, entry: Entry, roles: tuple[Role, ...], *, by: Viewer) -> Role:
    """The first of `roles` that the viewer has in the entry's contest. Raises NotAllowedError, DutyConflictError."""
    programme_id = ProgrammeID(entry.programme_id)
    role = next((one for one in roles if by.has(one, programme_id=programme_id)), None)
    if role is None:
        raise NotAllowedError
    refuse_conflict(session, by=by, acting_as=role, programme_id=programme_id)
    return role


def _refuse_approved(session: Session, entry: Entry) -> None:
    """Once a result was approved nobody is excluded here: the ladder's rule says what becomes of his prize."""
    programme_id = ProgrammeID(entry.programme_id)
    if find_approval(session, programme_id) is not None:
        raise ResultApprovedError
    if session.scalars(select(Approval.id).where(Approval.programme_id == programme_id).limit(1)).first() is not None:
        raise AfterDecisionError


def _record(
    session: Session, row: Suspicion, action: str, acting_as: Role, *, by: Viewer, at: datetime, **facts: object
) -> None:
    """One line of the chain; own words of people enter it as their hash (design 8)."""
    session.flush()
    record(
        session,
        at=at,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"entry:{row.entry_id}",
        suspicion=str(row.id),
        **facts,
    )

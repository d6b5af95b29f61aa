"""What validators decide on an entry's form; a second person confirms a rejection; all is undone until sealing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from judging.actions.claims import refuse_if_held
from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.enums import EntryState, PartKind, Role, ValidationOutcome, Verdict
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, SamePersonError
from judging.events import EntryChanged, emit
from judging.ids import EntryID, EntryVersionID, ProgrammeID
from judging.models.validations import Claim, Validation
from judging.queries.entries import find_last_version
from judging.queries.programmes import plan_in_force
from judging.queries.scans import check_none_infected
from judging.queries.validations import (
    find_in_force,
    get_received_entry,
    get_validation,
    names_of,
)
from judging.rules.ai_help import list_lacking
from judging.rules.canonical import sha256_of
from judging.rules.entering import AI_HELP, PartsNotAcceptableError, UnknownChoiceError
from judging.rules.lifecycle import move_entry, queue_state
from judging.rules.validating import (
    AuthorAtWorkError,
    DecidedMeanwhileError,
    Decision,
    HandedInAgainError,
    NotMeasuredError,
    changeable_keys,
    check_decision,
)

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, EntryVersion, Measurement
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

CONFIRMING = (Role.VALIDATOR, Role.BOARD)
"""Who may be the second person of a rejection: another validator, or somebody of the board."""
STATES = {
    ValidationOutcome.ACCEPT: EntryState.VALID,
    ValidationOutcome.RETURN: EntryState.RETURNED,
    ValidationOutcome.REJECT: EntryState.REJECTED,
}
SAID = {EntryState.VALID: "accepted", EntryState.RETURNED: "returned", EntryState.REJECTED: "rejected"}


def decide_entry(
    session: Session,
    *,
    entry_id: EntryID,
    version_id: EntryVersionID,
    decision: Decision,
    by: Viewer,
    now: datetime,
    batch: str | None = None,
) -> Validation:
    """Accept, return, or propose to reject what was handed in as `version_id`.

    Of two validators who decide at once, exactly one wins; the other is told who did (B13).

    Raises:
        NotFoundError, DutyConflictError: when the entry is none of the viewer's business.
        HeldByAnotherError: when another validator has it open.
        HandedInAgainError: when the author handed in again since it was read.
        DecidedMeanwhileError: when somebody decided before.
        NotMeasuredError, MissingReasonError, NothingToChangeError, ReturnDayError: for what the decision lacks.
        PartsNotAcceptableError: when something unreadable or unsafe would be accepted.
        PartsInfectedError: when malware was found in a file.
    """
    entry = get_received_entry(session, entry_id, visible_to=by, roles=(Role.VALIDATOR,), lock=True)
    refuse_conflict(session, by=by, acting_as=Role.VALIDATOR, programme_id=ProgrammeID(entry.programme_id))
    plan = plan_in_force(session, ProgrammeID(entry.programme_id))
    version = _check_decidable(session, entry, plan, version_id)
    refuse_if_held(session, entry_id, by=by, now=now)
    found = _measured(entry)
    category = plan.plan.find_category(entry.category_key)
    if category is None:
        raise UnknownChoiceError(key=entry.category_key)
    check_decision(
        decision,
        verdict=Verdict(found.verdict) if found else None,
        changeable=changeable_keys(plan.plan, category),
        now=now,
    )
    if decision.outcome is ValidationOutcome.ACCEPT:
        _check_parts(session, entry)
    validation = _write(session, entry, version, decision, found=found, plan=plan, by=by, now=now, batch=batch)
    if decision.outcome is not ValidationOutcome.REJECT:
        _settle(session, entry, decision.outcome, plan, now=now)
    if decision.outcome is ValidationOutcome.RETURN:
        entry.may_change, entry.return_until = _opened(entry, plan, decision), decision.return_until
    session.execute(delete(Claim).where(Claim.entry_id == entry_id))
    session.flush()
    action = "propose_reject" if decision.outcome is ValidationOutcome.REJECT else decision.outcome.value
    _record(session, entry, validation, action, acting_as=Role.VALIDATOR, by=by, at=now, version=version.sha256)
    return validation


def _opened(entry: Entry, plan: PlanInForce, decision: Decision) -> list[str]:
    """What a return opens: what the validator named, and what the author must still say of AI help.

    The plan may ask since the entry was handed in; an author who may not answer could never hand in again.
    """
    named = list(decision.may_change)
    if AI_HELP not in named and list_lacking(plan.plan.entering.ai_help, entry.ai_help):
        named.append(AI_HELP)
    return named


def confirm_rejection(session: Session, *, validation_id: UUID, by: Viewer, now: datetime) -> Validation:
    """The second person agrees: now the entry is rejected. Raises SamePersonError, AlreadyDoneError."""
    entry, validation, acting_as = _proposed(session, validation_id, by=by)
    if validation.decided_by == by.account_id:
        raise SamePersonError
    validation.confirmed_by, validation.confirmed_at = by.account_id, now
    _settle(session, entry, ValidationOutcome.REJECT, plan_in_force(session, ProgrammeID(entry.programme_id)), now=now)
    session.flush()
    _record(session, entry, validation, "reject", acting_as=acting_as, by=by, at=now)
    return validation


def decline_rejection(session: Session, *, validation_id: UUID, reason: str, by: Viewer, now: datetime) -> Validation:
    """The proposal falls, by its proposer or by the second person: the entry waits again."""
    if not reason.strip():
        raise MissingReasonError
    entry, validation, acting_as = _proposed(session, validation_id, by=by)
    validation.undone_by, validation.undone_at = by.account_id, now
    validation.undone_reason = reason.strip()
    entry.changed_at = now
    session.flush()
    _record(session, entry, validation, "decline_reject", acting_as=acting_as, by=by, at=now, why=sha256_of(reason))
    return validation


def undo_decision(session: Session, *, validation_id: UUID, reason: str, by: Viewer, now: datetime) -> Validation:
    """Take a decision back, until the entry is sealed; it waits for validation again.

    Raises:
        MissingReasonError: unless an acceptance is undone.
        AuthorAtWorkError: when the author has begun to complete what was returned.
        AlreadyDoneError: when it was undone before, or a later version stands.
        MoveRefusedError: when the entry was sealed.
    """
    validation = get_validation(session, validation_id)
    entry = get_received_entry(session, EntryID(validation.entry_id), visible_to=by, roles=(Role.VALIDATOR,), lock=True)
    refuse_conflict(session, by=by, acting_as=Role.VALIDATOR, programme_id=ProgrammeID(entry.programme_id))
    session.refresh(validation)
    if validation.outcome != ValidationOutcome.ACCEPT.value and not reason.strip():
        raise MissingReasonError
    last = find_last_version(session, EntryID(entry.id))
    if validation.undone_at is not None or last is None or last.id != validation.entry_version_id:
        raise AlreadyDoneError
    if entry.changes:
        raise AuthorAtWorkError
    intake = plan_in_force(session, ProgrammeID(entry.programme_id)).plan.entering.intake
    entry.state = move_entry(EntryState(entry.state), queue_state(intake), intake=intake).value
    entry.may_change, entry.return_until, entry.changed_at = [], None, now
    validation.undone_by, validation.undone_at, validation.undone_reason = by.account_id, now, reason.strip()
    session.flush()
    _record(session, entry, validation, "undo", acting_as=Role.VALIDATOR, by=by, at=now, why=sha256_of(reason))
    emit(session, EntryChanged(EntryID(entry.id), "reopened"))
    return validation


def _check_decidable(session: Session, entry: Entry, plan: PlanInForce, version_id: EntryVersionID) -> EntryVersion:
    """The version to decide on: the last one, the one that was read, and nobody decided on it."""
    version = find_last_version(session, EntryID(entry.id))
    if version is None:
        raise AlreadyDoneError
    standing = find_in_force(session, EntryVersionID(version.id))
    if standing is not None:
        raise DecidedMeanwhileError(name=names_of(session, [standing.decided_by]).get(standing.decided_by, ""))
    if version.id != version_id:
        raise HandedInAgainError
    if entry.state != queue_state(plan.plan.entering.intake).value:
        raise AlreadyDoneError
    return version


def _measured(entry: Entry) -> Measurement | None:
    """The last measurement of the work."""
    work = next((part for part in entry.parts if part.kind == PartKind.CONTENT.value and part.removed_at is None), None)
    return work.measurements[-1] if work is not None and work.measurements else None


def _check_parts(session: Session, entry: Entry) -> None:
    present = [part for part in entry.parts if part.removed_at is None]
    if not all(part.measurements for part in present):
        raise NotMeasuredError
    check_none_infected(session, present)
    if unfit := tuple(part.file_name for part in present if not part.measurements[-1].is_acceptable):
        raise PartsNotAcceptableError(unfit)


def _write(
    session: Session,
    entry: Entry,
    version: EntryVersion,
    decision: Decision,
    *,
    found: Measurement | None,
    plan: PlanInForce,
    by: Viewer,
    now: datetime,
    batch: str | None,
) -> Validation:
    """The row of the decision; the constraint on a version's one decision is the last word (B13)."""
    evidence: dict[str, Any] = {"plan": plan.version.sha256, "version": version.sha256}
    if found is not None:
        evidence |= {"measurement": str(found.id), "measurer": found.measurer_version, "verdict": found.verdict}
    if decision.outcome is ValidationOutcome.RETURN and decision.return_until is not None:
        evidence |= {"may_change": list(decision.may_change), "return_until": decision.return_until.isoformat()}
    row = Validation(
        entry_id=EntryID(entry.id),
        entry_version_id=EntryVersionID(version.id),
        outcome=decision.outcome.value,
        reasons=[reason.value for reason in decision.reasons],
        words=decision.words.strip(),
        evidence=evidence,
        batch=batch,
        decided_by=by.account_id,
        decided_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise DecidedMeanwhileError(name="") from None
    return row


def _settle(session: Session, entry: Entry, outcome: ValidationOutcome, plan: PlanInForce, *, now: datetime) -> None:
    state = move_entry(EntryState(entry.state), STATES[outcome], intake=plan.plan.entering.intake)
    entry.state, entry.changed_at = state.value, now
    emit(session, EntryChanged(EntryID(entry.id), SAID[state]))


def _proposed(session: Session, validation_id: UUID, *, by: Viewer) -> tuple[Entry, Validation, Role]:
    """The entry, its proposed rejection and the duty in which the viewer answers it."""
    validation = get_validation(session, validation_id)
    entry = get_received_entry(session, EntryID(validation.entry_id), visible_to=by, roles=CONFIRMING, lock=True)
    programme_id = ProgrammeID(entry.programme_id)
    acting_as = next((role for role in CONFIRMING if by.has(role, programme_id=programme_id)), None)
    if acting_as is None:
        raise NotAllowedError
    refuse_conflict(session, by=by, acting_as=acting_as, programme_id=programme_id)
    session.refresh(validation)
    is_open = validation.undone_at is None and validation.confirmed_at is None
    if validation.outcome != ValidationOutcome.REJECT.value or not is_open:
        raise AlreadyDoneError
    return entry, validation, acting_as


def _record(
    session: Session,
    entry: Entry,
    validation: Validation,
    action: str,
    *,
    acting_as: Role,
    by: Viewer,
    at: datetime,
    **facts: object,
) -> None:
    """One line of the chain; own words of people enter it as their hash (design 8)."""
    words = {"words": sha256_of(validation.words)} if validation.words else {}
    batch = {"batch": validation.batch} if validation.batch else {}
    record(
        session,
        at=at,
        actor=by.account_id,
        role=acting_as.value,
        action=f"entry.{action}",
        subject=f"entry:{entry.id}",
        validation=str(validation.id),
        reasons=list(validation.reasons),
        **words,
        **batch,
        **facts,
    )

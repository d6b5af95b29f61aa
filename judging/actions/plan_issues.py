"""Putting a drafted plan into force: what stops it, the second person for a moved deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.plans import get_own_draft
from judging.actions.programmes import issue_plan
from judging.enums import PlanState, ProgrammeState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError, SamePersonError, StaleVersionError
from judging.events import Told, emit
from judging.ids import AccountID, ProgrammeID
from judging.plans.checker import check
from judging.plans.problems import Problem, Severity
from judging.queries.grants import list_holders
from judging.queries.plans import find_draft, standing_of
from judging.queries.programmes import find_plan_in_force, plan_of_text
from judging.rules.amendments import Amendment, amendment
from judging.rules.deadlines import entry_window
from judging.rules.lifecycle import move
from judging.rules.openings import entries_blockers
from judging.rules.plan_steps import moves_deadline

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.programmes import PlanVersion, Programme
    from judging.rules.viewers import Viewer


class PlanHasErrorsError(RefusedError):
    """The checker found mistakes; the review page lists them."""

    code = "plan_has_errors"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class EntriesUndecidedError(RefusedError):
    """What entering needs is still open: issuing would open a contest that nobody can enter."""

    code = "entries_undecided"


class AmendmentRefusedError(RefusedError):
    """A change that is not allowed any more (B19); the review page says which and why."""

    code = "amendment_refused"


class NothingChangedError(RefusedError):
    """The draft says what is in force already."""

    code = "nothing_changed"


def judge_draft(session: Session, programme: Programme, draft: PlanVersion, *, now: datetime) -> Amendment | None:
    """What the draft changes in the version in force and what objects to it; None before the first issue."""
    held = find_plan_in_force(session, ProgrammeID(programme.id))
    if held is None:
        return None
    return amendment(held.plan, plan_of_text(draft.canonical), standing_of(session, programme, now=now))


def needs_second_person(found: Amendment | None) -> bool:
    """Whether the amendment moves a day that people rely on."""
    return found is not None and moves_deadline(found.changes)


def issue_draft(
    session: Session, programme: Programme, *, reason: str, edition: int, by: Viewer, now: datetime
) -> PlanVersion:
    """Put the draft into force, or (when it moves a deadline) hand it to a second person for confirmation.

    Returns the version: issued, or submitted and waiting.
    """
    draft = get_own_draft(session, programme, by)
    if draft.edition != edition:
        raise StaleVersionError(edition=draft.edition)
    if draft.state != PlanState.DRAFT.value:
        raise AlreadyDoneError
    found = _refuse_unfit(session, programme, draft, now=now)
    if found is not None and not reason.strip():
        raise MissingReasonError
    draft.reason = reason.strip()
    if not needs_second_person(found):
        _issue(session, programme, draft, by=by, now=now)
        return draft
    draft.state = move(PlanState.DRAFT, PlanState.SUBMITTED).value
    draft.submitted_by, draft.submitted_at = by.account_id, now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="plan.submit",
        subject=f"programme:{programme.id}",
        version=draft.number,
        plan=draft.sha256,
        reason=draft.reason,
    )
    facts, address = (("title", programme.title),), f"/ke-hoach/{programme.slug}/xem-lai"
    for role in (Role.BOARD, Role.HEAD):
        for holder in list_holders(session, role, programme_id=ProgrammeID(programme.id), now=now):
            if holder.id != by.account_id:
                emit(session, Told(AccountID(holder.id), "plan.waits", facts, address))
    return draft


def confirm_draft(session: Session, programme: Programme, *, edition: int, by: Viewer, now: datetime) -> PlanVersion:
    """The second person (board or head of the panel) confirms exactly what was handed in; it is issued."""
    draft = _waiting(session, programme, by)
    if draft.edition != edition:
        raise StaleVersionError(edition=draft.edition)
    if draft.submitted_by == by.account_id:
        raise SamePersonError
    _refuse_unfit(session, programme, draft, now=now)
    move(PlanState.SUBMITTED, PlanState.APPROVED)
    _issue(session, programme, draft, by=by, now=now)
    return draft


def return_draft(session: Session, programme: Programme, *, reason: str, by: Viewer, now: datetime) -> PlanVersion:
    """Send a waiting amendment back to be drafted further, with the reason; whoever handed it in may take it back."""
    draft = _waiting(session, programme, by)
    if not reason.strip():
        raise MissingReasonError
    draft.state = move(PlanState.SUBMITTED, PlanState.DRAFT).value
    draft.submitted_by = draft.submitted_at = None
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="plan.return",
        subject=f"programme:{programme.id}",
        version=draft.number,
        reason=reason.strip(),
    )
    return draft


def _refuse_unfit(session: Session, programme: Programme, draft: PlanVersion, *, now: datetime) -> Amendment | None:
    """Raise for whatever keeps the draft from being issued; the amendment that it is."""
    plan = plan_of_text(draft.canonical)
    errors = tuple(problem for problem in check(plan) if problem.severity is Severity.ERROR)
    if errors:
        raise PlanHasErrorsError(errors)
    blockers = entries_blockers(plan)
    if blockers:
        raise EntriesUndecidedError(count=len(blockers))
    found = judge_draft(session, programme, draft, now=now)
    if found is not None and found.objections:
        raise AmendmentRefusedError(count=len(found.objections))
    if found is not None and not found.changes:
        raise NothingChangedError
    return found


def _issue(session: Session, programme: Programme, draft: PlanVersion, *, by: Viewer, now: datetime) -> None:
    plan = plan_of_text(draft.canonical)
    issue_plan(session, programme, draft, plan, by=by.account_id, now=now)
    if programme.state == ProgrammeState.CLOSED.value and now < entry_window(plan).closes_at:
        programme.state = move(ProgrammeState.CLOSED, ProgrammeState.OPEN).value


def _waiting(session: Session, programme: Programme, by: Viewer) -> PlanVersion:
    """The draft that waits for its second person, who is of the board or heads the panel."""
    role = Role.BOARD if by.has(Role.BOARD, programme_id=ProgrammeID(programme.id)) else Role.HEAD
    refuse_conflict(session, by=by, acting_as=role, programme_id=ProgrammeID(programme.id))
    draft = find_draft(session, ProgrammeID(programme.id))
    if draft is None or draft.state != PlanState.SUBMITTED.value:
        raise AlreadyDoneError
    return draft

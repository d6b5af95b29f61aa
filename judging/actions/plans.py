"""Plans: cloning a sample, keeping the draft, starting an amendment. Issuing stands in `plan_issues`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.programmes import create_programme
from judging.enums import PlanState, ProgrammeState, Role
from judging.errors import (
    AlreadyDoneError,
    NotAllowedError,
    RefusedError,
    StaleVersionError,
)
from judging.ids import ProgrammeID
from judging.models.people import RoleGrant
from judging.models.programmes import PlanVersion, Programme
from judging.queries.plans import find_draft
from judging.queries.programmes import find_plan_in_force, plan_of_text
from judging.spec.canonical import digest, to_canonical
from judging.spec.moving import moved
from judging.spec.words import Legibility

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer
    from judging.spec.programme import Programme as Plan


class SlugTakenError(RefusedError):
    """Another programme has this address."""

    code = "slug_taken"


def clone_plan(
    session: Session,
    plan: Plan,
    *,
    source: str,
    slug: str,
    title: str,
    by: Viewer,
    now: datetime,
    is_demonstration: bool = False,
    years: int = 0,
) -> Programme:
    """A new programme whose first draft is `plan` under another title, without the identity of the old document.

    Its days stand `years` later. People are not taken over: duties, panels and seats belong to one programme.

    Whoever clones it works on it: a board member of another programme gets the duty for this one too. What is made
    in a demonstration stays one, so that it can never be taken for a real contest (A19).
    """
    if not by.has(Role.BOARD):
        raise NotAllowedError
    document = replace(
        plan.document,
        number=None,
        number_status=Legibility.BLANK,
        number_as_read=None,
        issued_on=None,
        issued_on_status=Legibility.BLANK,
        signer=None,
        remarks=(),
    )
    drafted = replace(moved(plan, years), key=slug, title=title, document=document)
    try:
        with session.begin_nested():
            programme = create_programme(
                session, drafted, slug=slug, by=by.account_id, now=now, is_demonstration=is_demonstration
            )
    except IntegrityError as error:
        raise SlugTakenError(slug=slug) from error
    draft = find_draft(session, ProgrammeID(programme.id))
    assert draft is not None  # noqa: S101  created two lines above
    draft.based_on = source
    if by.programmes(Role.BOARD) is not None:
        session.add(
            RoleGrant(
                account_id=by.account_id, role=Role.BOARD.value, programme_id=ProgrammeID(programme.id), granted_at=now
            )
        )
        record(
            session,
            at=now,
            actor=by.account_id,
            role=Role.BOARD.value,
            action="role.grant",
            subject=f"account:{by.account_id}",
            granted=Role.BOARD.value,
            programme=str(programme.id),
            unit="",
        )
    session.flush()
    return programme


def save_draft(
    session: Session,
    programme: Programme,
    plan: Plan,
    *,
    edition: int,
    by: Viewer,
    now: datetime,
    can_be_undone: bool = False,
) -> PlanVersion:
    """Keep a step of the wizard; one that `can_be_undone` until the next keeps what stood before, too.

    Raises:
        StaleVersionError: when the draft was saved since `edition` was read; nothing is overwritten (B12).
    """
    draft = get_own_draft(session, programme, by)
    if draft.state != PlanState.DRAFT.value:
        raise AlreadyDoneError
    if draft.edition != edition:
        raise StaleVersionError(edition=draft.edition)
    text = to_canonical(plan)
    if text != draft.canonical:
        draft.former = draft.canonical if can_be_undone else None
        draft.canonical, draft.sha256 = text, digest(plan)
        draft.created_by, draft.created_at = by.account_id, now
        if programme.state == ProgrammeState.DRAFT.value:
            programme.title = plan.title
        session.flush()
    return draft


def undo_draft(session: Session, programme: Programme, *, edition: int, by: Viewer, now: datetime) -> PlanVersion:
    """The draft as it was before the last change, if that was one that can be undone.

    Raises:
        AlreadyDoneError: when something else was changed since, or it was undone.
        StaleVersionError: when the draft was saved since `edition` was read.
    """
    draft = get_own_draft(session, programme, by)
    if draft.former is None:
        raise AlreadyDoneError
    return save_draft(session, programme, plan_of_text(draft.former), edition=edition, by=by, now=now)


def start_amendment(session: Session, programme: Programme, *, by: Viewer, now: datetime) -> PlanVersion:
    """A draft of the next version, equal to the one in force; the present draft where there is one."""
    refuse_other_than_board(session, programme, by)
    draft = find_draft(session, ProgrammeID(programme.id))
    if draft is not None:
        return draft
    held = find_plan_in_force(session, ProgrammeID(programme.id))
    if held is None:
        raise AlreadyDoneError
    draft = PlanVersion(
        programme_id=ProgrammeID(programme.id),
        number=held.version.number + 1,
        canonical=held.version.canonical,
        sha256=held.version.sha256,
        created_by=by.account_id,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="plan.amend",
        subject=f"programme:{programme.id}",
        version=draft.number,
    )
    return draft


def discard_amendment(session: Session, programme: Programme, *, by: Viewer, now: datetime) -> None:
    """Drop the draft of an amendment; the version in force goes on as it was."""
    draft = get_own_draft(session, programme, by)
    if draft.number == 1:
        raise NotAllowedError  # a programme is not without any plan
    session.delete(draft)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="plan.discard",
        subject=f"programme:{programme.id}",
        version=draft.number,
    )


def refuse_other_than_board(session: Session, programme: Programme, by: Viewer) -> None:
    """Raise unless `by` may act for the board of the programme."""
    refuse_conflict(session, by=by, acting_as=Role.BOARD, programme_id=ProgrammeID(programme.id))


def get_own_draft(session: Session, programme: Programme, by: Viewer) -> PlanVersion:
    """The draft, for a member of the board to act on."""
    refuse_other_than_board(session, programme, by)
    draft = find_draft(session, ProgrammeID(programme.id))
    if draft is None:
        raise AlreadyDoneError
    return draft

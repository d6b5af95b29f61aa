"""Programmes: making one from a plan, putting a plan into force, moving through its states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.actions.history import record
from judging.enums import PlanState, ProgrammeState, Role
from judging.events import MilestoneReached, PlanIssued, emit
from judging.ids import AccountID, PlanVersionID, ProgrammeID
from judging.models.programmes import Category, PlanVersion, Programme, Tier
from judging.models.rounds import Round
from judging.rules.lifecycle import move
from judging.spec.canonical import digest, to_canonical

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.spec.programme import Programme as Plan


def create_programme(
    session: Session,
    plan: Plan,
    *,
    slug: str,
    by: AccountID | None,
    now: datetime,
    is_demonstration: bool = False,
) -> Programme:
    """A programme in draft with `plan` as the first draft of its plan."""
    programme = Programme(
        slug=slug, kind=plan.kind.value, title=plan.title, created_at=now, is_demonstration=is_demonstration
    )
    session.add(programme)
    session.flush()
    session.add(
        PlanVersion(
            programme_id=ProgrammeID(programme.id),
            number=1,
            canonical=to_canonical(plan),
            sha256=digest(plan),
            created_by=by,
            created_at=now,
        )
    )
    session.flush()
    record(
        session,
        at=now,
        actor=by or "system",
        role=Role.BOARD.value,
        action="programme.create",
        subject=f"programme:{programme.id}",
        plan=digest(plan),
    )
    return programme


def issue_plan(
    session: Session, programme: Programme, version: PlanVersion, plan: Plan, *, by: AccountID | None, now: datetime
) -> None:
    """Put a drafted version into force: it freezes, replaces the one before, and its keys become rows.

    The first issue opens the programme. Everyone concerned is told through the PlanIssued event.
    """
    session.execute(
        update(PlanVersion)
        .where(PlanVersion.programme_id == programme.id, PlanVersion.state == PlanState.ISSUED.value)
        .values(state=PlanState.REPLACED.value)
    )
    version.state = PlanState.ISSUED.value
    version.issued_by, version.issued_at = by, now
    programme.title = plan.title
    _write_keys(session, ProgrammeID(programme.id), plan)
    if programme.state == ProgrammeState.DRAFT.value:
        move(ProgrammeState.DRAFT, ProgrammeState.ISSUED)
        programme.state = move(ProgrammeState.ISSUED, ProgrammeState.OPEN).value
    session.flush()
    record(
        session,
        at=now,
        actor=by or "system",
        role=Role.BOARD.value,
        action="plan.issue",
        subject=f"programme:{programme.id}",
        version=version.number,
        plan=version.sha256,
        reason=version.reason,
    )
    emit(session, PlanIssued(ProgrammeID(programme.id), PlanVersionID(version.id)))
    emit(session, MilestoneReached("plan.issue"))


def open_programme(
    session: Session,
    plan: Plan,
    *,
    slug: str,
    by: AccountID | None,
    now: datetime,
    is_demonstration: bool = False,
) -> Programme:
    """Create a programme and put its first plan into force at once (demonstration, tests, import)."""
    programme = create_programme(session, plan, slug=slug, by=by, now=now, is_demonstration=is_demonstration)
    version = session.scalars(select(PlanVersion).where(PlanVersion.programme_id == programme.id)).one()
    issue_plan(session, programme, version, plan, by=by, now=now)
    return programme


def _write_keys(session: Session, programme_id: ProgrammeID, plan: Plan) -> None:
    """Add the rows of keys that a version brings; keys that other rows point at are never removed."""
    present = set(session.scalars(select(Category.key).where(Category.programme_id == programme_id)))
    session.add_all(
        Category(programme_id=programme_id, key=one.key) for one in plan.categories if one.key not in present
    )
    present = set(session.scalars(select(Tier.key).where(Tier.programme_id == programme_id)))
    keys = [f"{ladder.key}/{tier.key}" for ladder in plan.ladders for tier in ladder.tiers]
    session.add_all(Tier(programme_id=programme_id, key=key) for key in keys if key not in present)
    rows = {row.key: row for row in session.scalars(select(Round).where(Round.programme_id == programme_id))}
    for position, one in enumerate(plan.rounds, start=1):
        if one.key in rows:
            rows[one.key].position = position
        else:
            session.add(Round(programme_id=programme_id, key=one.key, position=position))

"""Programmes and the plan in force. A plan is read once and kept: a version never changes after it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from judging.enums import PlanState, ProgrammeState
from judging.errors import NotFoundError
from judging.ids import PlanVersionID, ProgrammeID
from judging.models.programmes import PlanVersion, Programme
from judging.spec.canonical import from_canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.spec.programme import Programme as Plan
    from judging.spec.words import ProgrammeKind

PUBLIC_STATES = tuple(
    state.value for state in ProgrammeState if state not in {ProgrammeState.DRAFT, ProgrammeState.CANCELLED}
)


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A programme's row, the version of its plan that holds now, and that plan as a value."""

    programme: Programme
    version: PlanVersion
    plan: Plan

    @property
    def programme_id(self) -> ProgrammeID:
        return ProgrammeID(self.programme.id)

    @property
    def version_id(self) -> PlanVersionID:
        return PlanVersionID(self.version.id)


@lru_cache(maxsize=64)
def plan_of_text(canonical: str) -> Plan:
    """The plan that a canonical text says; the same object for the same text."""
    return from_canonical(canonical)


def find_programme(session: Session, slug: str) -> Programme | None:
    """The programme with this slug."""
    return session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()


def get_programme(session: Session, slug: str) -> Programme:
    """The programme with this slug, or NotFoundError."""
    found = find_programme(session, slug)
    if found is None:
        raise NotFoundError("programme")
    return found


# Built once: nearly every page asks it, and building a statement takes longer than answering it.
_IN_FORCE = (
    select(Programme, PlanVersion)
    .join(PlanVersion, PlanVersion.programme_id == Programme.id)
    .where(Programme.id == bindparam("programme"), PlanVersion.state == PlanState.ISSUED.value)
    .order_by(PlanVersion.number.desc())
    .limit(1)
)


def find_plan_in_force(session: Session, programme_id: ProgrammeID) -> PlanInForce | None:
    """The issued version of the programme's plan that holds now; None while it only has drafts."""
    found = session.execute(_IN_FORCE, {"programme": programme_id}).first()
    if found is None:
        return None
    return PlanInForce(found[0], found[1], plan_of_text(found[1].canonical))


def plan_in_force(session: Session, programme_id: ProgrammeID) -> PlanInForce:
    """The plan that holds now, or NotFoundError."""
    found = find_plan_in_force(session, programme_id)
    if found is None:
        raise NotFoundError("plan")
    return found


def plan_version(session: Session, version_id: PlanVersionID) -> Plan:
    """The plan that one version says, whichever holds now: entries and reviews name theirs (design 4)."""
    return plan_of_text(session.get_one(PlanVersion, version_id).canonical)


def list_plans_in_force(
    session: Session, *, states: tuple[str, ...] = PUBLIC_STATES, kind: ProgrammeKind | None = None
) -> list[PlanInForce]:
    """Every programme in one of `states` with the plan that holds, newest first; only those of `kind` where given."""
    statement = (
        select(Programme, PlanVersion)
        .join(PlanVersion, PlanVersion.programme_id == Programme.id)
        .where(Programme.state.in_(states), PlanVersion.state == PlanState.ISSUED.value)
        .order_by(Programme.created_at.desc(), Programme.slug)
    )
    if kind is not None:
        statement = statement.where(Programme.kind == kind.value)
    rows = session.execute(statement).all()
    return [PlanInForce(programme, version, plan_of_text(version.canonical)) for programme, version in rows]

"""Plans as the board keeps them: programmes with their versions, drafts, where they stand, who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from judging.enums import PlanState, ProgrammeState, Role, RoundState
from judging.errors import NotFoundError
from judging.ids import PlanVersionID, ProgrammeID
from judging.models.people import Account, Person
from judging.models.programmes import PlanReceipt, PlanVersion, Programme
from judging.models.rounds import Round
from judging.plans.shipped import SHIPPED, shipped_plan
from judging.queries.programmes import find_plan_in_force, plan_of_text, plan_version
from judging.rules.amendments import Standing
from judging.spec.walking import resolve, unknowns
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID, UnitID
    from judging.rules.viewers import Viewer
    from judging.spec.programme import Programme as Plan

UNFINISHED = (PlanState.DRAFT.value, PlanState.SUBMITTED.value)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One programme in the board's list: the number of the version in force (None before the first), of its draft."""

    slug: str
    title: str
    state: ProgrammeState
    in_force: int | None
    draft: int | None
    draft_is_submitted: bool


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A plan that can be cloned: `source` is what `clone_plan` takes, `key` tells plans of one title apart."""

    source: str
    title: str
    key: str
    organiser: str
    unknown_count: int


@dataclass(frozen=True, slots=True)
class ReadingCount:
    """How many were told of a version, and how many of them have confirmed reading it."""

    told: int
    read: int


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """A version that somebody was told of, the one before it, and when they confirmed reading it."""

    programme: Programme
    version: PlanVersion
    before: PlanVersion | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitReading:
    """How far a unit has read one plan: how many were told, and who has not confirmed reading it."""

    title: str
    told: int
    not_read: tuple[str, ...]


def list_plans(session: Session, *, visible_to: Viewer) -> list[PlanLine]:
    """The programmes whose plan the viewer works on or confirms, newest first."""
    mine = visible_to.programmes(Role.BOARD, Role.HEAD)
    statement = select(Programme).order_by(Programme.created_at.desc(), Programme.slug)
    if mine is not None:
        statement = statement.where(Programme.id.in_(mine))
    programmes = session.scalars(statement).all()
    versions: dict[UUID, dict[str, int]] = {}
    rows = session.execute(
        select(PlanVersion.programme_id, PlanVersion.state, PlanVersion.number).where(
            PlanVersion.programme_id.in_([one.id for one in programmes])
        )
    )
    for programme_id, state, number in rows:
        versions.setdefault(programme_id, {})[state] = number
    return [_line(one, versions.get(one.id, {})) for one in programmes]


def _line(programme: Programme, versions: dict[str, int]) -> PlanLine:
    submitted = versions.get(PlanState.SUBMITTED.value)
    return PlanLine(
        slug=programme.slug,
        title=programme.title,
        state=ProgrammeState(programme.state),
        in_force=versions.get(PlanState.ISSUED.value),
        draft=submitted or versions.get(PlanState.DRAFT.value),
        draft_is_submitted=submitted is not None,
    )


def list_samples(session: Session, *, visible_to: Viewer) -> list[SampleLine]:
    """What can be cloned: the shipped plans, then the viewer's own programmes' plans in force."""
    shipped = [(f"sample:{name}", shipped_plan(name)) for name in SHIPPED]
    mine = visible_to.programmes(Role.BOARD)
    statement = select(PlanVersion).where(PlanVersion.state == PlanState.ISSUED.value)
    if mine is not None:
        statement = statement.where(PlanVersion.programme_id.in_(mine))
    own = session.scalars(statement.order_by(PlanVersion.issued_at.desc(), PlanVersion.id)).all()
    found = shipped + [(f"version:{version.id}", plan_of_text(version.canonical)) for version in own]
    return [SampleLine(source, plan.title, plan.key, plan.organiser, len(unknowns(plan))) for source, plan in found]


def get_source(session: Session, source: str, *, visible_to: Viewer, now: datetime) -> Plan:
    """The plan that `source` names, with relative days resolved as of today; NotFoundError for anything else."""
    known = {sample.source for sample in list_samples(session, visible_to=visible_to)}
    if source not in known:
        raise NotFoundError("plan")
    return _plan_of(session, source, now)


def find_base(session: Session, version: PlanVersion, *, now: datetime) -> Plan | None:
    """What a version is compared with: the version before it, or what its first draft was cloned from."""
    before = session.scalars(
        select(PlanVersion)
        .where(PlanVersion.programme_id == version.programme_id, PlanVersion.number < version.number)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).first()
    if before is not None:
        return plan_of_text(before.canonical)
    return _plan_of(session, version.based_on, now) if version.based_on else None


def _plan_of(session: Session, source: str, now: datetime) -> Plan:
    kind, _, name = source.partition(":")
    if kind == "sample":
        return resolve(shipped_plan(name), local_day(now))
    return plan_version(session, PlanVersionID(UUID(name)))


def get_plan_programme(session: Session, slug: str, *, visible_to: Viewer) -> Programme:
    """The programme, for its board and its head; NotFoundError for everybody else."""
    programme = session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if programme is None or not visible_to.has(Role.BOARD, Role.HEAD, programme_id=ProgrammeID(programme.id)):
        raise NotFoundError("programme")
    return programme


def find_draft(session: Session, programme_id: ProgrammeID) -> PlanVersion | None:
    """The version that is being drafted or waits for its confirmation."""
    return session.scalars(
        select(PlanVersion).where(PlanVersion.programme_id == programme_id, PlanVersion.state.in_(UNFINISHED))
    ).one_or_none()


def get_draft(session: Session, programme_id: ProgrammeID) -> PlanVersion:
    """The version that is being drafted, or NotFoundError."""
    draft = find_draft(session, programme_id)
    if draft is None:
        raise NotFoundError("plan")
    return draft


def list_versions(session: Session, programme_id: ProgrammeID) -> Sequence[PlanVersion]:
    """Every version of a programme's plan, newest first."""
    return session.scalars(
        select(PlanVersion).where(PlanVersion.programme_id == programme_id).order_by(PlanVersion.number.desc())
    ).all()


def standing_of(session: Session, programme: Programme, *, now: datetime) -> Standing:
    """Where the programme stands when its plan is amended."""
    opened = session.scalars(
        select(Round.key).where(
            Round.programme_id == programme.id,
            Round.state.not_in((RoundState.PLANNED.value, RoundState.SEALED.value)),
        )
    )
    in_force = find_plan_in_force(session, ProgrammeID(programme.id))
    state = ProgrammeState(programme.state) if in_force else ProgrammeState.DRAFT
    return Standing(state=state, opened_rounds=frozenset(opened), now=now)


def count_reading(session: Session, version_id: PlanVersionID) -> ReadingCount:
    """How many were told of this version and how many have read it."""
    statement = select(func.count(), func.count(PlanReceipt.read_at)).where(PlanReceipt.plan_version_id == version_id)
    told, read = session.execute(statement).one()
    return ReadingCount(told, read)


def get_plan_receipt(session: Session, version_id: PlanVersionID, *, account_id: AccountID) -> PlanReceipt:
    """The reading receipt of one's own account, or NotFoundError."""
    receipt = session.get(PlanReceipt, (version_id, account_id))
    if receipt is None:
        raise NotFoundError("plan")
    return receipt


def get_told_version(session: Session, version_id: PlanVersionID, *, account_id: AccountID) -> ToldVersion:
    """A version that this account was told of, with the version before it; NotFoundError for any other."""
    receipt = get_plan_receipt(session, version_id, account_id=account_id)
    version = session.get_one(PlanVersion, version_id)
    before = session.scalars(
        select(PlanVersion).where(
            PlanVersion.programme_id == version.programme_id, PlanVersion.number == version.number - 1
        )
    ).one_or_none()
    return ToldVersion(session.get_one(Programme, version.programme_id), version, before, receipt.read_at)


def list_unit_readings(session: Session, *, unit_ids: frozenset[UnitID]) -> list[UnitReading]:
    """For every plan in force, how far the people of these units have read it, newest plan first."""
    versions = session.execute(
        select(PlanVersion.id, Programme.title)
        .join(Programme, Programme.id == PlanVersion.programme_id)
        .where(PlanVersion.state == PlanState.ISSUED.value)
        .order_by(PlanVersion.issued_at.desc(), PlanVersion.id)
    ).all()
    rows = session.execute(
        select(PlanReceipt.plan_version_id, PlanReceipt.read_at, Person.full_name)
        .join(Account, Account.id == PlanReceipt.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            PlanReceipt.plan_version_id.in_([version_id for version_id, _ in versions]),
            Person.unit_id.in_(unit_ids),
            Account.is_active,
        )
        .order_by(Person.name_key, Person.full_name, Person.id)
    ).all()
    return [
        UnitReading(
            title=title,
            told=sum(one.plan_version_id == version_id for one in rows),
            not_read=tuple(r.full_name for r in rows if r.plan_version_id == version_id and r.read_at is None),
        )
        for version_id, title in versions
    ]

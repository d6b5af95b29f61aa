"""What the board's page of one contest counts: intake, backlog, coverage, what waits, money. No mark and no name.

Each function asks one statement, whatever the number of entries; nothing here joins a code with an entry.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from judging.enums import CaseKind, EntryState, PaperState, PartKind, PlanState, ReviewState, Role, RoundState
from judging.ids import RoundID, UnitID
from judging.models.cases import Case
from judging.models.entries import Entry, EntryVersion, Measurement, Part
from judging.models.gaps import GapDecider
from judging.models.lookalikes import Suspicion
from judging.models.papers import CertificateRow, Paper
from judging.models.people import Account, Person, RoleGrant
from judging.models.programmes import PlanReceipt, PlanVersion
from judging.models.remarkings import RemarkRound
from judging.models.results import Approval, Award, Publication
from judging.models.reviews import Review, Unlocking
from judging.models.rounds import Assignment, Code, Round
from judging.queries.rounds import LIVING
from judging.queries.shelves import is_proposed_rejection, reached
from judging.rules.cases import OPEN
from judging.rules.deadlines import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.queries.programmes import PlanInForce

_NEVER_IN = (EntryState.DRAFT.value, EntryState.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits at one desk, and since when the oldest does."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Readers:
    """Of one unit: how many were told of the plan in force, and how many said that they read it."""

    told: int
    read: int


@dataclass(frozen=True, slots=True)
class RoundCoverage:
    """How far the marking of a round is, in sheets; `groups` counts codes by category."""

    id: RoundID
    key: str
    state: RoundState
    groups: dict[str, int]
    complete: dict[str, int]
    """Of each category, the codes with all the marks that the plan wants."""
    assigned: int
    begun: int
    locked: int

    @property
    def codes(self) -> int:
        return sum(self.groups.values())

    @property
    def left(self) -> int:
        return self.assigned - self.locked


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for somebody's decision, in counts, and the money that awards in force give away."""

    unlockings: int
    suspicions: int
    amendments: int
    papers_to_review: int
    papers_to_sign: int
    cases: int
    cases_late: int
    approvals: int
    publications: int
    certificates: int
    awards: int
    awarded_vnd: int


def entries_by_day(session: Session, programme_id: ProgrammeID) -> dict[date, int]:
    """How many entries were handed in for the first time on each local day; drafts are none."""
    moments = session.scalars(
        select(func.min(EntryVersion.submitted_at))
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .where(Entry.programme_id == programme_id)
        .group_by(Entry.id)
    )
    return dict(Counter(at.astimezone(ZONE).date() for at in moments))


def unmeasured(session: Session, programme_id: ProgrammeID) -> Queue:
    """The works of entries that were handed in and that no machine has measured yet."""
    count, since = session.execute(
        select(func.count(), func.min(Part.created_at))
        .select_from(Part)
        .join(Entry, Entry.id == Part.entry_id)
        .outerjoin(Measurement, Measurement.part_id == Part.id)
        .where(
            Entry.programme_id == programme_id,
            Entry.state.not_in(_NEVER_IN),
            Part.kind == PartKind.CONTENT.value,
            Part.removed_at.is_(None),
            Part.staged_at.is_(None),
            Measurement.id.is_(None),
        )
    ).one()
    return Queue(count, since)


def unvalidated(session: Session, plan: PlanInForce) -> Queue:
    """The entries that wait for a validator; a rejection that waits for its second person is none of them."""
    count, since = session.execute(
        select(func.count(), func.min(Entry.submitted_at)).where(reached([plan]), ~is_proposed_rejection())
    ).one()
    return Queue(count, since)


def readers_by_unit(session: Session, plan: PlanInForce) -> dict[UnitID, Readers]:
    """Who was told of the version in force and who read it, by the unit of each."""
    rows = session.execute(
        select(Person.unit_id, func.count(), func.count(PlanReceipt.read_at))
        .select_from(PlanReceipt)
        .join(Account, Account.id == PlanReceipt.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(PlanReceipt.plan_version_id == plan.version_id)
        .group_by(Person.unit_id)
    )
    return {UnitID(unit_id): Readers(told, read) for unit_id, told, read in rows}


def round_coverage(session: Session, plan: PlanInForce) -> list[RoundCoverage]:
    """The planned rounds that were begun, in the plan's order. A sheet that decides a gap counts for no mark."""
    deciding = select(GapDecider.assignment_id)
    each = (
        select(
            Code.round_id,
            Code.category_key,
            func.count(Assignment.id).label("assigned"),
            func.count(Review.id).filter(Review.version > 0).label("begun"),
            func.count(Review.id).filter(Review.state == ReviewState.LOCKED.value).label("locked"),
        )
        .select_from(Code)
        .outerjoin(
            Assignment,
            (Assignment.code_id == Code.id) & Assignment.state.in_(LIVING) & Assignment.id.not_in(deciding),
        )
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(~Code.is_void)
        .group_by(Code.id, Code.round_id, Code.category_key)
        .subquery()
    )
    rows = session.execute(
        select(Round.id, Round.key, Round.state, *each.columns, func.count())
        .outerjoin(each, each.c.round_id == Round.id)
        .where(Round.programme_id == plan.programme_id, Round.id.not_in(select(RemarkRound.round_id)))
        .group_by(Round.id, Round.key, Round.state, *each.columns)
    ).all()
    wanted = {one.key: one.marks_per_entry for one in plan.plan.rounds}
    order = {one.key: at for at, one in enumerate(plan.plan.rounds)}
    rounds = {row[0]: (row[1], row[2]) for row in rows}
    found = []
    for round_id, (key, state) in rounds.items():
        own = [row[4:] for row in rows if row[0] == round_id and row[4] is not None]
        marks = wanted.get(key)
        enough = marks if isinstance(marks, int) else 1
        found.append(
            RoundCoverage(
                id=RoundID(round_id),
                key=key,
                state=RoundState(state),
                groups=_sums((category, count) for category, _, _, _, count in own),
                complete=_sums((category, count) for category, _, _, done, count in own if done >= enough),
                assigned=sum(given * count for _, given, _, _, count in own),
                begun=sum(begun * count for _, _, begun, _, count in own),
                locked=sum(done * count for _, _, _, done, count in own),
            )
        )
    return sorted(found, key=lambda one: (order.get(one.key, len(order)), one.key))


def count_waits(session: Session, plan: PlanInForce, *, today: date) -> Waits:
    """Everything that waits for a decision, in one statement. Denunciations are the supervisor's alone: not counted."""
    mine = plan.programme_id
    paper = (Paper.programme_id == mine, Paper.revoked_at.is_(None))
    case = (Case.programme_id == mine, Case.state.in_([one.value for one in OPEN]))
    told = Case.kind != CaseKind.DENUNCIATION.value
    unlockings = (
        select(func.count())
        .select_from(Unlocking)
        .join(Review, Review.id == Unlocking.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Round, Round.id == Code.round_id)
        .where(Round.programme_id == mine, Unlocking.granted_at.is_(None), Unlocking.refused_at.is_(None))
    )
    suspicions = (
        select(func.count())
        .select_from(Suspicion)
        .join(Entry, Entry.id == Suspicion.entry_id)
        .where(Entry.programme_id == mine, Suspicion.outcome.is_(None))
    )
    awards = (Award.programme_id == mine, Award.revoked_at.is_(None))
    certificates = (
        select(func.count())
        .select_from(CertificateRow)
        .join(Paper, Paper.id == CertificateRow.paper_id)
        .where(Paper.programme_id == mine, CertificateRow.revoked_at.is_(None))
    )
    row = session.execute(
        select(
            unlockings.scalar_subquery(),
            suspicions.scalar_subquery(),
            _count(
                select(PlanVersion.id).where(
                    PlanVersion.programme_id == mine, PlanVersion.state == PlanState.SUBMITTED.value
                )
            ),
            _count(select(Paper.id).where(*paper, Paper.state == PaperState.DRAFT.value)),
            _count(
                select(Paper.id).where(*paper, Paper.state.in_((PaperState.REVIEWED.value, PaperState.SCANNED.value)))
            ),
            _count(select(Case.id).where(*case, told)),
            _count(select(Case.id).where(*case, told, Case.due_on < today)),
            _count(select(Approval.id).where(Approval.programme_id == mine, Approval.withdrawn_at.is_(None))),
            _count(select(Publication.id).where(Publication.programme_id == mine)),
            certificates.scalar_subquery(),
            _count(select(Award.id).where(*awards)),
            select(func.coalesce(func.sum(Award.amount_vnd), 0)).where(*awards).scalar_subquery(),
        )
    ).one()
    return Waits(*(int(value) for value in row))


def list_duty_names(
    session: Session, roles: Iterable[Role], *, programme_id: ProgrammeID, now: datetime
) -> dict[Role, list[str]]:
    """Who holds which of `roles` for the contest now, by name."""
    rows = session.execute(
        select(RoleGrant.role, Person.name_key, Person.full_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            RoleGrant.role.in_([role.value for role in roles]),
            or_(RoleGrant.programme_id == programme_id, RoleGrant.programme_id.is_(None)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            Account.is_active,
        )
        .distinct()
        .order_by(RoleGrant.role, Person.name_key, Person.full_name)
    )
    found: dict[Role, list[str]] = {}
    for role, _, name in rows:
        found.setdefault(Role(role), []).append(name)
    return found


def _count(statement: object) -> ScalarSelect[int]:
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()  # type: ignore[attr-defined]  # a select


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, count in pairs:
        found[key] += count
    return dict(sorted(found.items()))

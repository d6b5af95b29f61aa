"""How every unit stands in every contest: what it sent on, what waits with it, what it owes; and entries by state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from judging.enums import EntryState, ProgrammeState, Role
from judging.ids import AccountID, ProgrammeID, UnitID
from judging.models.entries import Entry, LateDecision
from judging.models.history import Notice
from judging.models.people import Account, Person, RoleGrant
from judging.models.units import Unit
from judging.queries.shelves import is_proposed_rejection
from judging.rules.forwarding import SENT_ON, WITH_UNIT, owed
from judging.rules.small_groups import shown_count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.forwarding import Owed


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit in one contest: how much waits for its decision, and what it sent on against what it owes."""

    unit_id: UnitID
    unit_name: str
    waiting: int
    owed: Owed

    @property
    def is_lacking(self) -> bool:
        """Whether anything is still to be done in this unit."""
        return bool(self.waiting or self.owed.missing)


@dataclass(frozen=True, slots=True)
class ContestStanding:
    """Where everything stands in one contest."""

    plan: PlanInForce
    states: dict[EntryState, int]
    units: list[UnitStanding]
    undecided_late: int
    proposed: int

    @property
    def lacking(self) -> list[UnitStanding]:
        """The units that have not sent on their minimum, by name."""
        return [one for one in self.units if one.owed.missing]

    @property
    def is_sealed(self) -> bool:
        """Whether works are known by their codes alone: from the first sealing until publication."""
        published = {ProgrammeState.PUBLISHED.value, ProgrammeState.ARCHIVED.value}
        return bool(self.states.get(EntryState.SEALED)) and self.plan.programme.state not in published

    def sent_by(self, unit: UnitStanding) -> int | None:
        """How many entries a unit sent on; None for one or two while works are sealed (A26)."""
        return shown_count(unit.owed.sent, sealed=self.is_sealed)

    @property
    def sent(self) -> int:
        """How many units sent on at least one entry."""
        return sum(one.owed.sent > 0 for one in self.units)


def list_standings(session: Session, plans: Sequence[PlanInForce], *, today: date) -> list[ContestStanding]:
    """The standing of every contest in `plans`, in two statements whatever their number.

    The units of a contest are those of the kinds that its plan names and that exist today, and any that has an entry.
    """
    each = (
        select(
            Entry.programme_id,
            Entry.unit_id,
            Entry.state,
            is_proposed_rejection().label("is_proposed"),
            LateDecision.id.is_not(None).label("is_decided"),
        )
        .outerjoin(LateDecision, LateDecision.entry_id == Entry.id)
        .where(Entry.programme_id.in_([plan.programme_id for plan in plans]))
        .subquery()
    )
    rows = session.execute(select(each, func.count()).group_by(*each.columns)).all()
    units = session.execute(
        select(Unit.id, Unit.name, Unit.kind, Unit.valid_to).order_by(Unit.name_folded, Unit.id)
    ).all()
    return [_contest(plan, [row for row in rows if row[0] == plan.programme_id], units, today) for plan in plans]


def _contest(plan: PlanInForce, rows: Sequence[tuple], units: Sequence[tuple], today: date) -> ContestStanding:  # type: ignore[type-arg]  # rows of the two statements
    states: Counter[EntryState] = Counter()
    sent: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    late = proposed = 0
    for _, unit_id, word, is_proposed, is_decided, count in rows:
        state = EntryState(word)
        states[state] += count
        sent[unit_id] += count if state in SENT_ON else 0
        if state in WITH_UNIT:
            waiting[unit_id] += count
            late += 0 if is_decided else count
        proposed += count if is_proposed and state in SENT_ON | {EntryState.SUBMITTED} else 0
    kinds = {kind.key for kind in plan.plan.eligibility.unit_kinds}
    seen = {row[1] for row in rows if row[2] not in {EntryState.DRAFT.value, EntryState.WITHDRAWN.value}}
    return ContestStanding(
        plan=plan,
        states=dict(states),
        units=[
            UnitStanding(UnitID(unit_id), name, waiting[unit_id], owed(plan.plan, sent[unit_id]))
            for unit_id, name, kind, valid_to in units
            if unit_id in seen or ((not kinds or kind in kinds) and (valid_to is None or valid_to >= today))
        ],
        undecided_late=late,
        proposed=proposed,
    )


def list_unit_coordinators(
    session: Session, *, programme_id: ProgrammeID, now: datetime
) -> dict[UnitID, list[AccountID]]:
    """Who looks after which unit in a contest now; a duty without a unit is for the person's own."""
    rows = session.execute(
        select(func.coalesce(RoleGrant.unit_id, Person.unit_id), Account.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            RoleGrant.role == Role.COORDINATOR.value,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            or_(RoleGrant.programme_id.is_(None), RoleGrant.programme_id == programme_id),
            Account.is_active,
        )
        .distinct()
        .order_by(Account.id)
    )
    found: dict[UnitID, list[AccountID]] = {}
    for unit_id, account_id in rows:
        found.setdefault(UnitID(unit_id), []).append(AccountID(account_id))
    return found


def list_warned(session: Session, *, kind: str, warning: str) -> set[str]:
    """The accounts that were told this very warning."""
    rows = session.execute(select(Notice.account, Notice.facts).where(Notice.kind == kind))
    return {account for account, facts in rows if facts.get("warning") == warning}

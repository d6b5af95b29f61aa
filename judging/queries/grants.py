"""Who holds and who ever held which duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from judging.enums import EntryState, Role
from judging.errors import NotFoundError
from judging.ids import AccountID
from judging.models.entries import Entry
from judging.models.people import Account, Person, RoleGrant
from judging.models.programmes import Programme
from judging.models.units import Unit
from judging.rules.duties import Duty

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import PersonID, ProgrammeID, UnitID


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One duty of a person as the administrator's page lists it; empty names mean everywhere."""

    grant_id: UUID
    role: Role
    programme_title: str
    unit_name: str
    granted_at: datetime
    valid_to: datetime | None
    ended_at: datetime | None
    in_force: bool


def held_duties(session: Session, person_id: PersonID) -> tuple[Duty, ...]:
    """Every duty the person ever held, ended ones too, and ENTRANT for each programme with an entry of theirs.

    A draft that was never handed in is no entry yet: whoever begins one by mistake may still judge.
    """
    grants = session.execute(
        select(RoleGrant.role, RoleGrant.programme_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.person_id == person_id)
    )
    entered = session.scalars(
        select(Entry.programme_id)
        .where(
            Entry.author_id == person_id,
            # A draft that was deleted is withdrawn without ever having been handed in.
            or_(
                Entry.state.not_in((EntryState.DRAFT.value, EntryState.WITHDRAWN.value)),
                Entry.submitted_at.is_not(None),
            ),
        )
        .distinct()
    )
    return (
        *(Duty(Role(role), str(programme) if programme else None) for role, programme in grants),
        *(Duty(Role.ENTRANT, str(programme)) for programme in entered),
    )


def list_grants(session: Session, account_id: AccountID, *, now: datetime) -> list[GrantLine]:
    """Every duty of an account, those in force first, newest first."""
    rows = session.execute(
        select(RoleGrant, Programme.title, Unit.name)
        .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.granted_at.desc(), RoleGrant.id)
    )
    lines = [
        GrantLine(
            grant_id=grant.id,
            role=Role(grant.role),
            programme_title=title or "",
            unit_name=unit or "",
            granted_at=grant.granted_at,
            valid_to=grant.valid_to,
            ended_at=grant.ended_at,
            in_force=grant.ended_at is None and (grant.valid_to is None or grant.valid_to > now),
        )
        for grant, title, unit in rows
    ]
    return sorted(lines, key=lambda line: not line.in_force)


def get_grant(session: Session, grant_id: UUID) -> RoleGrant:
    """The grant, or NotFoundError."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFoundError("grant")
    return grant


def list_coordinators(
    session: Session, unit_id: UnitID, *, programme_id: ProgrammeID, now: datetime
) -> list[AccountID]:
    """The open accounts that coordinate this unit's entries now, in the order of their ids."""
    rows = session.execute(
        select(Account.id, RoleGrant.unit_id, Person.unit_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(
            RoleGrant.role == Role.COORDINATOR.value,
            or_(RoleGrant.programme_id == programme_id, RoleGrant.programme_id.is_(None)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            Account.is_active,
        )
        .order_by(Account.id)
    )
    # A grant without a unit means the own one, never all (`judging.queries.people.coordinated_units`).
    return list(dict.fromkeys(AccountID(row[0]) for row in rows if (row[1] or row[2]) == unit_id))


def list_holders(session: Session, role: Role, *, programme_id: ProgrammeID, now: datetime) -> list[Account]:
    """The open accounts that hold `role` for the programme now, by name."""
    accounts = session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == role.value,
            or_(RoleGrant.programme_id == programme_id, RoleGrant.programme_id.is_(None)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            Account.is_active,
        )
        .distinct()
    )
    return sorted(accounts, key=lambda account: (account.person.name_key, account.person.full_name, account.id))

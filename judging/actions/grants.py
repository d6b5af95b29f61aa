"""Duties: granting them where nothing forbids it, and ending them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from judging.actions.history import record
from judging.enums import Role
from judging.errors import AlreadyDoneError, DutyConflictError, MissingReasonError, NotAllowedError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, PersonID
from judging.models.people import Account, Person, RoleGrant
from judging.queries.grants import get_grant, held_duties
from judging.rules.duties import Duty, grant_conflict
from judging.rules.viewers import Grant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID, UnitID
    from judging.rules.viewers import Viewer

FOR_ONE_PROGRAMME = frozenset(
    {
        *(Role.VALIDATOR, Role.SECRETARY, Role.JUDGE, Role.HEAD, Role.HOLDER),
        *(Role.COUNCIL, Role.COUNCIL_SECRETARY),
    }
)
"""Duties that always belong to one programme: a judge of everything would forbid entering everything."""


class GrantNeedsUnitError(RefusedError):
    """A coordinator looks after a unit: the grant must name it."""

    code = "grant_needs_unit"


class GrantNeedsProgrammeError(RefusedError):
    """This duty belongs to one programme: the grant must name it."""

    code = "grant_needs_programme"


class EndsInThePastError(RefusedError):
    """A duty cannot be granted for a time that is over."""

    code = "ends_in_the_past"


def grant_role(
    session: Session,
    *,
    account: Account,
    role: Role,
    programme_id: ProgrammeID | None,
    unit_id: UnitID | None,
    valid_to: datetime | None,
    by: Viewer | None,
    now: datetime,
) -> RoleGrant:
    """Give a duty, for one programme and unit or (where empty) for all. `by` None: the installation's own command.

    Raises:
        DutyConflictError: when the person holds or ever held something that may not stand beside it.
    """
    if by is not None and not by.has(Role.ADMIN):
        raise NotAllowedError
    if role is Role.COORDINATOR and unit_id is None:
        raise GrantNeedsUnitError
    if role in FOR_ONE_PROGRAMME and programme_id is None:
        raise GrantNeedsProgrammeError
    if valid_to is not None and valid_to <= now:
        raise EndsInThePastError
    # Two administrators who grant at once meet at the person's row; SQLite has one writer anyway.
    session.execute(select(Person.id).where(Person.id == account.person_id).with_for_update())
    if _is_held(session, account, Grant(role, programme_id, unit_id), now):
        raise AlreadyDoneError
    wanted = Duty(role, str(programme_id) if programme_id else None)
    found = grant_conflict(held_duties(session, PersonID(account.person_id)), wanted)
    if found is not None:
        raise DutyConflictError(wanted=found.wanted.value, held=found.held.value)
    grant = RoleGrant(
        account_id=AccountID(account.id),
        role=role.value,
        programme_id=programme_id,
        unit_id=unit_id,
        granted_by=by.account_id if by else None,
        granted_at=now,
        valid_to=valid_to,
    )
    session.add(grant)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id if by else "system",
        role=Role.ADMIN.value,
        action="role.grant",
        subject=f"account:{account.id}",
        granted=role.value,
        programme=str(programme_id or ""),
        unit=str(unit_id or ""),
    )
    emit(session, Told(AccountID(account.id), "role.granted", (("role", role.value),)))
    return grant


def end_grant(session: Session, grant_id: UUID, *, reason: str, by: Viewer, now: datetime) -> RoleGrant:
    """End a duty: the next request of its holder no longer has it (C05). What was held stays on record."""
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    if not reason.strip():
        raise MissingReasonError
    grant = get_grant(session, grant_id)
    if grant.ended_at is not None:
        raise AlreadyDoneError
    if grant.role == Role.ADMIN.value and grant.account_id == by.account_id:
        raise NotAllowedError  # nobody locks the last administrator out by mistake
    grant.ended_at = now
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.ADMIN.value,
        action="role.end",
        subject=f"account:{grant.account_id}",
        ended=grant.role,
        programme=str(grant.programme_id or ""),
        unit=str(grant.unit_id or ""),
        reason=reason.strip(),
    )
    emit(session, Told(grant.account_id, "role.ended", (("role", grant.role),)))
    return grant


def _is_held(session: Session, account: Account, grant: Grant, now: datetime) -> bool:
    same = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id,
        RoleGrant.role == grant.role.value,
        RoleGrant.programme_id.is_not_distinct_from(grant.programme_id),
        RoleGrant.unit_id.is_not_distinct_from(grant.unit_id),
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
    )
    return session.scalars(same.limit(1)).first() is not None

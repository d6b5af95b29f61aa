"""Inviting somebody to open his account, on paper or by letter; the code works once (C12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.people import COORDINATORS_MAY_HELP, AccountClosedError, AccountHasDutiesError, open_accounts
from judging.enums import Role
from judging.errors import AlreadyDoneError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, PersonID
from judging.models.invitations import Invitation
from judging.queries.handovers import counter_role, get_author
from judging.queries.invitations import get_invitation
from judging.queries.people import duties_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import InvitationID
    from judging.models.people import Account, OneTimeCode, Person
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


class AccountInUseError(RefusedError):
    """An invitation opens an account; it never gives a new password to one that is in use."""

    code = "account_in_use"


class NoAddressError(RefusedError):
    """There is no e-mail address to send an invitation to."""

    code = "no_address"


def invite(
    session: Session,
    plan: PlanInForce,
    person_id: PersonID,
    *,
    make: Callable[[Session, Account, Invitation], OneTimeCode],
    by_letter: bool,
    by: Viewer,
    now: datetime,
) -> Invitation:
    """Invite somebody whom the viewer's counter serves; an earlier code of his ends. `make` draws the new one.

    Raises:
        NotFoundError: somebody whom this counter does not serve.
        AccountInUseError, AccountHasDutiesError, AccountClosedError: whoever has a password, duties, or a closed
            account gets his codes from the administrator: a code lets its holder become that person.
        NoAddressError: a letter to somebody without an address.
    """
    person = get_author(session, person_id, plan=plan, visible_to=by)
    role = counter_role(plan, by=by) or Role.SECRETARY
    if by_letter and not person.email:
        raise NoAddressError
    return open_door(session, plan, person, make=make, by_letter=by_letter, by=by, role=role, now=now)


def open_door(
    session: Session,
    plan: PlanInForce,
    person: Person,
    *,
    make: Callable[[Session, Account, Invitation], OneTimeCode],
    by_letter: bool,
    by: Viewer,
    role: Role,
    now: datetime,
) -> Invitation:
    """An account for `person`, whom the caller may invite, and the code that opens it. Raises as `invite`."""
    [account] = open_accounts(session, [person], by=by, now=now)
    _refuse_takeover(session, account, now=now)
    row = Invitation(
        programme_id=plan.programme_id,
        person_id=PersonID(person.id),
        by_letter=by_letter,
        invited_by=by.account_id,
        invited_at=now,
    )
    session.add(row)
    session.flush()
    row.code = make(session, account, row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action="invitation.make",
        subject=f"person:{person.id}",
        programme=str(plan.programme_id),
        by_letter=by_letter,
    )
    if by_letter:
        facts = (("title", plan.plan.title), ("invitation", str(row.id)))
        emit(session, Told(AccountID(account.id), "account.invited", facts, "/ma-dang-nhap"))
    return row


def revoke_invitation(
    session: Session, plan: PlanInForce, invitation_id: InvitationID, *, by: Viewer, now: datetime
) -> Invitation:
    """Its code works no more. Raises AlreadyDoneError when it was used, is over or revoked."""
    row = get_invitation(session, invitation_id, plan, visible_to=by)
    if row.revoked_at is not None or row.code is None or row.code.used_at is not None:
        raise AlreadyDoneError
    row.revoked_at, row.revoked_by = now, by.account_id
    row.code.used_at = now
    session.flush()
    role = counter_role(plan, by=by) or Role.SECRETARY
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action="invitation.revoke",
        subject=f"person:{row.person_id}",
        programme=str(plan.programme_id),
    )
    return row


def _refuse_takeover(session: Session, account: Account, *, now: datetime) -> None:
    if not account.is_active:
        raise AccountClosedError(names=account.person.full_name)
    if account.password_hash is not None:
        raise AccountInUseError
    duties = duties_in_force(session, [AccountID(account.id)], now=now)
    if duties.get(AccountID(account.id), frozenset()) - COORDINATORS_MAY_HELP:
        raise AccountHasDutiesError(names=account.person.full_name)

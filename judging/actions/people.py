"""People: applying a checked list, opening their accounts, giving them sign-in codes, closing accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from judging.actions.accounts import deactivate, open_account, write_login_names
from judging.actions.history import record
from judging.actions.units import ListHasFaultsError
from judging.enums import Role
from judging.errors import MissingReasonError, NotAllowedError, NotFoundError, RefusedError, StaleVersionError
from judging.events import Told, emit
from judging.ids import AccountID, PersonID
from judging.models.people import Account, LoginName, Person
from judging.queries.people import coordinated_units, duties_in_force, get_account_of, get_person
from judging.rules.list_rows import PersonRow, code_key
from vietnamese.folding import fold
from vietnamese.logins import login_skeleton
from vietnamese.names import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.person_lists import PersonListCheck
    from judging.rules.viewers import Viewer

COORDINATORS_MAY_HELP = frozenset({Role.ENTRANT.value, Role.COORDINATOR.value})


class AccountHasDutiesError(RefusedError):
    """A coordinator asked for a code of somebody with duties in a contest: only the administrator gives those."""

    code = "account_has_duties"


class AccountClosedError(RefusedError):
    """The account was closed; it gets no codes until it is opened again."""

    code = "account_closed"


def apply_person_list(session: Session, check: PersonListCheck, *, by: Viewer, now: datetime) -> None:
    """Add and change everybody of a faultless list, or nobody. People that the list leaves out stay as they are."""
    _only_admin(by)
    if check.faults:
        raise ListHasFaultsError(count=len(check.faults))
    if check.additions:
        try:
            session.execute(insert(Person), [_columns(read, check.unit_ids) | _key(read) for read in check.additions])
        except IntegrityError as error:  # somebody else added one of them a moment ago; the transaction ends
            raise StaleVersionError from error
    if check.changes:
        session.execute(
            update(Person), [{"id": one.person_id, **_columns(one.read, check.unit_ids)} for one in check.changes]
        )
        session.expire_all()
        renamed = [one.person_id for one in check.changes if {"phone", "email"} & one.after.keys()]
        _rewrite_login_names(session, renamed)
    if check.additions or check.changes:
        record(
            session,
            at=now,
            actor=by.account_id,
            role=Role.ADMIN.value,
            action="people.import",
            subject="people",
            added=len(check.additions),
            changed=len(check.changes),
            sha256=check.sha256,
        )


def open_accounts(session: Session, people: Iterable[Person], *, by: Viewer, now: datetime) -> list[Account]:
    """An account for each of `people` that has none yet; those that exist are returned as they are."""
    wanted = list(people)
    present = {
        account.person_id: account
        for account in session.scalars(select(Account).where(Account.person_id.in_([p.id for p in wanted])))
    }
    return [
        present.get(PersonID(person.id)) or open_account(session, person=person, now=now, by=by.account_id)
        for person in wanted
    ]


def issue_slips(
    session: Session,
    person_ids: Sequence[PersonID],
    *,
    make: Callable[[Session, Account], str],
    by: Viewer,
    now: datetime,
) -> list[tuple[Person, str]]:
    """A one-time code for each person, opening accounts that are missing; codes exist nowhere after this answer.

    A coordinator gets them for the own unit's people without further duties, an administrator for everybody.
    `make` draws the code and stores its digest.
    """
    people = [get_person(session, person_id, visible_to=by) for person_id in person_ids]
    people.sort(key=lambda person: (person.name_key, person.full_name, person.id))
    accounts = open_accounts(session, people, by=by, now=now)
    refuse_helping(session, accounts, by=by, now=now)
    return [(account.person, make(session, account)) for account in accounts]


def reset_password(
    session: Session,
    person_id: PersonID,
    *,
    make: Callable[[Session, Account], str],
    by: Viewer,
    now: datetime,
) -> tuple[Person, str]:
    """A short-lived code with which the person sets a new password; the person is told that it was given out."""
    person = get_person(session, person_id, visible_to=by)
    account = get_account_of(session, person_id)
    refuse_helping(session, [account], by=by, now=now)
    code = make(session, account)
    emit(session, Told(AccountID(account.id), "account.reset", (("by", by.display_name),)))
    return person, code


def refuse_helping(session: Session, accounts: Sequence[Account], *, by: Viewer, now: datetime) -> None:
    """Raise when an account is closed, or when `by` may not hand out codes for it.

    Whoever holds a code can become its person: a coordinator therefore gets none for judges, secretaries,
    boards or administrators, even of the own unit.
    """
    closed = [account.person.full_name for account in accounts if not account.is_active]
    if closed:
        raise AccountClosedError(names=", ".join(closed))
    if by.has(Role.ADMIN):
        return
    duties = duties_in_force(session, [AccountID(account.id) for account in accounts], now=now)
    held = [a.person.full_name for a in accounts if duties.get(AccountID(a.id), frozenset()) - COORDINATORS_MAY_HELP]
    if held:
        raise AccountHasDutiesError(names=", ".join(held))
    units = coordinated_units(by)
    if any(account.person.unit_id not in units for account in accounts):
        raise NotFoundError("person")


def close_account(session: Session, person_id: PersonID, *, reason: str, by: Viewer, now: datetime) -> Account:
    """Close the account of a person; its sessions end with their next request."""
    _only_admin(by)
    if not reason.strip():
        raise MissingReasonError
    account = get_account_of(session, person_id)
    if account.id == by.account_id:
        raise NotAllowedError  # nobody locks the last administrator out by mistake
    deactivate(session, account=account, by=by.account_id, now=now, reason=reason.strip())
    return account


def reopen_account(session: Session, person_id: PersonID, *, by: Viewer, now: datetime) -> Account:
    """Open a closed account again; its old sessions stay ended."""
    _only_admin(by)
    account = get_account_of(session, person_id)
    account.is_active = True
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.ADMIN.value,
        action="account.reopen",
        subject=f"account:{account.id}",
    )
    return account


def _only_admin(by: Viewer) -> None:
    if not by.has(Role.ADMIN):
        raise NotAllowedError


def _key(read: PersonRow) -> dict[str, Any]:
    return {"id": uuid4(), "staff_code": read.staff_code, "code_skeleton": login_skeleton(read.staff_code)}


def _columns(read: PersonRow, unit_ids: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "full_name": read.full_name,
        "name_key": sort_key(read.full_name),
        "name_folded": fold(read.full_name),
        "position": read.position,
        "personnel_kind": read.personnel_kind,
        "unit_id": unit_ids[code_key(read.unit_code)],
        "phone": read.phone,
        "email": read.email,
    }


def _rewrite_login_names(session: Session, person_ids: Sequence[UUID]) -> None:
    """Sign-in names follow the people; all old ones go first, so that two people may exchange addresses."""
    accounts = [
        account
        for start in range(0, len(person_ids), 500)
        for account in session.scalars(select(Account).where(Account.person_id.in_(person_ids[start : start + 500])))
    ]
    for account in accounts:
        session.query(LoginName).filter(LoginName.account_id == account.id).delete()
    for account in accounts:
        write_login_names(session, account)

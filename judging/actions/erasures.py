"""Deleting what may be deleted of a person who asked for it: the rest stays, and says why.

Works that were handed in, prizes, decisions and payments are the record of a contest: results stay recomputable and the
chain, which holds no personal value, verifies as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from judging.actions.consents import withdraw_all
from judging.actions.history import record
from judging.enums import EntryState
from judging.errors import RefusedError
from judging.events import AccountErased, emit
from judging.ids import AccountID, PersonID
from judging.models.calendar_addresses import CalendarAddress
from judging.models.entries import Entry, Part
from judging.models.history import Notice
from judging.models.people import LoginName, OneTimeCode
from judging.models.registrations import Registration, RegistrationDetails
from judging.queries.people import duties_in_force, find_account_of
from judging.queries.personal_data import holdings_of, list_drafts
from judging.rules.data_requests import reasons_to_keep
from vietnamese.folding import fold
from vietnamese.names import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.models.people import Account, Person
    from judging.rules.viewers import Viewer

ASKED = "Đề nghị xóa dữ liệu cá nhân"
NOBODY = "(đã xóa theo đề nghị)"
"""What stands in the list where a name was."""


class DutiesInForceError(RefusedError):
    """Whoever holds a duty now keeps his account until the duty has ended."""

    code = "duties_in_force"


def erase_person(
    session: Session, person: Person, *, draw: Callable[[], str], by: Viewer, role: Role, now: datetime
) -> None:
    """Delete drafts, addresses, account and, where nothing binds the office, the name of a person.

    His consents to be named in public are withdrawn, so that published pages show him no more.
    Raises DutiesInForceError.
    """
    person_id = PersonID(person.id)
    account = find_account_of(session, person_id)
    if account is not None and duties_in_force(session, [AccountID(account.id)], now=now):
        raise DutiesInForceError
    kept = reasons_to_keep(holdings_of(session, person_id))
    withdraw_all(session, person_id, by=by, role=role, reason=ASKED, now=now)
    for entry in list_drafts(session, person_id):
        empty_draft(session, entry, now=now)
    person.phone, person.email, person.position = None, None, ""
    if not kept:
        person.full_name, person.name_key, person.name_folded = NOBODY, sort_key(NOBODY), fold(NOBODY)
        person.staff_code = draw()
    mine = select(Registration.id).where(Registration.person_id == person_id)
    session.execute(
        delete(RegistrationDetails)
        .where(RegistrationDetails.registration_id.in_(mine))
        .execution_options(synchronize_session=False)
    )
    if account is not None:
        _empty_account(session, account, now=now)
    session.flush()
    record(
        session, at=now, actor=by.account_id, role=role.value, action="person.erase", subject=f"person:{person_id}",
        kept=[one.value for one in kept],
    )  # fmt: skip


def empty_draft(session: Session, entry: Entry, *, now: datetime) -> None:
    """A work that was never handed in keeps its row, and nothing that its author wrote; its files' bytes follow."""
    entry.state, entry.changed_at = EntryState.WITHDRAWN.value, now
    entry.title = entry.title_folded = entry.typed_text = ""
    entry.cover, entry.declarations, entry.ai_help, entry.changes = {}, {}, {}, {}
    for part in session.scalars(select(Part).where(Part.entry_id == entry.id)):
        part.removed_at, part.file_name = part.removed_at or now, ""
    session.flush()


def _empty_account(session: Session, account: Account, *, now: datetime) -> None:
    account.is_active, account.password_hash = False, None
    account.credential_version += 1
    account_id = AccountID(account.id)
    session.execute(delete(LoginName).where(LoginName.account_id == account_id))
    session.execute(delete(CalendarAddress).where(CalendarAddress.account_id == account_id))
    session.execute(delete(Notice).where(Notice.account == str(account_id)))
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account_id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    emit(session, AccountErased(account_id))

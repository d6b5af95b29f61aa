"""Accounts: opening them, their passwords (already hashed by the portal), their one-time codes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from judging.actions.history import record
from judging.ids import AccountID
from judging.models.people import Account, LoginName, OneTimeCode, Person
from vietnamese.logins import login_key
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

SLIP_LASTS = timedelta(days=30)
RESET_LASTS = timedelta(minutes=30)


def open_account(
    session: Session, *, person: Person, now: datetime, by: AccountID | None, is_demonstration: bool = False
) -> Account:
    """An account for `person`, without a password yet, with every way to name it when signing in."""
    account = Account(person_id=person.id, created_at=now, is_demonstration=is_demonstration)
    account.person = person
    session.add(account)
    session.flush()
    write_login_names(session, account)
    record(session, at=now, actor=by or "system", role="admin", action="account.open", subject=f"account:{account.id}")
    return account


def write_login_names(session: Session, account: Account) -> None:
    """Make the account's login names those of its person as they stand now."""
    person = account.person
    session.query(LoginName).filter(LoginName.account_id == account.id).delete()
    names = {("staff_code", login_key(person.staff_code))}
    if person.email:
        names.add(("email", login_key(person.email)))
    if person.phone and (phone := find_phone(person.phone)) is not None:
        names.add(("phone", phone.e164))
    session.add_all(
        LoginName(kind=kind, compared=compared, account_id=AccountID(account.id)) for kind, compared in sorted(names)
    )
    session.flush()


def retire_codes(session: Session, *, now: datetime, digest: str = "") -> None:
    """Say of codes whose time is over that it is: a clock that jumps back revives none (X15)."""
    chosen = [OneTimeCode.digest == digest] if digest else []
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.used_at.is_(None), OneTimeCode.expires_at <= now, *chosen)
        .values(expires_at=OneTimeCode.issued_at)
        .execution_options(synchronize_session=False)
    )


def set_password(
    session: Session, *, account: Account, password_hash: str, now: datetime, must_change: bool = False
) -> None:
    """A new password ends every older session: their credential version no longer matches (C05)."""
    account.password_hash = password_hash
    account.must_change_password = must_change
    account.credential_version += 1
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
    )
    record(session, at=now, actor=account.id, role="", action="account.password", subject=f"account:{account.id}")


def issue_code(
    session: Session, *, account: Account, digest: str, purpose: str, by: AccountID | None, now: datetime
) -> OneTimeCode:
    """A code (known here only by its SHA-256) that lets its holder set a password once; older ones end (C12)."""
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
    )
    code = OneTimeCode(
        account_id=AccountID(account.id),
        digest=digest,
        purpose=purpose,
        issued_by=by,
        issued_at=now,
        expires_at=now + (SLIP_LASTS if purpose == "slip" else RESET_LASTS),
    )
    session.add(code)
    record(session, at=now, actor=by or "system", role="", action=f"account.{purpose}", subject=f"account:{account.id}")
    return code


def deactivate(session: Session, *, account: Account, by: AccountID, now: datetime, reason: str) -> None:
    """Close an account; its sessions end with the next request."""
    account.is_active = False
    account.credential_version += 1
    record(
        session, at=now, actor=by, role="admin", action="account.close", subject=f"account:{account.id}", reason=reason
    )

"""Finding accounts by what people sign in with."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from judging.models.people import Account, LoginName, OneTimeCode
from vietnamese.errors import LoginError
from vietnamese.logins import login_key
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID

MOST_SHARED = 20
"""More accounts than this never need to be read to see that a telephone is shared."""


def find_account_by_login(session: Session, typed: str) -> Account | None:
    """The active account that `typed` (staff code, e-mail or phone, in any writing) names.

    None when it names nobody or, for a shared phone, more than one.
    """
    wanted = []
    with suppress(LoginError):
        wanted += [("staff_code", login_key(typed)), ("email", login_key(typed))]
    if (phone := find_phone(typed)) is not None:
        wanted.append(("phone", phone.e164))
    # One query for all writings: how long the answer takes does not tell which of them is known (C03).
    rows = session.execute(
        select(LoginName.kind, LoginName.compared, Account)
        .join(Account, LoginName.account_id == Account.id)
        .where(tuple_(LoginName.kind, LoginName.compared).in_(wanted), Account.is_active)
        .order_by(Account.id)
        .limit(MOST_SHARED)
    ).all()
    for one in wanted:
        found = [account for kind, compared, account in rows if (kind, compared) == one]
        if len(found) == 1:
            return found[0]
    return None


def find_account(session: Session, account_id: AccountID) -> Account | None:
    """The account with this id."""
    return session.get(Account, account_id)


def find_live_code(session: Session, digest: str, *, now: datetime) -> OneTimeCode | None:
    """The one-time code with this SHA-256, unless it was used or has expired."""
    return session.scalars(
        select(OneTimeCode).where(
            OneTimeCode.digest == digest, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > now
        )
    ).one_or_none()


def has_live_code(session: Session, account_id: AccountID, *, now: datetime) -> bool:
    """Whether a code of this account was given out and can still be used."""
    live = select(OneTimeCode.id).where(
        OneTimeCode.account_id == account_id, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > now
    )
    return session.scalar(live.limit(1)) is not None

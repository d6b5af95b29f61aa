"""Whose a secret calendar address is, and when it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.calendar_addresses import CalendarAddress
from judging.models.people import Account

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import AccountID


def find_calendar_account(session: Session, digest: str) -> Account | None:
    """The open account whose address this is; None for every other word."""
    return session.scalars(
        select(Account)
        .join(CalendarAddress, CalendarAddress.account_id == Account.id)
        .where(CalendarAddress.digest == digest, Account.is_active)
    ).one_or_none()


def find_calendar_address(session: Session, account_id: AccountID) -> CalendarAddress | None:
    """The address that holds for an account; None without one."""
    return session.get(CalendarAddress, account_id)

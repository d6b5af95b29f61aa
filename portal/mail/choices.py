"""Which letters a person wants beside those of his duties, and the link in a letter that ends the others."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from judging.ids import AccountID
from portal.records.mails import MailChoice
from portal.short_links import read_link, write_link

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

PURPOSE = "stop-mails"
GOOD_SECONDS = 400 * 24 * 3600


class Wanted(StrEnum):
    """How often letters come. Those of a duty come at once, whatever is chosen."""

    EACH = "each"
    DAILY = "daily"
    DUTY = "duty"


def get_choice(session: Session, account_id: AccountID) -> Wanted:
    """What this person chose; each letter at once until then."""
    found = session.get(MailChoice, account_id)
    return Wanted(found.wanted) if found else Wanted.EACH


def choose(session: Session, account_id: AccountID, wanted: Wanted, *, now: datetime) -> None:
    """Keep what this person wants from now on."""
    session.merge(MailChoice(account_id=account_id, wanted=wanted.value, chosen_at=now))


def write_stop(account_id: AccountID, *, now: datetime) -> str:
    """The token of the link that ends letters which are no duty: it says whose, and allows nothing else."""
    return write_link(PURPOSE, {"account": str(account_id)}, now=now, seconds=GOOD_SECONDS)


def read_stop(token: str, *, now: datetime) -> AccountID | None:
    """Whose letters a link ends; None for one that we did not write, or that is too old."""
    told = read_link(PURPOSE, token, now=now)
    return AccountID(UUID(str(told["account"]))) if told else None

"""The signed addresses of parts, where the store has no door of its own (design 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from judging.ids import UploadID
from portal.short_links import read_link, write_link

if TYPE_CHECKING:
    from datetime import datetime

PURPOSE = "upload-part"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a signed address allows: one part of one upload under one key, of this length, by this account."""

    upload_id: UploadID
    store_key: str
    number: int
    length: int
    account: str


def sign_slot(slot: Slot, *, now: datetime, seconds: int) -> str:
    """The token that an address carries."""
    facts: dict[str, str | int] = {
        "upload": str(slot.upload_id),
        "key": slot.store_key,
        "number": slot.number,
        "length": slot.length,
        "account": slot.account,
    }
    return write_link(PURPOSE, facts, now=now, seconds=seconds)


def read_slot(token: str, *, now: datetime) -> Slot | None:
    """What a token allows; None for one that we did not sign, or that is over."""
    facts = read_link(PURPOSE, token, now=now)
    if facts is None:
        return None
    return Slot(
        UploadID(UUID(str(facts["upload"]))),
        str(facts["key"]),
        int(facts["number"]),
        int(facts["length"]),
        str(facts["account"]),
    )

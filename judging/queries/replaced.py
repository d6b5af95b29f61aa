"""Parts that were taken out before they were ever handed in: nothing but their row is needed any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.entries import EntryVersion, Part
from judging.rules.entry_texts import part_ids

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

FREED = "freed:"
"""How the store key of a part begins whose bytes were given back; no key of a store does (D15)."""


def list_replaced(session: Session, *, before: datetime, after: Part | None, limit: int) -> list[Part]:
    """Parts that were removed before a moment and still hold bytes, by their id; `after` goes on where one ended."""
    statement = (
        select(Part)
        .where(Part.removed_at < before, Part.store_key.not_like(f"{FREED}%"))
        .order_by(Part.id)
        .limit(limit)
    )
    return list(session.scalars(statement if after is None else statement.where(Part.id > after.id)))


def never_handed_in(session: Session, parts: list[Part]) -> list[Part]:
    """Those of `parts` that no version of their entries names: what was handed in once is kept."""
    versions = session.scalars(
        select(EntryVersion.canonical).where(EntryVersion.entry_id.in_({part.entry_id for part in parts}))
    )
    named = {one for canonical in versions for one in part_ids(canonical)}
    return [part for part in parts if str(part.id) not in named]

"""Keeping what was made ready of a part, all of it at once and once only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from judging.models.entries import Part
from judging.models.part_renditions import PartRendition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from judging.ids import PartID


@dataclass(frozen=True, slots=True)
class Prepared:
    """One rendition whose bytes are safe in the store under `store_key`. For `number` and `facts` see the table."""

    kind: str
    media_type: str
    tool: str
    store_key: str
    size_bytes: int
    sha256: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    number: int = 1


def keep_part_renditions(session: Session, part_id: PartID, prepared: Sequence[Prepared], *, covers: str = "") -> bool:
    """Keep them; False, and nothing is changed, when the part has some already or was taken out meanwhile.

    `covers` is the hash of the stretches that are covered in them (`judging.rules.stretches`).
    """
    part = session.get(Part, part_id, with_for_update={"of": Part}, populate_existing=True)
    if part is None or part.removed_at is not None:
        return False
    if session.scalar(select(exists().where(PartRendition.part_id == part_id, PartRendition.covers == covers))):
        return False
    session.add_all(
        PartRendition(
            part_id=part_id,
            kind=one.kind,
            number=one.number,
            covers=covers,
            media_type=one.media_type,
            tool=one.tool,
            store_key=one.store_key,
            size_bytes=one.size_bytes,
            sha256=one.sha256,
            facts=dict(one.facts),
        )
        for one in prepared
    )
    return True


def drop_former_covers(session: Session, part_id: PartID, *, covers: str) -> list[str]:
    """Forget what was made of a part with other covers than those in force; the keys of objects to be removed."""
    rows = list(
        session.scalars(
            select(PartRendition)
            .where(PartRendition.part_id == part_id, PartRendition.covers.not_in(["", covers]))
            .order_by(PartRendition.id)
        )
    )
    for row in rows:
        session.delete(row)
    return [row.store_key for row in rows]

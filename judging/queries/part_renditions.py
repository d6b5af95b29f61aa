"""What was made ready of parts: found by the part, which the caller found through the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from judging.models.entries import Part
from judging.models.part_renditions import PartRendition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session


PAGE = "page"


def list_part_renditions(
    session: Session, parts: Iterable[UUID], *, covers: str = ""
) -> Mapping[UUID, Mapping[str, PartRendition]]:
    """Of each part what was made ready of it, by kind, pages apart; a part of which nothing was is left out.

    `covers` is the hash of what is covered in it; without it, what nothing is covered in.
    """
    rows = session.scalars(
        select(PartRendition)
        .where(PartRendition.part_id.in_(list(parts)), PartRendition.covers == covers, PartRendition.kind != PAGE)
        .order_by(PartRendition.part_id, PartRendition.kind)
    )
    found: dict[UUID, dict[str, PartRendition]] = {}
    for row in rows:
        found.setdefault(row.part_id, {})[row.kind] = row
    return found


def list_pages(session: Session, part_id: UUID) -> Mapping[int, PartRendition]:
    """The pages of a part that are pictures, by their numbers, as far as they are drawn."""
    rows = session.scalars(
        select(PartRendition)
        .where(PartRendition.part_id == part_id, PartRendition.kind == PAGE)
        .order_by(PartRendition.number)
    )
    return {row.number: row for row in rows}


def has_covered_copies(session: Session, part_id: UUID, *, besides: str) -> bool:
    """Whether there are copies of a part with other covers than those in force, whose hash is `besides`."""
    found = exists().where(PartRendition.part_id == part_id, PartRendition.covers.not_in(["", besides]))
    return session.scalar(select(found)) or False


def find_captions(session: Session, part: Part, *, with_staged: bool = False, covers: str = "") -> PartRendition | None:
    """The captions of the entry that a part belongs to, the newest; `with_staged` also those not handed in yet."""
    statement = (
        select(PartRendition)
        .join(Part, Part.id == PartRendition.part_id)
        .where(
            Part.entry_id == part.entry_id,
            Part.removed_at.is_(None),
            PartRendition.kind == "captions",
            PartRendition.covers == covers,
        )
        .order_by(Part.created_at.desc(), Part.id)
        .limit(1)
    )
    return session.scalars(statement if with_staged else statement.where(Part.staged_at.is_(None))).one_or_none()


def list_unneeded_renditions(session: Session, *, most: int) -> list[PartRendition]:
    """Renditions of parts that were taken out or replaced."""
    return list(
        session.scalars(
            select(PartRendition)
            .join(Part, Part.id == PartRendition.part_id)
            .where(Part.removed_at.is_not(None))
            .order_by(PartRendition.id)
            .limit(most)
        )
    )

"""What a header claims and what the second look at videos found; of parts that the caller found through the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.examinations import Examination, Glance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import PartID


def list_glances(session: Session, parts: Iterable[UUID]) -> Mapping[UUID, Glance]:
    """The claims of those parts that are not measured yet."""
    rows = session.scalars(select(Glance).where(Glance.part_id.in_(list(parts))))
    return {row.part_id: row for row in rows}


def list_examinations(session: Session, parts: Iterable[UUID]) -> Mapping[UUID, Examination]:
    """Of each part the newest examination, finished or under way."""
    rows = session.scalars(
        select(Examination).where(Examination.part_id.in_(list(parts))).order_by(Examination.changed_at, Examination.id)
    )
    return {row.part_id: row for row in rows}


def find_examination(session: Session, part_id: PartID, *, version: str) -> Examination | None:
    """The examination of a part by one version of the examiner."""
    return session.scalars(
        select(Examination).where(Examination.part_id == part_id, Examination.examiner_version == version)
    ).one_or_none()

"""Keeping the claims of a header until it is measured, and the slices of the second look at a video."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from judging.models.entries import Measurement, Part
from judging.models.examinations import Examination, Glance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PartID


def keep_glance(session: Session, part_id: PartID, claims: Mapping[str, Any], *, now: datetime) -> bool:
    """Keep what the header claims; False when the part was measured meanwhile, or this is known already."""
    session.get(Part, part_id, with_for_update={"of": Part})
    is_measured = select(Measurement.id).where(Measurement.part_id == part_id).limit(1)
    if session.execute(is_measured).first() is not None or session.get(Glance, part_id) is not None:
        return False
    session.add(Glance(part_id=part_id, claims=dict(claims), read_at=now))
    return True


def drop_glance(session: Session, part_id: PartID) -> None:
    """Forget the claims: the measurement says it better."""
    session.execute(delete(Glance).where(Glance.part_id == part_id))


def keep_slice(  # noqa: D417  what is left out says itself
    session: Session,
    part_id: PartID,
    *,
    version: str,
    start_ms: int,
    until_ms: int,
    found: Mapping[str, Any],
    is_done: bool,
    now: datetime,
) -> bool:
    """Keep what was found up to `until_ms`; False, and nothing changes, when another worker was faster.

    Args:
        start_ms: where the slice began: the place that the kept ones reach to.
        found: the whole so far, this slice included.
    """
    session.get(Part, part_id, with_for_update={"of": Part})
    row = session.scalars(
        select(Examination)
        .where(Examination.part_id == part_id, Examination.examiner_version == version)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None and start_ms == 0:
        row = Examination(part_id=part_id, examiner_version=version, slices=0)
        session.add(row)
    elif row is None or row.is_done or row.until_ms != start_ms:
        return False
    row.until_ms, row.found, row.is_done, row.changed_at = until_ms, dict(found), is_done, now
    row.slices += 1
    return True

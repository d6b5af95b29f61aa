"""The moment that a round's result waits for, and how the last such plan ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.planned_publications import PlannedPublication

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import RoundID


def find_planned(session: Session, round_id: RoundID) -> PlannedPublication | None:
    """The newest plan of a round, whether it waits or has ended."""
    return session.scalars(
        select(PlannedPublication)
        .where(PlannedPublication.round_id == round_id)
        .order_by(PlannedPublication.ended_at.is_(None).desc(), PlannedPublication.planned_at.desc())
        .limit(1)
    ).one_or_none()

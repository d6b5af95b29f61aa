"""Results that a publisher has said shall become public at a moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Digest, Identified, Word

_LIVING = text("ended_at IS NULL")


class PlannedPublication(Identified, Base):
    """Exactly one approved bundle and its moment. `outcome` is `published`, `cancelled`, or why it was refused."""

    __tablename__ = "planned_publications"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"))
    bundle_sha256: Mapped[str] = mapped_column(Digest)
    reason: Mapped[str] = mapped_column(default="")
    publish_at: Mapped[datetime]
    planned_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Word, default="")

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome = '')", name="ended_with_an_outcome"),
        Index(
            "uq_planned_publications_living", "round_id", unique=True, sqlite_where=_LIVING, postgresql_where=_LIVING
        ),
    )

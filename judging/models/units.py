"""The unit tree: levels are dated data, a renamed or merged unit points at its successor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import UnitID
from judging.models.base import Base, Identified, Word


class UnitLevel(Base):
    """An administrative level (province, commune …): a word of the data, never of the code."""

    __tablename__ = "unit_levels"

    code: Mapped[str] = mapped_column(Word, primary_key=True)
    name: Mapped[str]
    rank: Mapped[int]
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(
            "active_to IS NULL OR active_from IS NULL OR active_from <= active_to", name="ends_after_start"
        ),
    )


class Unit(Identified, Base):
    """An office, school, commune … that people belong to and that sends entries in."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(Word, unique=True)
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    name_folded: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(Word)
    level_code: Mapped[str | None] = mapped_column(ForeignKey("unit_levels.code"))
    parent_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"), index=True)
    successor_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    parent: Mapped[Unit | None] = relationship(foreign_keys=[parent_id], remote_side="Unit.id")

    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="is_not_its_own_parent"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="ends_after_start"),
    )

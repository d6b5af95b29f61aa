"""Gaps (chênh lệch) between the totals of one entry, and whose sheet decides them: the office's side alone.

No judge's request can read these tables, so that nothing on a desk tells a third marking from any other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AssignmentID, CodeID, GapID, RoundID
from judging.models.base import Base, Identified, Word, one_of
from judging.models.rounds import Assignment, Code
from judging.rules.gaps import GapStep


class Gap(Identified, Base):
    """An entry whose totals lay at the plan's limit or beyond once all its marks were locked; found once.

    `gap` and `reach` (the plan's limit) are exact fractions as text. `obstacle` says which seat cannot decide it for
    which reason, while nobody can: pairs of (seat number, word).
    """

    __tablename__ = "gaps"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), unique=True)
    action: Mapped[str] = mapped_column(Word)
    gap: Mapped[str]
    reach: Mapped[str]
    found_at: Mapped[datetime]
    is_obstructed: Mapped[bool] = mapped_column(default=False)
    obstacle: Mapped[list[Any]] = mapped_column(default=list)

    code: Mapped[Code] = relationship(lazy="joined", innerjoin=True)


class GapDecider(Base):
    """An assignment whose sheet decides a gap. One that was stepped back from is followed by another."""

    __tablename__ = "gap_deciders"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    gap_id: Mapped[GapID] = mapped_column(ForeignKey("gaps.id"), index=True)
    step: Mapped[str] = mapped_column(Word)
    named_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (one_of("step", (GapStep.CALL_THIRD, GapStep.CALL_HEAD)),)

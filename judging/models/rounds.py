"""The judge's side: rounds, seats, codes, renditions, assignments. Nothing here points at an entry, person or unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import AssignmentState, RoundState
from judging.ids import CodeID, RoundID, SeatID
from judging.models.base import Base, Digest, Identified, Word, one_of


class Round(Identified, Base):
    """A round of judging. `sheet` is the neutral extract of the plan that judges work from, frozen at opening.

    `programme_id` carries no foreign key: the desk connection cannot read programmes, and needs none.
    """

    __tablename__ = "rounds"

    programme_id: Mapped[UUID] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(Word)
    position: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(Word, default=RoundState.PLANNED.value)
    sheet: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sheet_sha256: Mapped[str | None] = mapped_column(Digest)

    __table_args__ = (UniqueConstraint("programme_id", "key"), one_of("state", RoundState))


class Seat(Identified, Base):
    """A judge's number in a panel. Who sits there stands in `seat_holders`, on the other side."""

    __tablename__ = "seats"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    panel_key: Mapped[str] = mapped_column(Word)
    number: Mapped[int]
    is_head: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    cap: Mapped[int | None]

    __table_args__ = (UniqueConstraint("round_id", "panel_key", "number"),)


class Code(Identified, Base):
    """The word (mã phách) by which an entry is known in one round. Order-free: rows carry no time."""

    __tablename__ = "codes"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    word: Mapped[str] = mapped_column(Word)
    category_key: Mapped[str] = mapped_column(Word)
    topic_text: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    """The entry's title, when the identity scan found nothing of the author in it; else empty."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The neutral fact panel: inside the limits, cover complete, pages numbered (design 6)."""
    is_void: Mapped[bool] = mapped_column(default=False)

    renditions: Mapped[list[Rendition]] = relationship(back_populates="code", order_by="Rendition.position")

    __table_args__ = (UniqueConstraint("round_id", "word"),)


RENDITION_KINDS = ("essay", "video", "video_small", "image", "poster", "strip", "captions", "page")
"""The work as text, as film (and a lighter copy of it), a picture; what helps to watch a film; a page as a picture."""


class Rendition(Identified, Base):
    """What a judge may see of an entry: clean HTML in the row, or an object in the store under a neutral key."""

    __tablename__ = "renditions"

    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(Word)
    media_type: Mapped[str] = mapped_column(Word)
    store_key: Mapped[str | None] = mapped_column(unique=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(Digest)
    html: Mapped[str | None]
    etag: Mapped[str] = mapped_column(Word)
    """Random, so that a validator of caches tells nothing of the original (A14)."""
    tool: Mapped[str] = mapped_column(Word)
    part_number: Mapped[int] = mapped_column(default=1)
    """Which part of the work, counted from 1: a film, its lighter copy, its poster and its strip share one number."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a strip: `count`, `columns` and `every_ms` of its scenes; of a page its `page`, `width` and `height`."""

    code: Mapped[Code] = relationship(back_populates="renditions")

    __table_args__ = (
        CheckConstraint(f"kind IN {RENDITION_KINDS}", name="kind_is_known"),
        CheckConstraint("(html IS NULL) <> (store_key IS NULL)", name="has_one_body"),
    )


class Assignment(Identified, Base):
    """A seat is to mark a code. `position` is the order shown to that seat, shuffled by its own seed."""

    __tablename__ = "assignments"

    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), index=True)
    seat_id: Mapped[SeatID] = mapped_column(ForeignKey("seats.id"), index=True)
    state: Mapped[str] = mapped_column(Word, default=AssignmentState.ASSIGNED.value)
    position: Mapped[int]
    run: Mapped[int] = mapped_column(default=1)

    code: Mapped[Code] = relationship()

    __table_args__ = (UniqueConstraint("code_id", "seat_id"), one_of("state", AssignmentState))

"""What was made ready of a part, before any code is drawn: what its author and validators see, and judges will."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import PartID
from judging.models.base import Base, Digest, Identified, Word
from judging.models.rounds import RENDITION_KINDS


class PartRendition(Identified, Base):
    """A copy of a part without names, in the store under a key of its own. Sealing copies it under another key."""

    __tablename__ = "part_renditions"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"))
    kind: Mapped[str] = mapped_column(Word)
    number: Mapped[int] = mapped_column(default=1)
    """Of a page picture the page of its file; 1 for the rest, of which a part has one each."""
    covers: Mapped[str] = mapped_column(String(64), default="")
    """The stretches of film that validators covered in it, as their hash; empty where nothing is covered."""
    media_type: Mapped[str] = mapped_column(Word)
    store_key: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Digest)
    tool: Mapped[str] = mapped_column(Word)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a strip: `count`, `columns` and `every_ms` of its scenes; of a page `width` and `height`. Else empty."""

    __table_args__ = (
        UniqueConstraint("part_id", "kind", "number", "covers"),
        CheckConstraint(f"kind IN {RENDITION_KINDS}", name="kind_is_known"),
    )

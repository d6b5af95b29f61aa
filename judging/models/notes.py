"""Private notes of a judge on a work: on all of it, on a passage of its text, on a moment of its film."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import NoteKind
from judging.ids import AssignmentID, RenditionID
from judging.models.base import Base, Identified, Word, one_of


class Note(Identified, Base):
    """One note, for the eyes of its seat alone: no sheet, chain, bundle or page of the office ever holds it.

    A passage begins at sign `first_sign` of paragraph `first_paragraph` and ends before `last_sign` of
    `last_paragraph`; paragraphs and signs (Unicode code points) count from 0 (`judging/rules/note_places.py`).
    A note that was removed stays as a row, so that removing can be undone.
    """

    __tablename__ = "notes"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), index=True)
    rendition_id: Mapped[RenditionID | None] = mapped_column(ForeignKey("renditions.id"))
    kind: Mapped[str] = mapped_column(Word)
    first_paragraph: Mapped[int | None]
    first_sign: Mapped[int | None]
    last_paragraph: Mapped[int | None]
    last_sign: Mapped[int | None]
    at_ms: Mapped[int | None]
    words: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    save_key: Mapped[str] = mapped_column(Word)
    """The browser's key for this note, so that a repeated request is answered and not kept twice (B12)."""

    __table_args__ = (
        one_of("kind", NoteKind),
        UniqueConstraint("assignment_id", "save_key"),
        CheckConstraint(
            "kind <> 'passage' OR (rendition_id IS NOT NULL AND first_paragraph >= 0 AND first_sign >= 0 "
            "AND last_paragraph >= first_paragraph AND last_sign > 0)",
            name="passage_has_its_place",
        ),
        CheckConstraint("kind <> 'moment' OR (rendition_id IS NOT NULL AND at_ms >= 0)", name="moment_has_its_second"),
        CheckConstraint("kind <> 'work' OR words <> ''", name="note_on_the_work_says_something"),
    )

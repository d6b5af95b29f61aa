"""What an author is working on: of a draft the entry itself, afterwards the entry with his changes laid over it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from judging.enums import EntryState, PartKind
from judging.ids import EntryID
from judging.queries.entries import list_parts_of
from judging.rules.entering import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, Part

TEXT_FIELDS = ("title", "topic_key", "typed_text", "ai_help")
"""Fields that change as a whole."""
TABLE_FIELDS = ("cover", "declarations")


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What would be handed in now. `parts` holds the content first, then attachments as they came."""

    title: str
    topic_key: str | None
    cover: Mapping[str, str]
    declarations: Mapping[str, bool]
    ai_help: Mapping[str, Any]
    typed_text: str
    parts: tuple[Part, ...]
    has_changes: bool

    @property
    def content(self) -> Part | None:
        """The work itself."""
        return next((part for part in self.parts if part.kind == PartKind.CONTENT.value), None)

    def attachments(self, key: str) -> tuple[Part, ...]:
        """The attachments of one kind."""
        return tuple(part for part in self.parts if part.attachment_key == key)

    def as_work(self) -> Work:
        """The copy as the rules of completeness look at it."""
        return Work(
            title=self.title,
            topic_key=self.topic_key,
            cover=self.cover,
            declarations=self.declarations,
            has_content=self.content is not None,
            attachments=Counter(part.attachment_key for part in self.parts if part.attachment_key),
            ai_help=self.ai_help,
        )


def working_copy(session: Session, entry: Entry) -> WorkingCopy:
    """The working copy of an entry that was looked up through its author."""
    parts = list_parts_of(session, EntryID(entry.id))
    changes = entry.changes
    removed = set(changes.get("removed", ()))
    replaced = any(_is_content(part) and part.staged_at is not None for part in parts)
    kept = [
        part
        for part in parts
        if str(part.id) not in removed and not (replaced and _is_content(part) and part.staged_at is None)
    ]
    return WorkingCopy(
        title=changes.get("title", entry.title),
        topic_key=changes.get("topic_key", entry.topic_key),
        cover=changes.get("cover", entry.cover),
        declarations=changes.get("declarations", entry.declarations),
        ai_help=changes.get("ai_help", entry.ai_help),
        typed_text=changes.get("typed_text", entry.typed_text),
        parts=tuple(sorted(kept, key=lambda part: (not _is_content(part), part.created_at, part.id))),
        has_changes=entry.state != EntryState.DRAFT.value and bool(changes),
    )


def _is_content(part: Part) -> bool:
    return part.kind == PartKind.CONTENT.value

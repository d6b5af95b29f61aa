"""Writing down what exactly was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import PartKind
from judging.ids import AccountID, EntryID
from judging.models.entries import EntryVersion
from judging.queries.entries import find_last_version
from judging.rules.canonical import sha256_of
from judging.rules.entry_texts import PartText, version_text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, Part
    from judging.queries.programmes import PlanInForce
    from judging.queries.working_copies import WorkingCopy
    from judging.rules.viewers import Viewer


def write_version(
    session: Session, entry: Entry, copy: WorkingCopy, plan: PlanInForce, *, by: Viewer, at: datetime
) -> EntryVersion:
    """The next version of an entry: its canonical text, with every part by name, size and hash."""
    last = find_last_version(session, EntryID(entry.id))
    number = 1 if last is None else last.number + 1
    text = version_text(
        entry_id=str(entry.id),
        number=number,
        plan_sha256=plan.version.sha256,
        category_key=entry.category_key,
        author_id=str(entry.author_id),
        title=entry.title,
        topic_key=entry.topic_key,
        cover=entry.cover,
        declarations=entry.declarations,
        ai_help=entry.ai_help,
        parts=[_part_text(part) for part in copy.parts],
    )
    row = EntryVersion(
        entry_id=EntryID(entry.id),
        number=number,
        canonical=text,
        sha256=sha256_of(text),
        submitted_by=AccountID(by.account_id),
        submitted_at=at,
    )
    session.add(row)
    session.flush()
    return row


def _part_text(part: Part) -> PartText:
    return PartText(
        id=str(part.id),
        kind=PartKind(part.kind).value,
        attachment_key=part.attachment_key,
        file_name=part.file_name,
        size_bytes=part.size_bytes,
        sha256=part.sha256,
    )

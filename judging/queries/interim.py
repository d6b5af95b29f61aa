"""What an interim report counts: entries by category and topic, and what was measured in them. No mark, no code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import EntryState, PartKind, Verdict
from judging.models.entries import Entry, Measurement, Part

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID

_NEVER_IN = (EntryState.DRAFT.value, EntryState.WITHDRAWN.value)


def count_by_topic(session: Session, programme_id: ProgrammeID) -> dict[tuple[str, str], int]:
    """The entries that were handed in, by category and topic; the topic is empty where the entry names none."""
    rows = session.execute(
        select(Entry.category_key, func.coalesce(Entry.topic_key, ""), func.count())
        .where(Entry.programme_id == programme_id, Entry.state.not_in(_NEVER_IN))
        .group_by(Entry.category_key, Entry.topic_key)
    )
    return {(category, topic): count for category, topic, count in rows}


def count_by_verdict(session: Session, programme_id: ProgrammeID) -> dict[tuple[str, Verdict | None], int]:
    """The works of those entries by category and by what was measured last; None where nothing is measured yet."""
    last = (
        select(Measurement.id)
        .where(Measurement.part_id == Part.id)
        .order_by(Measurement.measured_at.desc(), Measurement.id)
        .limit(1)
        .correlate(Part)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Entry.category_key, Measurement.verdict, func.count())
        .select_from(Part)
        .join(Entry, Entry.id == Part.entry_id)
        .outerjoin(Measurement, Measurement.id == last)
        .where(
            Entry.programme_id == programme_id,
            Entry.state.not_in(_NEVER_IN),
            Part.kind == PartKind.CONTENT.value,
            Part.removed_at.is_(None),
            Part.staged_at.is_(None),
        )
        .group_by(Entry.category_key, Measurement.verdict)
    )
    return {(category, Verdict(verdict) if verdict else None): count for category, verdict, count in rows}

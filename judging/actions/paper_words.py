"""What the office says once for its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.papers import acting_as
from judging.models.papers import PaperWords
from judging.rules.canonical import canonical_json, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.rules.viewers import Viewer


def save_paper_words(
    session: Session, programme_id: ProgrammeID, words: Mapping[str, str], *, by: Viewer, now: datetime
) -> PaperWords:
    """Keep the words; papers reviewed before stay as they are."""
    role = acting_as(session, programme_id, by=by)
    row = session.get(PaperWords, programme_id, with_for_update=True, populate_existing=True)
    if row is None:
        row = PaperWords(programme_id=programme_id, words={}, changed_by=by.account_id, changed_at=now)
        session.add(row)
    row.words, row.changed_by, row.changed_at = dict(words), by.account_id, now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action="paper.words",
        subject=f"programme:{programme_id}",
        words=sha256_of(canonical_json(dict(words))),
    )
    return row

"""Nothing of an archived programme changes: the last line, whatever page or job wants to.

Asked before every flush of the main connection. Letters, consents, requests about personal data and the retention
itself go on; everything else that belongs to the programme is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.orm import Session

from judging.enums import ProgrammeState
from judging.models.archives import Archiving, Purge, RetentionHold
from judging.models.cases import Case, CaseCounter
from judging.models.consents import Consent
from judging.models.entries import Entry, Part
from judging.models.people import RoleGrant
from judging.models.programmes import Programme
from judging.rules.retention import MAY_PURGE, ProgrammeArchivedError

if TYPE_CHECKING:
    from uuid import UUID

GUARDED = "archive_guard"
"""Set on the sessions of `portal.db.transaction`: the desk's cannot read programmes."""
STILL_WRITTEN = (Archiving, Purge, RetentionHold, Case, CaseCounter, Consent, RoleGrant)


@event.listens_for(Session, "before_flush")
def refuse_archived(session: Session, _context: object, _instances: object) -> None:
    """Raise ProgrammeArchivedError when something of an archived programme is to be written."""
    if not session.info.get(GUARDED) or session.info.get(MAY_PURGE):
        return
    changed = [one for one in session.dirty if session.is_modified(one)]
    touched = {found for one in (*session.new, *changed, *session.deleted) if (found := _programme_of(session, one))}
    with session.no_autoflush:
        for programme_id in touched:
            programme = session.get(Programme, programme_id)
            if programme is not None and programme.state == ProgrammeState.ARCHIVED.value:
                raise ProgrammeArchivedError


def _programme_of(session: Session, row: object) -> UUID | None:
    if isinstance(row, STILL_WRITTEN):
        return None
    if isinstance(row, Part):
        with session.no_autoflush:
            entry = session.get(Entry, row.entry_id)
        return None if entry is None else entry.programme_id
    found: UUID | None = getattr(row, "programme_id", None)
    return found

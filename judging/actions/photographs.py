"""Adding photographs of a ceremony to a published contest, taking them out, and undoing that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.models.photographs import Photograph, PhotographPerson
from judging.models.results import Award
from judging.queries.photographs import get_photograph
from judging.queries.publications import list_publications

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PersonID, PhotographID, ProgrammeID
    from judging.rules.viewers import Viewer


class NotPublishedYetError(RefusedError):
    """A photograph of a ceremony would tell the result before it is published (A17)."""

    code = "not_published_yet"


@dataclass(frozen=True, slots=True)
class NewPhotograph:
    """Two stored sizes of one picture, encoded anew, and what it shows in words."""

    store_key: str
    small_key: str
    media_type: str
    size_bytes: int
    small_bytes: int
    width: int
    height: int
    alt: str
    caption: str


def add_photograph(
    session: Session,
    new: NewPhotograph,
    *,
    programme_id: ProgrammeID,
    people: Iterable[PersonID],
    by: Viewer,
    now: datetime,
) -> Photograph:
    """Add a photograph; the people who can be recognised on it are winners of the contest.

    Raises:
        NotFoundError: for whoever is no publisher there, and for people who won nothing there.
        NotPublishedYetError: before the result is published.
    """
    if not by.has(Role.PUBLISHER, programme_id=programme_id):
        raise NotFoundError("programme")
    if not list_publications(session, programme_id):
        raise NotPublishedYetError
    shown = set(people)
    winners = set(session.scalars(select(Award.person_id).where(Award.programme_id == programme_id)))
    if not shown <= winners:
        raise NotFoundError("person")
    row = Photograph(
        programme_id=programme_id,
        store_key=new.store_key,
        small_key=new.small_key,
        media_type=new.media_type,
        size_bytes=new.size_bytes,
        small_bytes=new.small_bytes,
        width=new.width,
        height=new.height,
        alt=new.alt,
        caption=new.caption,
        added_by=by.account_id,
        added_at=now,
    )
    row.people = [PhotographPerson(person_id=one) for one in sorted(shown, key=str)]
    session.add(row)
    session.flush()
    _record(session, row, "photograph.add", by=by, now=now)
    return row


def remove_photograph(session: Session, photograph_id: PhotographID, *, by: Viewer, now: datetime) -> None:
    """Nobody sees it any more; it can be put back. The same again changes nothing."""
    row = get_photograph(session, photograph_id, visible_to=by)
    if row.removed_at is None:
        row.removed_at, row.removed_by = now, by.account_id
        _record(session, row, "photograph.remove", by=by, now=now)


def restore_photograph(session: Session, photograph_id: PhotographID, *, by: Viewer, now: datetime) -> None:
    """Undo a removal. The same again changes nothing."""
    row = get_photograph(session, photograph_id, visible_to=by)
    if row.removed_at is not None:
        row.removed_at = row.removed_by = None
        _record(session, row, "photograph.restore", by=by, now=now)


def _record(session: Session, row: Photograph, action: str, *, by: Viewer, now: datetime) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.PUBLISHER.value,
        action=action,
        subject=f"photograph:{row.id}",
        programme=str(row.programme_id),
    )

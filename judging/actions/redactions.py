"""Covering what tells who wrote a work, taking a cover off again, and confirming what no machine could read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.claims import refuse_if_held
from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.enums import EntryState, PartKind, Role
from judging.errors import AlreadyDoneError, NotFoundError
from judging.events import FilmCovered, emit
from judging.ids import EntryID, PartID, ProgrammeID
from judging.models.redactions import Redaction, UnreadConfirmation
from judging.queries.redactions import PartCovers, get_redaction, list_in_force, list_unread, part_covers
from judging.queries.validations import get_received_entry
from judging.rules.canonical import sha256_of
from judging.rules.redactions import (
    TITLE,
    WHOLE_PART,
    CoveredAlreadyError,
    PageMissingError,
    RedactionKind,
    RedactionReason,
    WorkCannotBeWithheldError,
    check_passage,
    check_reason,
    check_state,
    page_place,
    stands_in_title,
)
from judging.rules.stretches import MOST_STRETCHES, TooManyStretchesError, check_stretch

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, Part
    from judging.rules.stretches import Stretch
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a redaction; another one than those listed needs words."""

    reason: RedactionReason
    words: str = ""


def cover_passage(
    session: Session,
    *,
    entry_id: EntryID,
    part_id: PartID,
    place: str,
    passage: str,
    is_found: bool,
    why: Why,
    by: Viewer,
    now: datetime,
) -> Redaction:
    """Cover every occurrence of a passage at `place` of an essay (`text`: everywhere in it).

    `is_found` is what the media side says of the same words: whether they stand there.

    Raises:
        NotFoundError, DutyConflictError: when the entry is none of the viewer's business.
        HeldByAnotherError, SealedAlreadyError: when it is not the viewer's to change, or not any more.
        EmptyRedactionError, PassageMissingError, MissingReasonError, CoveredAlreadyError.
    """
    entry = _changeable(session, entry_id, by=by, now=now)
    part = _present(entry, part_id)
    tidy = check_passage(passage, is_found=is_found)
    made = Redaction(part_id=PartID(part.id), kind=RedactionKind.PASSAGE.value, place=place, passage=tidy)
    return _keep(session, entry, made, why, by=by, now=now)


def cover_title(session: Session, *, entry_id: EntryID, passage: str, why: Why, by: Viewer, now: datetime) -> Redaction:
    """Cover a passage of the entry's title; of an empty title there is nothing to cover. Raises as `cover_passage`."""
    entry = _changeable(session, entry_id, by=by, now=now)
    tidy = check_passage(passage, is_found=stands_in_title(entry.title, passage))
    made = Redaction(part_id=None, kind=RedactionKind.TITLE.value, place=TITLE, passage=tidy)
    return _keep(session, entry, made, why, by=by, now=now)


def cover_page(
    session: Session,
    *,
    entry_id: EntryID,
    part_id: PartID,
    page: int,
    is_found: bool,
    why: Why,
    by: Viewer,
    now: datetime,
) -> Redaction:
    """Cover a page that is a picture; `is_found` is what the media side says: whether there is one.

    Raises PageMissingError, else as `cover_passage`.
    """
    entry = _changeable(session, entry_id, by=by, now=now)
    part = _present(entry, part_id)
    if not is_found:
        raise PageMissingError(page=page)
    made = Redaction(part_id=PartID(part.id), kind=RedactionKind.PAGE.value, place=page_place(page), passage="")
    return _keep(session, entry, made, why, by=by, now=now)


def cover_stretch(
    session: Session,
    *,
    entry_id: EntryID,
    part_id: PartID,
    stretch: Stretch,
    length_ms: int | None,
    why: Why,
    by: Viewer,
    now: datetime,
) -> Redaction:
    """Cover the sound, the picture or both of a stretch of a film that lasts `length_ms` (None: nobody knows).

    Raises BadStretchError, TooManyStretchesError, else as `cover_passage`.
    """
    entry = _changeable(session, entry_id, by=by, now=now)
    part = _present(entry, part_id)
    tidy = check_stretch(stretch, length_ms=length_ms)
    covers = part_covers(session, entry_id).get(PartID(part.id), PartCovers())
    if len(covers.stretches) >= MOST_STRETCHES:
        raise TooManyStretchesError(most=MOST_STRETCHES)
    made = Redaction(part_id=PartID(part.id), kind=RedactionKind.STRETCH.value, place=tidy.place, passage="")
    kept = _keep(session, entry, made, why, by=by, now=now)
    emit(session, FilmCovered(entry_id))
    return kept


def withhold_part(
    session: Session, *, entry_id: EntryID, part_id: PartID, why: Why, by: Viewer, now: datetime
) -> Redaction:
    """Keep a whole attachment from the judges. Raises WorkCannotBeWithheldError for the work, else as above."""
    entry = _changeable(session, entry_id, by=by, now=now)
    part = _present(entry, part_id)
    if part.kind == PartKind.CONTENT.value:
        raise WorkCannotBeWithheldError
    made = Redaction(part_id=PartID(part.id), kind=RedactionKind.PART.value, place=WHOLE_PART, passage="")
    return _keep(session, entry, made, why, by=by, now=now)


def undo_redaction(session: Session, *, redaction_id: UUID, by: Viewer, now: datetime) -> Redaction:
    """Take a cover off again, until sealing. Raises AlreadyDoneError, SealedAlreadyError, HeldByAnotherError."""
    row = get_redaction(session, redaction_id)
    entry = _changeable(session, EntryID(row.entry_id), by=by, now=now)
    session.refresh(row)
    if row.undone_at is not None:
        raise AlreadyDoneError
    row.undone_by, row.undone_at = by.account_id, now
    session.flush()
    _record(session, entry, "uncover", by=by, at=now, redaction=str(row.id))
    if row.kind == RedactionKind.STRETCH.value:
        emit(session, FilmCovered(EntryID(entry.id)))
    return row


def confirm_unread(
    session: Session, *, entry_id: EntryID, part_id: PartID, reason: str, by: Viewer, now: datetime
) -> UnreadConfirmation:
    """Say that one read what the scan could not, and that it names nobody. Sealing waits for it.

    Raises:
        NotFoundError: when the part has no such place, beside the cases of `cover_passage`.
        AlreadyDoneError: when somebody confirmed it before.
    """
    entry = _changeable(session, entry_id, by=by, now=now)
    found = _unread(session, entry, part_id, reason)
    row = UnreadConfirmation(part_id=part_id, reason=reason, confirmed_by=by.account_id, confirmed_at=now)
    if found is not None:
        raise AlreadyDoneError
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    _record(session, entry, "confirm_unread", by=by, at=now, part=str(part_id), unread=reason)
    return row


def undo_confirmation(
    session: Session, *, entry_id: EntryID, part_id: PartID, reason: str, by: Viewer, now: datetime
) -> UnreadConfirmation:
    """Take such a word back, until sealing. Raises AlreadyDoneError when there is none, else as above."""
    entry = _changeable(session, entry_id, by=by, now=now)
    row = _unread(session, entry, part_id, reason)
    if row is None:
        raise AlreadyDoneError
    row.undone_by, row.undone_at = by.account_id, now
    session.flush()
    _record(session, entry, "doubt_unread", by=by, at=now, part=str(part_id), unread=reason)
    return row


def _changeable(session: Session, entry_id: EntryID, *, by: Viewer, now: datetime) -> Entry:
    """The entry, its row held; the viewer may validate it, nobody else has it open, and it is not sealed."""
    entry = get_received_entry(session, entry_id, visible_to=by, roles=(Role.VALIDATOR,), lock=True)
    refuse_conflict(session, by=by, acting_as=Role.VALIDATOR, programme_id=ProgrammeID(entry.programme_id))
    check_state(EntryState(entry.state))
    refuse_if_held(session, entry_id, by=by, now=now)
    return entry


def _present(entry: Entry, part_id: PartID) -> Part:
    found = next((part for part in entry.parts if part.id == part_id and part.removed_at is None), None)
    if found is None:
        raise NotFoundError("part")
    return found


def _unread(session: Session, entry: Entry, part_id: PartID, reason: str) -> UnreadConfirmation | None:
    """The confirmation in force of what is unread there. Raises NotFoundError when nothing of that sort is."""
    for one in list_unread(session, [entry]):
        if one.part.id == part_id and one.reason == reason:
            return one.confirmation
    raise NotFoundError("unread")


def _keep(session: Session, entry: Entry, made: Redaction, why: Why, *, by: Viewer, now: datetime) -> Redaction:
    check_reason(why.reason, why.words)
    for row in list_in_force(session, [EntryID(entry.id)]):
        if (row.part_id, row.place, row.passage) == (made.part_id, made.place, made.passage):
            raise CoveredAlreadyError
    made.entry_id = EntryID(entry.id)
    made.reason, made.words = why.reason.value, why.words.strip()
    made.made_by, made.made_at = by.account_id, now
    session.add(made)
    session.flush()
    covered = {"passage": sha256_of(made.passage)} if made.passage else {}
    facts = {"redaction": str(made.id), "kind": made.kind, "place": made.place, "reason": made.reason}
    _record(session, entry, "cover", by=by, at=now, **facts, **covered)
    return made


def _record(session: Session, entry: Entry, action: str, *, by: Viewer, at: datetime, **facts: object) -> None:
    """One line of the chain; what was covered enters it as its hash (design 8)."""
    record(
        session,
        at=at,
        actor=by.account_id,
        role=Role.VALIDATOR.value,
        action=f"entry.{action}",
        subject=f"entry:{entry.id}",
        **facts,
    )

"""A judge's private notes: made, removed and taken back on the judge's own desk, and read nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from judging.desk.reviews import RoundClosedError
from judging.desk.work import get_sheet, own_assignment
from judging.enums import NoteKind, RoundState
from judging.errors import NotFoundError, RefusedError
from judging.ids import NoteID
from judging.models.notes import Note
from judging.rules.note_places import Passage, list_paragraphs, quote_of, stands_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats, SheetAtHand, Shown
    from judging.ids import AssignmentID, RenditionID

LONGEST_NOTE = 2000
MOST_NOTES = 500
"""On one work; removed ones count, for they can be taken back."""
LONGEST_FILM_MS = 24 * 60 * 60 * 1000


class EmptyNoteError(RefusedError):
    """A note on the whole work has to say something; a mark on a passage or a moment need not."""

    code = "note_empty"


class NotePlaceError(RefusedError):
    """There is no such passage or moment in the work."""

    code = "note_place"


class TooManyNotesError(RefusedError):
    """More than `most` notes on one work."""

    code = "too_many_notes"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the work a note is on, and there a passage of the text or a moment (ms) of the film."""

    part_number: int
    passage: Passage | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note as its judge reads it. `place` is None for one on the whole work; `quote` are a passage's words."""

    id: NoteID
    kind: NoteKind
    place: Place | None
    words: str
    quote: str


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note that is on the server. `is_removed`: it was made by an earlier request and taken away since."""

    id: NoteID
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Notes:
    """What a judge noted on one work, by place; and the note that was removed last, which can be taken back."""

    notes: tuple[OwnNote, ...]
    removed: OwnNote | None
    may_change: bool


def list_notes(session: Session, sheet: SheetAtHand) -> Notes:
    """The notes on the work of a sheet that was found through its judge: whole work first, then by place."""
    rows = session.scalars(
        select(Note).where(Note.assignment_id == sheet.assignment_id).order_by(Note.made_at, Note.id)
    ).all()
    shown = {one.id: one for one in sheet.renditions}
    kept = [_own_note(row, shown) for row in rows if row.removed_at is None]
    removed = max((row for row in rows if row.removed_at), key=lambda row: (row.removed_at, row.id), default=None)
    return Notes(
        tuple(sorted(kept, key=_place_key)),
        None if removed is None else _own_note(removed, shown),
        sheet.is_open,
    )


def add_note(
    session: Session,
    *,
    assignment_id: AssignmentID,
    seats: Seats,
    words: str,
    place: Place | None,
    save_key: str,
    now: datetime,
) -> KeptNote:
    """Keep a note as long as the round is open, also on a submitted sheet: notes are no part of it.

    The same request again is answered with the note that it made, and with whether another page removed it since:
    a device that was without network must not believe that the note stands (B12).

    Raises:
        EmptyNoteError, NotePlaceError, TooManyNotesError, RoundClosedError, NotFoundError (somebody else's).
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    if (known := _find_note(session, assignment_id, save_key)) is not None:
        return known
    if not sheet.is_open:
        raise RoundClosedError
    count = session.scalars(select(func.count()).select_from(Note).where(Note.assignment_id == assignment_id)).one()
    if count >= MOST_NOTES:
        raise TooManyNotesError(MOST_NOTES)
    note = _note_at(sheet, place, words.strip()[:LONGEST_NOTE])
    note.assignment_id, note.made_at, note.save_key = assignment_id, now, save_key
    try:
        with session.begin_nested():
            session.add(note)
    except IntegrityError:
        if (known := _find_note(session, assignment_id, save_key)) is not None:
            return known
        raise
    return KeptNote(NoteID(note.id), is_removed=False)


def remove_note(session: Session, note_id: NoteID, *, assignment_id: AssignmentID, seats: Seats, now: datetime) -> None:
    """Take a note away; doing so twice is once. Raises RoundClosedError, NotFoundError."""
    _check_own(session, note_id, assignment_id, seats)
    session.execute(update(Note).where(Note.id == note_id, Note.removed_at.is_(None)).values(removed_at=now))


def restore_note(session: Session, note_id: NoteID, *, assignment_id: AssignmentID, seats: Seats) -> None:
    """Undo a removal. Raises RoundClosedError, NotFoundError."""
    _check_own(session, note_id, assignment_id, seats)
    session.execute(update(Note).where(Note.id == note_id).values(removed_at=None))


def _check_own(session: Session, note_id: NoteID, assignment_id: AssignmentID, seats: Seats) -> None:
    found = session.execute(
        own_assignment(assignment_id, seats).join(Note, (Note.assignment_id == assignment_id) & (Note.id == note_id))
    ).first()
    if found is None:
        raise NotFoundError("note")
    if found[3].state != RoundState.OPEN.value:
        raise RoundClosedError


def _find_note(session: Session, assignment_id: AssignmentID, save_key: str) -> KeptNote | None:
    found = session.execute(
        select(Note.id, Note.removed_at).where(Note.assignment_id == assignment_id, Note.save_key == save_key)
    ).one_or_none()
    return None if found is None else KeptNote(NoteID(found[0]), is_removed=found[1] is not None)


def _note_at(sheet: SheetAtHand, place: Place | None, words: str) -> Note:
    if place is None:
        if not words:
            raise EmptyNoteError
        return Note(kind=NoteKind.WORK.value, words=words)
    if place.passage is not None:
        essay = _part(sheet, place.part_number, "essay")
        if not stands_in(place.passage, list_paragraphs(essay.html or "")):
            raise NotePlaceError
        one = place.passage
        return Note(
            kind=NoteKind.PASSAGE.value, rendition_id=essay.id, words=words,
            first_paragraph=one.first_paragraph, first_sign=one.first_sign,
            last_paragraph=one.last_paragraph, last_sign=one.last_sign,
        )  # fmt: skip
    if place.at_ms is None or not 0 <= place.at_ms <= LONGEST_FILM_MS:
        raise NotePlaceError
    film = _part(sheet, place.part_number, "video")
    return Note(kind=NoteKind.MOMENT.value, rendition_id=film.id, words=words, at_ms=place.at_ms)


def _part(sheet: SheetAtHand, number: int, kind: str) -> Shown:
    found = next((one for one in sheet.renditions if (one.part_number, one.kind) == (number, kind)), None)
    if found is None:
        raise NotePlaceError
    return found


def _own_note(row: Note, shown: dict[RenditionID, Shown]) -> OwnNote:
    kind = NoteKind(row.kind)
    place, quote = None, ""
    rendition = shown.get(row.rendition_id) if row.rendition_id else None
    if kind is NoteKind.PASSAGE and rendition is not None:
        numbers = (row.first_paragraph, row.first_sign, row.last_paragraph, row.last_sign)
        passage = Passage(*(number or 0 for number in numbers))
        place = Place(rendition.part_number, passage=passage)
        quote = quote_of(passage, list_paragraphs(rendition.html or ""))
    elif kind is NoteKind.MOMENT and rendition is not None:
        place = Place(rendition.part_number, at_ms=row.at_ms)
    return OwnNote(NoteID(row.id), kind, place, row.words, quote)


def _place_key(note: OwnNote) -> tuple[object, ...]:
    """On the whole work, then by part and place; notes of one place as they were made (sorting is stable)."""
    if note.place is None:
        return (0,)
    passage = note.place.passage
    numbers = (
        (passage.first_paragraph, passage.first_sign, passage.last_paragraph, passage.last_sign)
        if passage
        else (note.place.at_ms or 0,)
    )
    return (1, note.place.part_number, *numbers)

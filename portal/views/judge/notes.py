"""Private notes at the judge's desk: for the page's script, or for a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.desk.notes import EmptyNoteError, add_note, list_notes, remove_note, restore_note
from judging.desk.work import get_sheet
from judging.ids import AssignmentID, NoteID
from portal.access import me, open_to_desk
from portal.asking import wants_json
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import said, warned
from portal.forms.notes import read_note_key, read_place, read_words
from portal.views.judge import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cham/<uuid:assignment_id>/ghi-chu")
@open_to_desk()
def notes(assignment_id: UUID) -> ResponseReturnValue:
    """The list and its form by themselves, for the page's script after each act."""
    sheet = get_sheet(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    return render_template("judge/notes_list.html", sheet=sheet, notes=list_notes(desk_reading(), sheet))


@bp.post("/cham/<uuid:assignment_id>/ghi-chu")
@open_to_desk()
def make_note(assignment_id: UUID) -> ResponseReturnValue:
    """Keep a note on the work, on a passage of its text or on a moment of its film."""
    own = AssignmentID(assignment_id)
    try:
        with desk_transaction() as session:
            kept = add_note(
                session,
                assignment_id=own,
                seats=me().seats,
                words=read_words(),
                place=read_place(),
                save_key=read_note_key(),
                now=clock(),
            )
    except EmptyNoteError:
        if wants_json():
            raise
        warned(_("Please write the note first."))
        return redirect(_notes_of(own))
    if not wants_json():
        return _answer(own, _("The note is kept."))
    return jsonify(
        said=_("The note is kept."),
        removed=kept.is_removed,
        remove=url_for("judge.take_note", assignment_id=own, note_id=kept.id),
        back=url_for("judge.take_note_back", assignment_id=own, note_id=kept.id),
    )


@bp.post("/cham/<uuid:assignment_id>/ghi-chu/<uuid:note_id>/xoa")
@open_to_desk()
def take_note(assignment_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Remove a note; it can be taken back."""
    own = AssignmentID(assignment_id)
    with desk_transaction() as session:
        remove_note(session, NoteID(note_id), assignment_id=own, seats=me().seats, now=clock())
    return _answer(own, _("The note is removed. You can take it back."))


@bp.post("/cham/<uuid:assignment_id>/ghi-chu/<uuid:note_id>/lay-lai")
@open_to_desk()
def take_note_back(assignment_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Undo the removal of a note."""
    own = AssignmentID(assignment_id)
    with desk_transaction() as session:
        restore_note(session, NoteID(note_id), assignment_id=own, seats=me().seats)
    return _answer(own, _("The note is back."))


def _answer(own: AssignmentID, sentence: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(said=sentence)
    said(sentence)
    return redirect(_notes_of(own))


def _notes_of(own: AssignmentID) -> str:
    return url_for("judge.review_entry", assignment_id=own, _anchor="notes")

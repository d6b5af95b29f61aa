"""Undoing the last change of marks, once what stands on the page is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask_babel import gettext as _

from judging.desk.undoing import NothingToUndoError, undo_marks
from portal.access import me
from portal.clock import clock
from portal.db import desk_transaction
from portal.feedback import said, warned

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.ids import AssignmentID


def undone(assignment_id: AssignmentID, version: int) -> ResponseReturnValue:
    """Undo at that version, say so, and show the sheet again."""
    try:
        with desk_transaction() as session:
            undo_marks(session, assignment_id=assignment_id, seats=me().seats, version=version, now=clock())
    except NothingToUndoError:
        warned(_("There is no earlier change of marks to undo."))
    else:
        said(_("The last change of marks is undone. Your remarks stay as they are."))
    return redirect(url_for("judge.review_entry", assignment_id=assignment_id, _anchor="sheet"))

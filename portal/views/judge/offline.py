"""What the desk needs to go on without network: the key of its store, the list to take along, a sign of life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, url_for
from flask_babel import gettext as _

from judging.desk.late_sheets import take_late_sheet
from judging.desk.reviews import StaleSheetError
from judging.desk.work import list_unlocked
from judging.ids import AssignmentID, LateSheetID
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.desk_keys import owner_tag, store_key
from portal.feedback import refused, said
from portal.forms.reviews import LockForm
from portal.views.judge import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cham/mang-theo")
@open_to_desk()
def take_along() -> ResponseReturnValue:
    """The key, whose it is, and the sheets of one's own that still take marks, in the order of the desk."""
    sheets = list_unlocked(desk_reading(), seats=me().seats)
    return jsonify(
        key=store_key(me().account_id),
        owner=owner_tag(me().account_id),
        sheets=[url_for("judge.review_entry", assignment_id=one) for one in sheets],
    )


@bp.get("/cham/nhip")
@open_to_desk()
def pulse() -> ResponseReturnValue:
    """The page is looked at or plays: resolving who asks has counted it as activity. Also: is the server in reach."""
    return jsonify(alive=True)


@bp.post("/cham/<uuid:assignment_id>/den-muon/<uuid:late_id>")
@open_to_desk()
def take_late(assignment_id: UUID, late_id: UUID) -> ResponseReturnValue:
    """Take over what came after the lock, now that the sheet was opened again."""
    form = LockForm()
    if form.validate_on_submit():
        try:
            with desk_transaction() as session:
                take_late_sheet(
                    session,
                    LateSheetID(late_id),
                    assignment_id=AssignmentID(assignment_id),
                    seats=me().seats,
                    version=form.version.data or 0,
                    now=clock(),
                )
        except StaleSheetError:
            refused(_("The sheet was changed meanwhile; look at it once more, then take the marks over."))
        else:
            said(_("The marks that had come too late stand on the sheet now. Please read it and submit it once more."))
    return redirect(url_for("judge.review_entry", assignment_id=assignment_id))

"""Submitting all finished sheets at once: read them, show who one is, lock them; what is locked stays locked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.desk.reviews import SheetLockedError, StaleSheetError, lock_review
from judging.desk.submitting import list_handfuls
from judging.errors import MissingReasonError, NotFoundError, RefusedError
from judging.ids import AssignmentID
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import refused, said, warned
from portal.refusals import sentence
from portal.sessions import is_confirmed
from portal.views.judge import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_AT_ONCE = 1000


@bp.get("/cham/nop-tat-ca")
@open_to_desk()
def submit_all() -> ResponseReturnValue:
    """Every finished sheet with its total, and what keeps the others."""
    handfuls = list_handfuls(desk_reading(), seats=me().seats)
    return render_template("judge/submit_all.html", handfuls=handfuls, is_confirmed=is_confirmed(clock()))


@bp.post("/cham/nop-tat-ca")
@open_to_desk()
def confirm_submit_all() -> ResponseReturnValue:
    """Lock what the page listed, in the versions that it showed."""
    if not is_confirmed(clock()):
        return redirect(url_for("account.confirm", next=url_for("judge.submit_all")))
    listed = [_read(one) for one in request.form.getlist("sheet")[:MOST_AT_ONCE]]
    words = {
        one.assignment_id: one.word for pile in list_handfuls(desk_reading(), seats=me().seats) for one in pile.ready
    }
    locked = 0
    for assignment_id, version in listed:
        problem = _lock(assignment_id, version)
        if problem is None:
            locked += 1
        elif problem:
            warned(_("%(code)s was not submitted: %(why)s", code=words.get(assignment_id, "?"), why=problem))
    if locked:
        said(ngettext("%(num)s sheet is submitted and locked.", "%(num)s sheets are submitted and locked.", locked))
    elif not listed:
        refused(_("Nothing was submitted."))
    return redirect(url_for("judge.submit_all"))


def _lock(assignment_id: AssignmentID, version: int) -> str | None:
    """Lock one sheet in a transaction of its own; None when done, "" when it was locked before, else why not.

    One transaction for all would hold the end of the chain while it waits for the next sheet.
    """
    try:
        with desk_transaction() as session:
            lock_review(session, assignment_id=assignment_id, seats=me().seats, version=version, now=clock())
    except SheetLockedError:
        return ""
    except StaleSheetError:
        return str(_("it was changed after this page was shown. Please read it once more."))
    except MissingReasonError:
        return str(_("you decide about this entry: please write your reason into the general remark first."))
    except NotFoundError:
        return str(_("it no longer lies on your desk."))
    except RefusedError as error:
        return sentence(error)
    return None


def _read(text: str) -> tuple[AssignmentID, int]:
    """`<assignment>:<version>` as the page wrote it; anything else is nobody's sheet."""
    own, _colon, version = text.partition(":")
    try:
        return AssignmentID(UUID(own)), int(version[:9])
    except ValueError:
        raise NotFoundError("sheet") from None

"""Sheets that lie far apart: judges who talk about them, and the head who decides. All on the desk connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.desk.dialogues import NothingChangedError, WrongMarksError, amend_sheet, keep_sheet
from judging.desk.disclosures import get_disclosure
from judging.desk.reviews import SheetIncompleteError
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.ids import AssignmentID
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import said
from portal.forms.reviews import KeepForm, read_sheet, tidy_text
from portal.score_pages import sentences_of, typed_of
from portal.views.judge import bp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.desk.disclosures import DisclosureAtHand
    from judging.desk.reviews import TypedSheet


@bp.get("/cham/<uuid:assignment_id>/chenh-lech")
@open_to_desk()
def disclosure(assignment_id: UUID) -> ResponseReturnValue:
    """The sheets of an entry side by side, and what is asked of the reader."""
    return _page(get_disclosure(desk_reading(), AssignmentID(assignment_id), seats=me().seats))


@bp.post("/cham/<uuid:assignment_id>/chenh-lech/giu-nguyen")
@open_to_desk()
def keep_marks(assignment_id: UUID) -> ResponseReturnValue:
    """Stand by one's own sheet."""
    shown = get_disclosure(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(shown, status=422)
    try:
        with desk_transaction() as session:
            keep_sheet(
                session,
                assignment_id=shown.sheet.assignment_id,
                seats=me().seats,
                reason=form.remark.data or "",
                now=clock(),
            )
    except AlreadyDoneError:
        return _page(_again(shown), problem=_("Your answer was kept before; it stands below."), status=409)
    said(_("Kept: your sheet of %(code)s stays as it is.", code=shown.sheet.word))
    return redirect(url_for("judge.work"))


@bp.post("/cham/<uuid:assignment_id>/chenh-lech/phieu-moi")
@open_to_desk()
def amend_marks(assignment_id: UUID) -> ResponseReturnValue:
    """File a new version of one's own sheet, with the reason."""
    shown = get_disclosure(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    typed = read_sheet(shown.sheet.sheet.rubric)
    reason = tidy_text(request.form.get("reason", ""))
    wrong: Mapping[str, str] = {}
    try:
        with desk_transaction() as session:
            amend_sheet(
                session,
                typed,
                assignment_id=shown.sheet.assignment_id,
                seats=me().seats,
                reason=reason,
                now=clock(),
            )
    except AlreadyDoneError:
        return _page(_again(shown), problem=_("Your answer was kept before; it stands below."), status=409)
    except WrongMarksError as error:
        problem, wrong = "", sentences_of(shown.sheet, error.wrong)
    except SheetIncompleteError as error:
        problem = _("Not every criterion has a mark yet: %(names)s.", names=error.facts["names"])
    except NothingChangedError:
        problem = _("The marks are those of your present sheet. Please change them, or choose to keep your sheet.")
    except MissingReasonError:
        problem = _("Please write the reason: it is kept in the history.")
    else:
        said(_("The new version of your sheet of %(code)s counts from now on.", code=shown.sheet.word))
        return redirect(url_for("judge.work"))
    return _page(shown, typed=typed, reason=reason, wrong=wrong, problem=problem, status=422)


def _again(shown: DisclosureAtHand) -> DisclosureAtHand:
    return get_disclosure(desk_reading(), shown.sheet.assignment_id, seats=me().seats)


def _page(
    shown: DisclosureAtHand,
    *,
    typed: TypedSheet | None = None,
    reason: str = "",
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    return render_template(
        "judge/disclosure.html",
        shown=shown,
        sheet=shown.sheet,
        typed=typed_of(shown.sheet, typed),
        reason=reason,
        wrong=wrong or {},
        problem=problem,
        form=KeepForm(formdata=None),
    ), status

"""The score page: the work beside the rubric; saving by itself, submitting, stepping back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.desk.disclosures import is_shown_others
from judging.desk.late_sheets import keep_late_sheet, list_own_late
from judging.desk.notes import list_notes
from judging.desk.recusals import recuse
from judging.desk.reviews import RoundClosedError, SheetLockedError, StaleSheetError, lock_review, save_review
from judging.desk.work import find_next, get_sheet
from judging.errors import MissingReasonError
from judging.ids import AssignmentID
from portal.access import me, open_to_desk
from portal.asking import wants_json
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import refused, said
from portal.films import desk_parts
from portal.forms.reviews import LockForm, ReasonForm, read_sheet
from portal.refusals import sentence
from portal.score_pages import late_shown, sentences_of, stored_fields, stored_marks, typed_of
from portal.views.judge import bp
from portal.views.judge.undoing import undone

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.desk.reviews import Saved, TypedSheet
    from judging.desk.work import SheetAtHand
    from judging.errors import RefusedError


@bp.get("/cham/<uuid:assignment_id>")
@open_to_desk()
def review_entry(assignment_id: UUID) -> ResponseReturnValue:
    """One work and its sheet."""
    return _page(get_sheet(desk_reading(), AssignmentID(assignment_id), seats=me().seats))


@bp.post("/cham/<uuid:assignment_id>/luu")
@open_to_desk()
def save_entry(assignment_id: UUID) -> ResponseReturnValue:
    """Keep what stands on the sheet: for the page by itself (JSON), or for a button."""
    sheet = get_sheet(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    typed = read_sheet(sheet.sheet.rubric)
    try:
        with desk_transaction() as session:
            saved = save_review(
                session,
                typed,
                assignment_id=sheet.assignment_id,
                seats=me().seats,
                now=clock(),
            )
    except StaleSheetError as error:
        return _stale(error.stands, typed)
    except (RoundClosedError, SheetLockedError) as error:
        if not wants_json():
            raise
        return _too_late(sheet, typed, error)
    if wants_json():
        return jsonify(version=saved.version, saved_at=saved.saved_at.isoformat(), wrong=list(saved.wrong))
    return _after_saving(sheet, typed, saved)


@bp.get("/cham/<uuid:assignment_id>/nop")
@open_to_desk()
def lock_entry(assignment_id: UUID) -> ResponseReturnValue:
    """Ask once more, with every mark to read."""
    sheet = get_sheet(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    if not sheet.may_change or sheet.missing:
        return _page(sheet, short=True), 200 if not sheet.may_change else 422
    return render_template("judge/lock_entry.html", sheet=sheet, form=LockForm(version=sheet.version))


@bp.post("/cham/<uuid:assignment_id>/nop")
@open_to_desk()
def confirm_lock(assignment_id: UUID) -> ResponseReturnValue:
    """Submit the version that was shown; then the next sheet."""
    own = AssignmentID(assignment_id)
    form = LockForm()
    if not form.validate_on_submit():
        return redirect(url_for("judge.lock_entry", assignment_id=assignment_id))
    try:
        with desk_transaction() as session:
            lock_review(session, assignment_id=own, seats=me().seats, version=form.version.data or 0, now=clock())
    except StaleSheetError as error:
        return _page(error.stands, changed=True), 409
    except MissingReasonError:
        refused(_("You decide about this entry: please write your reason into the general remark first."))
        return redirect(url_for("judge.review_entry", assignment_id=assignment_id))
    said(_("The sheet is submitted and locked."))
    following = find_next(desk_reading(), own, seats=me().seats)
    if following is None:
        return redirect(url_for("judge.work"))
    return redirect(url_for("judge.review_entry", assignment_id=following))


@bp.route("/cham/<uuid:assignment_id>/tu-choi", methods=["GET", "POST"])
@open_to_desk()
def recuse_entry(assignment_id: UUID) -> ResponseReturnValue:
    """Step back from a code, with the reason that only the office reads."""
    sheet = get_sheet(desk_reading(), AssignmentID(assignment_id), seats=me().seats)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with desk_transaction() as session:
                recuse(
                    session,
                    assignment_id=sheet.assignment_id,
                    seats=me().seats,
                    reason=form.reason.data or "",
                    now=clock(),
                )
        except MissingReasonError:
            form.reason.errors = [_("Please write the reason: it is kept in the history.")]
        else:
            said(_("You have stepped back from %(code)s. It is no longer on your list.", code=sheet.word))
            return redirect(url_for("judge.work"))
    status = 422 if request.method == "POST" else 200
    return render_template("judge/recuse_entry.html", sheet=sheet, form=form), status


def _page(
    sheet: SheetAtHand,
    *,
    typed: TypedSheet | None = None,
    wrong: dict[str, str] | None = None,
    short: bool = False,
    changed: bool = False,
) -> str:
    following = find_next(desk_reading(), sheet.assignment_id, seats=me().seats)
    return render_template(
        "judge/review_entry.html",
        sheet=sheet,
        typed=typed_of(sheet, typed),
        wrong=wrong or {},
        short=short and sheet.missing,
        changed=changed,
        following=following,
        stored_marks=stored_marks(sheet),
        is_shown_others=is_shown_others(desk_reading(), sheet.assignment_id, seats=me().seats),
        notes=list_notes(desk_reading(), sheet),
        late=late_shown(sheet, list_own_late(desk_reading(), sheet)) if sheet.was_locked else [],
        parts=desk_parts(sheet.renditions, lambda one: url_for("judge.rendition", rendition_id=one.id)),
    )


def _after_saving(sheet: SheetAtHand, typed: TypedSheet, saved: Saved) -> ResponseReturnValue:
    """A button was pressed: what it wanted besides saving."""
    if request.form.get("act") == "undo":
        return undone(sheet.assignment_id, saved.version)
    if wrong := sentences_of(sheet, saved.wrong):
        return _page(get_sheet(desk_reading(), sheet.assignment_id, seats=me().seats), typed=typed, wrong=wrong), 422
    if request.form.get("act") == "submit":
        return redirect(url_for("judge.lock_entry", assignment_id=sheet.assignment_id))
    said(_("Saved."))
    return redirect(url_for("judge.review_entry", assignment_id=sheet.assignment_id))


def _stale(stands: SheetAtHand, typed: TypedSheet) -> ResponseReturnValue:
    if wants_json():
        return jsonify(version=stands.version, fields=stored_fields(stands)), 409
    return _page(stands, typed=typed, changed=True), 409


def _too_late(sheet: SheetAtHand, typed: TypedSheet, error: RefusedError) -> ResponseReturnValue:
    """A device that was without network sends marks after the lock: refused with the reason, and kept aside (X26)."""
    with desk_transaction() as session:
        is_kept = keep_late_sheet(
            session,
            typed,
            assignment_id=sheet.assignment_id,
            seats=me().seats,
            now=clock(),
        )
    return jsonify(error=error.code, said=sentence(error), kept=is_kept), 423

"""Samples at the judge's desk: scored by everybody before the work of one's own opens, then compared by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.desk.calibrations import get_own_sample, get_spread, list_own_samples, lock_sample, save_sample
from judging.desk.reviews import SheetIncompleteError
from judging.errors import StaleVersionError
from judging.ids import CalibrationID, RoundID
from portal.access import me, open_to_desk
from portal.asking import wants_json
from portal.calibration_pages import spread_tables
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.display import mark
from portal.feedback import refused, said
from portal.forms.reviews import COMMENT, MARK, read_sheet
from portal.refusals import sentence
from portal.score_pages import marks_of, wrong_sentences
from portal.views.judge import bp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.desk.calibrations import SampleAtHand
    from judging.desk.reviews import TypedSheet


@bp.get("/cham/cham-thu/<uuid:sample_id>")
@open_to_desk()
def sample(sample_id: UUID) -> ResponseReturnValue:
    """One sample and one's own sheet about it."""
    return _page(get_own_sample(desk_reading(), CalibrationID(sample_id), seats=me().seats))


@bp.post("/cham/cham-thu/<uuid:sample_id>")
@open_to_desk()
def save_sample_sheet(sample_id: UUID) -> ResponseReturnValue:
    """Keep what stands on the sheet: for the page by itself (JSON), or for a button, which may submit it too."""
    own = get_own_sample(desk_reading(), CalibrationID(sample_id), seats=me().seats)
    typed = read_sheet(own.sheet.rubric)
    try:
        with desk_transaction() as session:
            version, wrong = save_sample(
                session,
                sample_id=own.sample.id,
                seats=me().seats,
                typed=typed.marks,
                comment=typed.comment,
                version=typed.version,
                save_key=typed.save_key,
            )
    except StaleVersionError:
        return _stale(own, typed)
    if wants_json():
        return jsonify(version=version, saved_at=clock().isoformat(), wrong=list(wrong))
    if wrong:
        return _page(own, typed=typed, wrong=wrong_sentences(own.sheet.rubric, wrong)), 422
    if request.form.get("act") != "submit":
        said(_("Saved."))
        return redirect(url_for("judge.sample", sample_id=sample_id))
    return _submit(own, version)


def _submit(own: SampleAtHand, version: int) -> ResponseReturnValue:
    """Lock it; then the next sample, or how everybody spread."""
    try:
        with desk_transaction() as session:
            lock_sample(session, sample_id=own.sample.id, seats=me().seats, version=version, now=clock())
    except SheetIncompleteError as error:
        refused(sentence(error))
        return redirect(url_for("judge.sample", sample_id=own.sample.id))
    lists = list_own_samples(desk_reading(), seats=me().seats)
    following = next((one.following for one in lists if one.round_id == own.round_id), None)
    if following is not None:
        said(_("Submitted. Here is the next sample."))
        return redirect(url_for("judge.sample", sample_id=following))
    said(_("All samples are scored. Your own work is open now."))
    return redirect(url_for("judge.spread", round_id=own.round_id))


@bp.get("/cham/cham-thu/vong/<uuid:round_id>")
@open_to_desk()
def spread(round_id: UUID) -> ResponseReturnValue:
    """How the judges spread, by number, once one's own samples are submitted."""
    mine, found = get_spread(desk_reading(), RoundID(round_id), seats=me().seats)
    tables = spread_tables(mine.sheet.rubric, found)
    return render_template("judge/spread.html", mine=mine, tables=tables)


def _page(own: SampleAtHand, *, typed: TypedSheet | None = None, wrong: Mapping[str, str] | None = None) -> str:
    rubric = own.sheet.rubric
    marks = typed.marks if typed else marks_of(rubric, own.steps)
    comment = typed.comment if typed else own.comment
    return render_template("judge/sample.html", own=own, rubric=rubric, marks=marks, comment=comment, wrong=wrong or {})


def _stale(own: SampleAtHand, typed: TypedSheet) -> ResponseReturnValue:
    if wants_json():
        stored = marks_of(own.sheet.rubric, own.steps)
        fields = {
            MARK + one.key: mark(stored[one.key]) if one.key in stored else "" for one in own.sheet.rubric.criteria
        }
        return jsonify(version=own.version, fields=fields | {COMMENT: own.comment}), 409
    refused(_("This sheet was changed in another window. Please look at it once more."))
    return _page(own, typed=typed), 409

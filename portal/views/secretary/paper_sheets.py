"""Filled score sheets on paper: their scans, and what two people type from them without seeing each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.paper_sheets import lay_paper, type_paper, withdraw_paper
from judging.desk.reviews import read_marks
from judging.enums import Role, RoundState
from judging.errors import NotFoundError
from judging.ids import AssignmentID, PaperSheetID
from judging.queries.paper_sheets import get_paper_of, list_papers_of
from judging.queries.rounds import OFFICE, planned
from judging.rules.paper_sheets import PaperStage, Typed
from judging.rules.round_sheets import sheet_from_plain
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.papers import ScanForm
from portal.forms.reviews import ReasonForm, read_sheet
from portal.paper_scans import MOST_SCAN_BYTES, ScanRefusedError, forget, store_scan
from portal.paper_sheet_pages import readings, stage_words
from portal.refusals import sentence
from portal.score_pages import marks_of, wrong_sentences
from portal.streaming import download
from portal.views.secretary import bp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.desk.reviews import TypedSheet
    from judging.queries.paper_sheets import PaperAtHand
    from judging.queries.standings import RoundAtHand
    from judging.spec.rubrics import Rubric

SCANS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def _scan_limit(_settings: Settings) -> int:
    return MOST_SCAN_BYTES + 2**16


@bp.get("/niem-phong/<uuid:round_id>/phieu-giay")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_sheets(round_id: UUID) -> ResponseReturnValue:
    """Every sheet that is not locked yet, or came from paper, by code and seat."""
    at_hand = round_to_read(round_id, OFFICE)
    lines = list_papers_of(reading(), at_hand.id, viewer=me().account_id)
    return render_template("secretary/paper_sheets.html", **_about(at_hand), lines=lines, stage_words=stage_words())


@bp.route("/niem-phong/<uuid:round_id>/phieu-giay/<uuid:assignment_id>", methods=["GET", "POST"])
@open_to(Role.SECRETARY, Role.BOARD)
@body_up_to(_scan_limit)
def lay_paper_sheet(round_id: UUID, assignment_id: UUID) -> ResponseReturnValue:
    """Lay the scan of one paper in."""
    at_hand = round_to_read(round_id, OFFICE)
    lines = list_papers_of(reading(), at_hand.id, viewer=me().account_id)
    line = next((one for one in lines if one.assignment_id == assignment_id), None)
    if line is None:
        raise NotFoundError("sheet")
    form = ScanForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("secretary/paper_sheet_lay.html", **_about(at_hand), line=line, form=form), status
    try:
        scan = store_scan(form.scan.data)
    except ScanRefusedError as no_scan:
        form.scan.errors = [sentence(no_scan)]
        return render_template("secretary/paper_sheet_lay.html", **_about(at_hand), line=line, form=form), 422
    error = try_on_round(
        round_id,
        OFFICE,
        lambda session, found: lay_paper(
            session, found, assignment_id=AssignmentID(assignment_id), scan=scan, by=me(), now=clock()
        ),
    )
    sheet_id = _sheet_of(round_id, assignment_id, scan.key)
    if sheet_id is None:  # refused, or sent twice
        forget(scan)
        if error is not None:
            refused(sentence(error))
        return redirect(url_for("secretary.paper_sheets", round_id=round_id))
    said(_("The scan is laid in. Now two people type it, each alone."))
    return redirect(url_for("secretary.paper_sheet", round_id=round_id, sheet_id=sheet_id))


@bp.route("/niem-phong/<uuid:round_id>/phieu-giay/p/<uuid:sheet_id>", methods=["GET", "POST"])
@open_to(Role.SECRETARY, Role.BOARD)
def paper_sheet(round_id: UUID, sheet_id: UUID) -> ResponseReturnValue:
    """Type a paper, or correct one's own typing against the scan where both read differently."""
    at_hand = round_to_read(round_id, OFFICE)
    paper = get_paper_of(reading(), sheet_id, round_id=at_hand.id, viewer=me().account_id)
    rubric = _rubric(at_hand)
    if request.method != "POST":
        return _page(at_hand, paper, rubric)
    typed = read_sheet(rubric)
    steps, wrong = read_marks(rubric, typed.marks)
    if wrong:
        return _page(at_hand, paper, rubric, typed, wrong_sentences(rubric, wrong)), 422
    locked: list[bool] = []
    error = try_on_round(
        round_id,
        OFFICE,
        lambda session, found: locked.append(
            type_paper(
                session,
                found,
                sheet_id=PaperSheetID(sheet_id),
                typed=Typed(steps, typed.comment),
                version=typed.version,
                other_version=request.form.get("other_version", None, type=int),
                by=me(),
                now=clock(),
            )
        ),
    )
    if error is not None:
        refused(sentence(error))
        fresh = get_paper_of(reading(), sheet_id, round_id=at_hand.id, viewer=me().account_id)
        return _page(at_hand, fresh, rubric, typed), 409
    if locked and locked[0]:
        said(_("Both read the same: the sheet is locked, like one that was submitted at the desk."))
        return redirect(url_for("secretary.paper_sheets", round_id=round_id))
    said(_("Your reading is kept."))
    return redirect(url_for("secretary.paper_sheet", round_id=round_id, sheet_id=sheet_id))


@bp.get("/niem-phong/<uuid:round_id>/phieu-giay/p/<uuid:sheet_id>/ban-quet")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_sheet_scan(round_id: UUID, sheet_id: UUID) -> ResponseReturnValue:
    """The scan, as an attachment named by its code."""
    at_hand = round_to_read(round_id, OFFICE)
    paper = get_paper_of(reading(), sheet_id, round_id=at_hand.id, viewer=me().account_id)
    name = f"phieu-{paper.word}-{paper.seat_number}.{SCANS[paper.scan_type]}"
    return download(paper.scan_key, size=paper.scan_bytes, name=name, media_type=paper.scan_type)


@bp.post("/niem-phong/<uuid:round_id>/phieu-giay/p/<uuid:sheet_id>/rut")
@open_to(Role.SECRETARY, Role.BOARD)
def withdraw_paper_sheet(round_id: UUID, sheet_id: UUID) -> ResponseReturnValue:
    """A scan that was laid in wrongly counts for nothing."""
    form = ReasonForm()
    error = try_on_round(
        round_id,
        OFFICE,
        lambda session, found: withdraw_paper(
            session, found, sheet_id=PaperSheetID(sheet_id), reason=form.reason.data or "", by=me(), now=clock()
        ),
    )
    if error is not None:
        refused(sentence(error))
        return redirect(url_for("secretary.paper_sheet", round_id=round_id, sheet_id=sheet_id))
    said(_("The paper is withdrawn; the history keeps the reason."))
    return redirect(url_for("secretary.paper_sheets", round_id=round_id))


def _sheet_of(round_id: UUID, assignment_id: UUID, scan_key: str) -> PaperSheetID | None:
    """The paper that was laid in just now; None when it was refused."""
    at_hand = round_to_read(round_id, OFFICE)
    for line in list_papers_of(reading(), at_hand.id, viewer=me().account_id):
        if line.assignment_id == assignment_id and line.sheet_id is not None:
            found = get_paper_of(reading(), line.sheet_id, round_id=at_hand.id, viewer=me().account_id)
            return line.sheet_id if found.scan_key == scan_key else None
    return None


def _rubric(at_hand: RoundAtHand) -> Rubric:
    if not at_hand.round.sheet:
        raise NotFoundError("sheet")
    return sheet_from_plain(at_hand.round.sheet).rubric


def _about(at_hand: RoundAtHand) -> dict[str, object]:
    is_open = at_hand.round.state == RoundState.OPEN.value
    return {"round": at_hand.round, "spec": planned(at_hand), "is_open": is_open}


def _page(
    at_hand: RoundAtHand,
    paper: PaperAtHand,
    rubric: Rubric,
    typed: TypedSheet | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    own = paper.own.typed if paper.own is not None else Typed({}, "")
    may_type = paper.stage is PaperStage.LAID or (paper.stage is PaperStage.TYPED_ONCE and paper.own is None)
    return render_template(
        "secretary/paper_sheet.html",
        **_about(at_hand),
        paper=paper,
        rubric=rubric,
        marks=typed.marks if typed is not None else marks_of(rubric, own.steps),
        comment=typed.comment if typed is not None else own.comment,
        wrong=wrong or {},
        may_type=may_type or (paper.stage is PaperStage.DIFFERS and paper.own is not None),
        stage=stage_words()[paper.stage],
        readings=readings(rubric, paper),
        reason=ReasonForm(formdata=None),
    )

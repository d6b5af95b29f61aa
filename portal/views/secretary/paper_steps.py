"""One paper with its steps: reviewed, signed here or on paper, numbered, issued, revoked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions import papers as act
from judging.enums import PaperState, Role
from judging.ids import PaperID
from judging.queries.papers import get_paper
from portal.access import me, open_to
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.papers import (
    CheckForm,
    NumberForm,
    PaperReasonForm,
    RegisterForm,
    ReviewForm,
    ScanForm,
    StepForm,
    read_said,
    unsaid,
)
from portal.paper_acts import begin_with, look_at, number_on, refusal_of_template, review_as_seen, try_on_paper
from portal.paper_pages import may_do
from portal.paper_scans import MOST_SCAN_BYTES, ScanRefusedError, forget, store_scan
from portal.paper_words import WORDS
from portal.refusals import sentence
from portal.views.secretary import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.errors import RefusedError
    from portal.forms.strict import StrictForm


def _scan_limit(_settings: Settings) -> int:
    return MOST_SCAN_BYTES + 2**16


@bp.get("/van-ban/p/<uuid:paper_id>")
@open_to(Role.SECRETARY, Role.BOARD)
def paper(paper_id: UUID) -> ResponseReturnValue:
    """A paper: what it says, where it stands, what comes next."""
    return _page(paper_id)


@bp.get("/van-ban/p/<uuid:paper_id>/tien-do")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_progress(paper_id: UUID) -> ResponseReturnValue:
    """The fragment that the page polls while the final bytes are made."""
    page = look_at(paper_id)
    response = make_response(render_template("secretary/paper_progress.html", page=page))
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)


@bp.post("/van-ban/p/<uuid:paper_id>/noi-dung")
@open_to(Role.SECRETARY, Role.BOARD)
def change_paper(paper_id: UUID) -> ResponseReturnValue:
    """What the clerk types of this paper."""
    asks = look_at(paper_id).kind.asks
    told = read_said(request.form, asks)
    if missing := unsaid(asks, told):
        fields = ", ".join(str(one.label) for one in missing)
        return _page(paper_id, told=told, complaint=_("Please fill in: %(fields)s.", fields=fields))
    return _do(
        paper_id,
        lambda session, row: act.change_said(session, row, told, by=me(), now=clock()),
        _("Kept. The paper below says it."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/ra-soat")
@open_to(Role.SECRETARY, Role.BOARD)
def review_paper(paper_id: UUID) -> ResponseReturnValue:
    """Freeze what was read."""
    form = ReviewForm()
    seen = form.seen.data or "" if form.validate_on_submit() else ""

    return _do(
        paper_id,
        review_as_seen(seen),
        _("Reviewed: from here on the paper says exactly this. Print it and have it signed."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/tra-lai")
@open_to(Role.SECRETARY, Role.BOARD)
def return_paper(paper_id: UUID) -> ResponseReturnValue:
    """Make a draft of it again."""
    reason = _reason()
    return _do(
        paper_id,
        lambda session, row: act.send_back(session, row, reason=reason, by=me(), now=clock()),
        _("The paper is a draft again."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/ky")
@open_to(Role.BOARD)
def sign_paper(paper_id: UUID) -> ResponseReturnValue:
    """Sign in the portal exactly what was read."""
    form = ReviewForm()
    seen = form.seen.data or "" if form.validate_on_submit() else ""
    return _do(
        paper_id,
        lambda session, row: act.sign_paper(session, row, content_sha256=seen, by=me(), now=clock()),
        _("Signed."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/ban-quet")
@open_to(Role.SECRETARY)
@body_up_to(_scan_limit)
def send_scan(paper_id: UUID) -> ResponseReturnValue:
    """Take the scan of the signed print."""
    look_at(paper_id)  # someone else's is not found before anything is stored
    form = ScanForm()
    if not form.validate_on_submit():
        return _page(paper_id, form=form)
    try:
        scan = store_scan(form.scan.data)
    except ScanRefusedError as error:
        return _page(paper_id, error=error)
    answer = _do(
        paper_id,
        lambda session, row: act.attach_scan(session, row, scan, by=me(), now=clock()),
        _("The scan is there. Another person compares it and types the code at its foot."),
    )
    if get_paper(reading(), PaperID(paper_id), visible_to=me()).scan_key != scan.key:  # refused, or sent twice
        forget(scan)
    return answer


@bp.post("/van-ban/p/<uuid:paper_id>/xac-nhan")
@open_to(Role.SECRETARY, Role.BOARD)
def confirm_scan(paper_id: UUID) -> ResponseReturnValue:
    """The second person has read the code on the scan."""
    form = CheckForm()
    if not form.validate_on_submit():
        return _page(paper_id, form=form)
    typed = form.check.data or ""
    return _do(
        paper_id,
        lambda session, row: act.confirm_scan(session, row, typed=typed, by=me(), now=clock()),
        _("Confirmed: the paper counts as signed."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/lay-so")
@open_to(Role.SECRETARY)
def take_number(paper_id: UUID) -> ResponseReturnValue:
    """The next number of the register."""
    form, page = NumberForm(), look_at(paper_id)
    if not form.validate_on_submit() or form.dated_on.data is None:
        return _page(paper_id, form=form)
    day = form.dated_on.data
    return _do(
        paper_id,
        number_on(page, day),
        _("The paper has its number."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/so")
@open_to(Role.SECRETARY)
def set_register(paper_id: UUID) -> ResponseReturnValue:
    """Go on from a book that the office kept before."""
    form, page = RegisterForm(), look_at(paper_id)
    if not form.validate_on_submit() or form.first_number.data is None:
        return _page(paper_id, form=form)
    first = form.first_number.data
    return _do(
        paper_id,
        begin_with(page, first),
        _("The register goes on with number %(number)s.", number=f"{first:02d}"),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/phat-hanh")
@open_to(Role.SECRETARY)
def issue_paper(paper_id: UUID) -> ResponseReturnValue:
    """Ask for the final bytes."""
    StepForm().validate_on_submit()
    page = look_at(paper_id)
    last = PaperState.NUMBERED if page.kind.symbol else PaperState.SIGNED
    if error := refusal_of_template(page):  # before the job is asked for, which could tell nobody
        return _page(paper_id, error=error)
    return _do(
        paper_id,
        lambda session, row: act.ask_issue(session, row, from_state=last, by=me(), now=clock()),
        _("The final copies are being made."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/thu-hoi")
@open_to(Role.BOARD)
def revoke_paper(paper_id: UUID) -> ResponseReturnValue:
    """Take an issued paper back."""
    reason = _reason()
    return _do(
        paper_id,
        lambda session, row: act.revoke_paper(session, row, reason=reason, by=me(), now=clock()),
        _("Revoked. Its number stays taken."),
    )


@bp.post("/van-ban/p/<uuid:paper_id>/giay/<uuid:certificate_id>/thu-hoi")
@open_to(Role.BOARD)
def revoke_certificate(paper_id: UUID, certificate_id: UUID) -> ResponseReturnValue:
    """Take one certificate back."""
    reason = _reason()
    return _do(
        paper_id,
        lambda session, row: act.revoke_certificate(session, row, certificate_id, reason=reason, by=me(), now=clock()),
        _("Revoked. Whoever scans its code reads that."),
    )


def _reason() -> str:
    form = PaperReasonForm()
    return form.reason.data or "" if form.validate_on_submit() else ""


def _do(paper_id: UUID, step: Callable[..., object], done: str) -> ResponseReturnValue:
    error = try_on_paper(paper_id, step)
    if error is not None:
        return _page(paper_id, error=error)
    said(done)
    return redirect(url_for("secretary.paper", paper_id=paper_id))


def _page(
    paper_id: UUID,
    *,
    error: RefusedError | None = None,
    form: StrictForm | None = None,
    told: dict[str, str] | None = None,
    complaint: str = "",
) -> ResponseReturnValue:
    page = look_at(paper_id)
    status = status_of(error) if error else 422 if form is not None or complaint else 200
    return render_template(
        "secretary/paper.html",
        page=page,
        steps=may_do(page, me()),
        told=told if told is not None else dict(page.paper.said if page.paper else {}),
        problem=sentence(error) if error else complaint,
        wrong=form,
        today=local_day(clock()),
        words=WORDS,
    ), status

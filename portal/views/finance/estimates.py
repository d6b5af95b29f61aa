"""The estimate of a contest: proposed by the office, appraised by finance, decided by the board (S001-R40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions import estimates as act
from judging.enums import Role
from judging.ids import MoneyStepID
from judging.queries.estimates import get_money_programme, get_step, list_money_programmes
from portal.access import me, open_to
from portal.acts import try_once
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.forms.money import CostRow, MoneyStepForm, ReasonForm, TypedNumberForm, read_costs
from portal.money_acts import try_with_paper
from portal.money_pages import look_at_estimate
from portal.money_words import STEPS
from portal.paper_scans import MOST_SCAN_BYTES
from portal.refusals import sentence
from portal.streaming import download
from portal.views.finance import bp

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.actions.money_steps import OnPaper
    from judging.errors import RefusedError
    from judging.queries.programmes import PlanInForce
    from portal.money_acts import Acting

SCANS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def scan_limit(_settings: Settings) -> int:
    """The body of a step that carries a scan."""
    return MOST_SCAN_BYTES + 2**16


@bp.get("/kinh-phi")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def programmes() -> ResponseReturnValue:
    """The contests about whose money one has something to do."""
    session = reading()
    plans = list_money_programmes(session, visible_to=me())
    return render_template("finance/programmes.html", pages=[look_at_estimate(session, one, me()) for one in plans])


@bp.get("/kinh-phi/<slug>/du-toan")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def estimate(slug: str) -> ResponseReturnValue:
    """The newest estimate, its way, and what comes next."""
    return _page(_plan(slug))


@bp.post("/kinh-phi/<slug>/du-toan")
@open_to(Role.SECRETARY)
def save_estimate(slug: str) -> ResponseReturnValue:
    """Keep the organising costs; the prizes come from the plan."""
    plan = _plan(slug)
    lines, rows = read_costs(request.form)
    if any(row.problem for row in rows):
        return _page(plan, rows=rows, status=422)
    version = version_of_request() if request.form.get("version") else None
    error = try_once(lambda s: act.save_estimate(s, plan, lines, version=version, by=me(), now=clock()))
    if error is not None:
        return _page(plan, rows=rows, problem=error)
    return _back(plan, _("The draft is kept. Propose it to finance when it is whole."))


@bp.post("/kinh-phi/<slug>/du-toan/trinh")
@open_to(Role.SECRETARY)
@body_up_to(scan_limit)
def propose_estimate(slug: str) -> ResponseReturnValue:
    """To finance."""
    return _step(
        slug,
        lambda s, plan, _form, paper: act.propose_estimate(
            s, plan, version=version_of_request(), by=me(), now=clock(), paper=paper
        ),
        _("Proposed. Finance appraises it now."),
    )


@bp.post("/kinh-phi/<slug>/du-toan/tham-dinh")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def appraise_estimate(slug: str) -> ResponseReturnValue:
    """Finance's opinion."""
    return _step(
        slug,
        lambda s, plan, form, paper: act.appraise_estimate(
            s, plan, version=version_of_request(), opinion=form.reason.data or "", by=me(), now=clock(), paper=paper
        ),
        _("Appraised. The board decides now."),
    )


@bp.post("/kinh-phi/<slug>/du-toan/duyet")
@open_to(Role.BOARD)
@body_up_to(scan_limit)
def approve_estimate(slug: str) -> ResponseReturnValue:
    """The board's decision."""
    return _step(
        slug,
        lambda s, plan, _form, paper: act.approve_estimate(
            s, plan, version=version_of_request(), by=me(), now=clock(), paper=paper
        ),
        _("The estimate is approved."),
    )


@bp.post("/kinh-phi/<slug>/du-toan/ban-ky")
@open_to(Role.SECRETARY)
@body_up_to(scan_limit)
def send_signed_estimate(slug: str) -> ResponseReturnValue:
    """The scan of a decision that was signed on paper."""
    return _step(
        slug,
        lambda s, plan, _form, paper: act.send_signed_estimate(
            s, plan, version=version_of_request(), paper=paper, by=me(), now=clock()
        ),
        _("The scan is there. Another person of the board compares it."),
    )


@bp.post("/kinh-phi/<slug>/du-toan/xac-nhan")
@open_to(Role.BOARD)
def confirm_signed_estimate(slug: str) -> ResponseReturnValue:
    """The scan was compared."""
    plan, form = _plan(slug), TypedNumberForm()
    typed = form.typed.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.confirm_signed_estimate(s, plan, version=version_of_request(), typed=typed, by=me(), now=clock())
    )
    return _page(plan, problem=error) if error else _back(plan, _("The estimate is approved."))


@bp.post("/kinh-phi/<slug>/du-toan/tra-lai")
@open_to(Role.FINANCE, Role.BOARD)
def return_estimate(slug: str) -> ResponseReturnValue:
    """Back to the office, with a reason."""
    plan, form = _plan(slug), ReasonForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.return_estimate(s, plan, version=version_of_request(), reason=reason, by=me(), now=clock())
    )
    return _page(plan, problem=error) if error else _back(plan, _("Sent back to the office."))


@bp.get("/kinh-phi/buoc/<uuid:step_id>/ban-quet")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def step_scan(step_id: UUID) -> ResponseReturnValue:
    """The scan of a step's paper, as an attachment."""
    step = get_step(reading(), MoneyStepID(step_id), visible_to=me())
    name = f"{step.act}-ban-quet.{SCANS[step.scan_type]}"
    return download(step.scan_key or "", size=step.scan_bytes, name=name, media_type=step.scan_type)


def _step(
    slug: str, step: Callable[[Acting, PlanInForce, MoneyStepForm, OnPaper], object], done: str
) -> ResponseReturnValue:
    plan, form = _plan(slug), MoneyStepForm()
    if not form.validate_on_submit():
        return _page(plan, form=form, status=422)
    error = try_with_paper(
        lambda s, paper: step(s, plan, form, paper),
        number=form.number.data or "",
        on=form.paper_on.data,
        scan=form.scan.data,
    )
    return _page(plan, problem=error) if error else _back(plan, done)


def _back(plan: PlanInForce, done: str) -> ResponseReturnValue:
    said(done)
    return redirect(url_for("finance.estimate", slug=plan.programme.slug))


def _plan(slug: str) -> PlanInForce:
    return get_money_programme(reading(), slug, visible_to=me())


def _page(
    plan: PlanInForce,
    *,
    rows: list[CostRow] | None = None,
    form: MoneyStepForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = look_at_estimate(reading(), plan, me())
    if rows is None:
        kept = () if "further" in page.may else page.organising
        rows = [CostRow(one.name, str(one.count), str(one.amount_vnd)) for one in kept]
    return render_template(
        "finance/estimate.html",
        page=page,
        rows=[*rows, CostRow("", "1", "")],
        words=STEPS,
        form=form,
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else status

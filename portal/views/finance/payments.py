"""The list of payments of a contest: made by finance from the decision, decided by the board, exported."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions import payments as act
from judging.actions.exports import note_export
from judging.actions.payees import export_payments
from judging.enums import PaymentState, Role
from judging.errors import AlreadyDoneError, NotFoundError
from judging.plans.taxes import rule_on
from judging.queries.estimates import get_money_programme
from portal.access import me, open_to
from portal.acts import try_once
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.display import moment
from portal.errors import status_of
from portal.exports import as_download, marked_workbook
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.forms.money import MoneyStepForm, ReasonForm, TypedNumberForm
from portal.list_exports import watermark
from portal.money_acts import try_with_paper
from portal.money_pages import look_at_list
from portal.money_sheets import payment_rows
from portal.money_words import PAYMENT_STATES, STEPS
from portal.payee_vault import open_numbers
from portal.recovery_pages import sums_of
from portal.refusals import sentence
from portal.views.finance import bp
from portal.views.finance.estimates import scan_limit
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from judging.actions.money_steps import OnPaper
    from judging.errors import RefusedError
    from judging.queries.programmes import PlanInForce
    from portal.money_acts import Acting


@bp.get("/kinh-phi/<slug>/chi-tra")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def payments(slug: str) -> ResponseReturnValue:
    """Who is to be paid what, and where each payment stands."""
    return _page(_plan(slug))


@bp.post("/kinh-phi/<slug>/chi-tra/lap")
@open_to(Role.FINANCE)
def make_list(slug: str) -> ResponseReturnValue:
    """Make the list from the decision in force, by the tax law of today."""
    plan, form, today = _plan(slug), MoneyStepForm(), local_day(clock())
    form.validate()
    error = try_once(
        lambda s: act.make_payment_list(s, plan, rule=rule_on(today), today=today, by=me(), now=clock())
    )  # fmt: skip
    return _done(plan, error, _("The list is made. Winners were asked for their accounts; the board approves it."))


@bp.post("/kinh-phi/<slug>/chi-tra/duyet")
@open_to(Role.BOARD)
@body_up_to(scan_limit)
def approve_list(slug: str) -> ResponseReturnValue:
    """The board's decision."""
    return _step(
        slug,
        lambda s, plan, paper: act.approve_payment_list(
            s, plan, version=version_of_request(), by=me(), now=clock(), paper=paper
        ),
        _("Approved. Finance can pay now."),
    )


@bp.post("/kinh-phi/<slug>/chi-tra/ban-ky")
@open_to(Role.SECRETARY)
@body_up_to(scan_limit)
def send_signed_list(slug: str) -> ResponseReturnValue:
    """The scan of the list that was signed on paper."""
    return _step(
        slug,
        lambda s, plan, paper: act.send_signed_list(
            s, plan, version=version_of_request(), paper=paper, by=me(), now=clock()
        ),
        _("The scan is there. Another person of the board compares it."),
    )


@bp.post("/kinh-phi/<slug>/chi-tra/xac-nhan")
@open_to(Role.BOARD)
def confirm_signed_list(slug: str) -> ResponseReturnValue:
    """The scan was compared."""
    plan, form = _plan(slug), TypedNumberForm()
    typed = form.typed.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.confirm_signed_list(s, plan, version=version_of_request(), typed=typed, by=me(), now=clock())
    )
    return _done(plan, error, _("Approved. Finance can pay now."))


@bp.post("/kinh-phi/<slug>/chi-tra/tra-lai")
@open_to(Role.BOARD)
def return_list(slug: str) -> ResponseReturnValue:
    """Not approved, with a reason."""
    plan, form = _plan(slug), ReasonForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.return_payment_list(s, plan, version=version_of_request(), reason=reason, by=me(), now=clock())
    )
    return _done(plan, error, _("Sent back to finance."))


@bp.post("/kinh-phi/<slug>/chi-tra/xuat")
@open_to(Role.FINANCE)
def export_list(slug: str) -> ResponseReturnValue:
    """The list with account numbers as an Excel file: with a reason, written into the history (E19)."""
    plan, form = _plan(slug), ReasonForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    page = look_at_list(reading(), plan, me())
    row = page.row
    if row is None:
        raise NotFoundError("payment list")
    made: list[bytes] = []
    reason, now, mark = " ".join(reason.split()), clock(), uuid4()

    def export(session: Acting) -> None:
        sealed = export_payments(session, plan, row, by=me(), now=now)
        headings, rows = payment_rows(page, {person: open_numbers(one) for person, one in sealed.items()})
        above = watermark(name=me().display_name, unit=me().unit_name, when=moment(now), reason=reason, mark=str(mark))
        made.append(marked_workbook(_("Payments"), headings, rows, above=above))
        note_export(
            session, export_id=mark, kind="chi-tra", filters={"contest": slug}, reason=reason, row_count=len(rows) - 1,
            sha256=hashlib.sha256(made[-1]).hexdigest(), by=me(), now=now,
            alarm_rows=current_app.extensions["bangvang_settings"].export_alarm_rows,
        )  # fmt: skip

    error = try_once(export)
    if error is not None or not made:
        return _page(plan, problem=error or AlreadyDoneError())
    return as_download(made[-1], f"chi-tra-{slug}.xlsx")


def _step(slug: str, step: Callable[[Acting, PlanInForce, OnPaper], object], done: str) -> ResponseReturnValue:
    plan, form = _plan(slug), MoneyStepForm()
    if not form.validate_on_submit():
        return _page(plan, form=form, status=422)
    error = try_with_paper(
        lambda s, paper: step(s, plan, paper),
        number=form.number.data or "",
        on=form.paper_on.data,
        scan=form.scan.data,
    )
    return _done(plan, error, done)


def _done(plan: PlanInForce, error: RefusedError | None, done: str) -> ResponseReturnValue:
    if error is not None:
        return _page(plan, problem=error)
    said(done)
    return redirect(url_for("finance.payments", slug=plan.programme.slug))


def _plan(slug: str) -> PlanInForce:
    return get_money_programme(reading(), slug, visible_to=me())


def _page(
    plan: PlanInForce,
    *,
    form: MoneyStepForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return render_template(
        "finance/payments.html",
        page=look_at_list(reading(), plan, me()),
        sums=sums_of(reading(), plan),
        today=local_day(clock()),
        states=PAYMENT_STATES,
        words=STEPS,
        now=clock(),
        paid=(PaymentState.PAID, PaymentState.SIGNED, PaymentState.SETTLED),
        form=form,
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else status

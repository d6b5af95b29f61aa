"""One payment: looking at the account to pay it, paid, signed for, returned and issued again, settled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions import payouts as act
from judging.actions.payees import confirm_change, look_at_details
from judging.enums import PayMethod, Role
from judging.ids import PayeeDetailsID, PaymentID
from judging.plans.taxes import rule_on
from judging.queries.payments import get_payment
from portal.access import me, open_to
from portal.acts import try_once
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.forms.money import ChangeForm, MoneyStepForm, PayForm, PlainStepForm, ReasonForm, SignForm
from portal.money_acts import try_with_paper
from portal.money_pages import look_at_payment
from portal.money_words import METHODS, PAYMENT_RETURNED, STEPS
from portal.payee_vault import open_numbers
from portal.recovery_words import RECOVERY_STEPS
from portal.refusals import sentence
from portal.sessions import is_confirmed
from portal.views.finance import bp
from portal.views.finance.estimates import scan_limit
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.actions.money_steps import OnPaper
    from judging.errors import RefusedError
    from portal.forms.strict import StrictForm
    from portal.money_acts import Acting
    from portal.payee_vault import PayeeNumbers


@bp.get("/kinh-phi/chi/<uuid:payment_id>")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def payment(payment_id: UUID) -> ResponseReturnValue:
    """Where a payment stands, what happened to it, and what comes next."""
    return _page(payment_id)


@bp.post("/kinh-phi/chi/<uuid:payment_id>/xem")
@open_to(Role.FINANCE)
def look(payment_id: UUID) -> ResponseReturnValue:
    """The account in full, for whoever pays it now; the look is written into the history before it is shown."""
    get_payment(reading(), PaymentID(payment_id), visible_to=me())
    if (asked := _password_first(payment_id)) is not None:
        return asked
    form, numbers = PlainStepForm(), []
    form.validate()

    def seen(session: Acting) -> None:
        numbers.append(open_numbers(look_at_details(session, PaymentID(payment_id), by=me(), now=clock())))

    error = try_once(seen)
    if error is not None or not numbers:
        return _page(payment_id, problem=error) if error else _to(payment_id)
    return _page(payment_id, numbers=numbers[0])


@bp.post("/kinh-phi/chi/<uuid:payment_id>/chi-tien")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def pay(payment_id: UUID) -> ResponseReturnValue:
    """Write down that it was paid."""
    get_payment(reading(), PaymentID(payment_id), visible_to=me())
    form = PayForm()
    if not form.validate_on_submit():
        return _page(payment_id, form=form, status=422)
    if (asked := _password_first(payment_id)) is not None:
        return asked
    handover = act.Handover(
        PayMethod(form.method.data),
        form.paid_on.data or local_day(clock()),
        local_day(clock()),
        _details_of(form.details.data),
    )

    def paid(session: Acting, paper: OnPaper) -> object:
        return act.pay(
            session, PaymentID(payment_id), handover, version=version_of_request(), rule=rule_on(handover.paid_on),
            paper=paper, by=me(), now=clock(),
        )  # fmt: skip

    error = try_with_paper(paid, number=form.number.data or "", on=form.paid_on.data, scan=form.scan.data)
    return _done(payment_id, error, _("Paid. Now the winner signs for it."), form=form)


@bp.post("/kinh-phi/chi/<uuid:payment_id>/ky-nhan")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def sign(payment_id: UUID) -> ResponseReturnValue:
    """The signed list, or the authorisation, is there."""
    get_payment(reading(), PaymentID(payment_id), visible_to=me())
    form = SignForm()
    if not form.validate_on_submit():
        return _page(payment_id, form=form, status=422)
    error = try_with_paper(
        lambda s, paper: act.sign_for(
            s, PaymentID(payment_id), version=version_of_request(), receiver=form.receiver.data or "", paper=paper,
            by=me(), now=clock(),
        ),
        number=form.number.data or "",
        scan=form.scan.data,
    )  # fmt: skip
    return _done(payment_id, error, _("Signed for."), form=form)


@bp.post("/kinh-phi/chi/<uuid:payment_id>/hoan-lai")
@open_to(Role.FINANCE)
def return_money(payment_id: UUID) -> ResponseReturnValue:
    """The money came back."""
    form = ReasonForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.return_payout(
            s, PaymentID(payment_id), version=version_of_request(), reason=reason, by=me(), now=clock()
        )
    )
    return _done(payment_id, error, _("Written down: the money came back."))


@bp.post("/kinh-phi/chi/<uuid:payment_id>/chi-lai")
@open_to(Role.FINANCE)
def reissue(payment_id: UUID) -> ResponseReturnValue:
    """To be paid again."""
    form = ReasonForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_once(
        lambda s: act.reissue(
            s, PaymentID(payment_id), version=version_of_request(), reason=reason, by=me(), now=clock()
        )
    )
    return _done(payment_id, error, _("It can be paid again."))


@bp.post("/kinh-phi/chi/<uuid:payment_id>/quyet-toan")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def settle(payment_id: UUID) -> ResponseReturnValue:
    """The papers are complete."""
    get_payment(reading(), PaymentID(payment_id), visible_to=me())
    form = MoneyStepForm()
    if not form.validate_on_submit():
        return _page(payment_id, form=form, status=422)
    error = try_with_paper(
        lambda s, paper: act.settle(
            s, PaymentID(payment_id), version=version_of_request(), by=me(), now=clock(), paper=paper
        ),
        number=form.number.data or "",
        on=form.paper_on.data,
        scan=form.scan.data,
    )
    return _done(payment_id, error, _("Settled."))


@bp.post("/kinh-phi/chi/<uuid:payment_id>/tai-khoan")
@open_to(Role.FINANCE, Role.BOARD)
def confirm_account(payment_id: UUID) -> ResponseReturnValue:
    """One of two persons asked the winner about a changed account."""
    form = ChangeForm()
    how = form.how.data or "" if form.validate_on_submit() else ""
    details = _details_of(form.details.data) or PayeeDetailsID(UUID(int=0))
    error = try_once(
        lambda s: confirm_change(s, PaymentID(payment_id), details, how=how, by=me(), now=clock())
    )  # fmt: skip
    return _done(payment_id, error, _("Kept: you asked the winner about the account."))


def _password_first(payment_id: UUID) -> ResponseReturnValue | None:
    """What cannot be undone, or shows numbers, asks for the password again after some minutes (C10)."""
    if is_confirmed(clock()):
        return None
    return redirect(url_for("account.confirm", next=url_for("finance.payment", payment_id=payment_id)))


def _details_of(text: str | None) -> PayeeDetailsID | None:
    try:
        return PayeeDetailsID(UUID(text)) if text else None
    except ValueError:
        return None


def _done(
    payment_id: UUID, error: RefusedError | None, done: str, *, form: StrictForm | None = None
) -> ResponseReturnValue:  # fmt: skip
    if error is not None:
        return _page(payment_id, problem=error, form=form)
    said(done)
    return _to(payment_id)


def _to(payment_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("finance.payment", payment_id=payment_id))


def _page(
    payment_id: UUID,
    *,
    numbers: PayeeNumbers | None = None,
    form: StrictForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    session = reading()
    page = look_at_payment(session, get_payment(session, PaymentID(payment_id), visible_to=me()), me(), now=clock())
    fresh = PayForm(formdata=None, paid_on=local_day(clock()), method="bank" if page.may_be_paid else "cash")
    return render_template(
        "finance/payment.html",
        page=page,
        numbers=numbers,
        pay_form=form if isinstance(form, PayForm) else fresh,
        sign_form=form if isinstance(form, SignForm) else SignForm(formdata=None),
        form=form,
        words={**STEPS, **RECOVERY_STEPS, "return": PAYMENT_RETURNED},
        methods=METHODS,
        now=clock(),
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else status

"""A winner gives the account for his prize, changes it, and says that the money came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.payees import give_details, reconfirm_details
from judging.actions.payouts import sign_own
from judging.errors import NotFoundError
from judging.ids import PayeeDetailsID, PaymentID, PersonID, ProgrammeID
from judging.queries.payees import find_payee_state
from judging.queries.payments import find_payment_list, list_own_payments
from judging.queries.programmes import plan_in_force
from judging.queries.publications import tier_names
from judging.queries.recoveries import list_own_recoveries
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.money import PayeeForm
from portal.forms.strict import refuse_unexpected
from portal.money_words import PAYMENT_STATES
from portal.payee_pages import winning_entry
from portal.payee_vault import PayeeNumbers, seal_numbers
from portal.recovery_words import RECOVERY_STATES
from portal.refusals import sentence
from portal.sessions import is_confirmed
from portal.views.entrant import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError
    from portal.money_acts import Acting


@bp.get("/bai-du-thi/<uuid:entry_id>/nhan-thuong")
@open_to_signed_in()
def payee(entry_id: UUID) -> ResponseReturnValue:
    """What is to be paid for the entry, and the account that the winner gave, masked."""
    return _page(entry_id)


@bp.post("/bai-du-thi/<uuid:entry_id>/nhan-thuong")
@open_to_signed_in()
def give_payee(entry_id: UUID) -> ResponseReturnValue:
    """Take the account, and show it masked from then on."""
    entry = winning_entry(entry_id)
    if (asked := _password_first(entry_id)) is not None:
        return asked
    form = PayeeForm()
    if not form.check(today=local_day(clock())):
        return _page(entry_id, form=form, status=422)
    numbers = PayeeNumbers(
        bank=form.bank.data or "",
        holder=form.holder.data or "",
        account=form.account.data or "",
        citizen_id=form.citizen_id.data or "",
        tax_code=form.tax_code.data or "",
    )

    def give(session: Acting) -> object:
        sealed = seal_numbers(ProgrammeID(entry.programme_id), PersonID(entry.author_id), numbers)
        return give_details(session, entry, sealed, by=me(), now=clock())

    error = try_once(give)
    if error is not None:
        return _page(entry_id, form=form, problem=error)
    said(_("Kept. Only who pays your prize can read it, and each look is written down."))
    return redirect(url_for("entrant.payee", entry_id=entry_id))


@bp.post("/bai-du-thi/<uuid:entry_id>/nhan-thuong/<uuid:details_id>/xac-nhan")
@open_to_signed_in()
def reconfirm_payee(entry_id: UUID, details_id: UUID) -> ResponseReturnValue:
    """The owner says once more that the changed account is his."""
    entry = winning_entry(entry_id)
    refuse_unexpected()
    if (asked := _password_first(entry_id)) is not None:
        return asked
    error = try_once(lambda s: reconfirm_details(s, entry, PayeeDetailsID(details_id), by=me(), now=clock()))
    if error is not None:
        return _page(entry_id, problem=error)
    said(_("Thank you. Two persons of the office will ask you about it before money goes there."))
    return redirect(url_for("entrant.payee", entry_id=entry_id))


@bp.post("/bai-du-thi/<uuid:entry_id>/nhan-thuong/<uuid:payment_id>/da-nhan")
@open_to_signed_in()
def received(entry_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    """The winner says that the money came."""
    entry = winning_entry(entry_id)
    refuse_unexpected()
    if payment_id not in {one.id for one in list_own_payments(reading(), entry)}:
        raise NotFoundError("payment")
    error = try_once(lambda s: sign_own(s, PaymentID(payment_id), by=me(), now=clock()))
    if error is not None:
        return _page(entry_id, problem=error)
    said(_("Thank you. It is written down that you received the money."))
    return redirect(url_for("entrant.payee", entry_id=entry_id))


def _password_first(entry_id: UUID) -> ResponseReturnValue | None:
    """Whoever gives or changes an account shows the password again after some minutes (C10)."""
    if is_confirmed(clock()):
        return None
    return redirect(url_for("account.confirm", next=url_for("entrant.payee", entry_id=entry_id)))


def _page(
    entry_id: UUID, *, form: PayeeForm | None = None, problem: RefusedError | None = None, status: int = 200
) -> ResponseReturnValue:
    session = reading()
    entry = winning_entry(entry_id)
    programme_id = ProgrammeID(entry.programme_id)
    plan = plan_in_force(session, programme_id)
    payments, recoveries = list_own_payments(session, entry), list_own_recoveries(session, entry)
    return render_template(
        "entrant/payee.html",
        entry=entry,
        plan=plan,
        payments=payments,
        recoveries=recoveries,
        recovery_states=RECOVERY_STATES,
        is_owed=any(one.id not in {each.payment_id for each in recoveries} for one in payments),
        prizes=tier_names(plan),
        states=PAYMENT_STATES,
        payee=find_payee_state(session, programme_id, PersonID(entry.author_id)),
        listed=find_payment_list(session, programme_id),
        is_confirmed=is_confirmed(clock()),
        form=form or PayeeForm(formdata=None, holder=me().display_name.upper()),
        now=clock(),
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else status

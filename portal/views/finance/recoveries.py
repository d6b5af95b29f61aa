"""Prize money that is asked back: one recovery, asked for by a paper, its parts, what the board lets go, its tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions import recoveries as act
from judging.enums import Role
from judging.ids import RecoveryID
from judging.queries.recoveries import get_recovery
from portal.access import me, open_to
from portal.bodies import body_up_to
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.forms.recoveries import AskBackForm, RecoveryPaperForm, ReturnForm, WriteOffForm
from portal.money_acts import try_with_paper
from portal.money_words import PAYMENT_RETURNED, STEPS
from portal.recovery_pages import look_at_recovery
from portal.recovery_words import RECOVERY_STEPS, RETURN_METHODS
from portal.refusals import sentence
from portal.views.finance import bp
from portal.views.finance.estimates import scan_limit
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.actions.money_steps import OnPaper
    from judging.errors import RefusedError
    from portal.money_acts import Acting

FORMS = {"ask": AskBackForm, "take": ReturnForm, "write_off": WriteOffForm, "hand_back": RecoveryPaperForm,
         "tax": RecoveryPaperForm}  # fmt: skip


@bp.get("/kinh-phi/thu-hoi/<uuid:recovery_id>")
@open_to(Role.SECRETARY, Role.FINANCE, Role.BOARD)
def recovery(recovery_id: UUID) -> ResponseReturnValue:
    """What is asked back, what came, and what comes next."""
    return _page(recovery_id)


@bp.post("/kinh-phi/thu-hoi/<uuid:recovery_id>/doi")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def ask_back(recovery_id: UUID) -> ResponseReturnValue:
    """Ask for the money by a paper, until a day."""
    _mine(recovery_id)
    form = AskBackForm()
    if not form.validate_on_submit() or form.due_on.data is None:
        return _page(recovery_id, "ask", form)
    due_on = form.due_on.data
    return _do(
        recovery_id, "ask", form, _("Kept. The winner was told what to give back and until when."),
        lambda s, paper: act.ask_back(
            s, RecoveryID(recovery_id), version=version_of_request(), due_on=due_on, today=local_day(clock()),
            paper=paper, by=me(), now=clock(),
        ),
    )  # fmt: skip


@bp.post("/kinh-phi/thu-hoi/<uuid:recovery_id>/nop-lai")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def take_back(recovery_id: UUID) -> ResponseReturnValue:
    """A part came back, or all."""
    _mine(recovery_id)
    form = ReturnForm()
    if not form.check() or form.returned_on.data is None:
        return _page(recovery_id, "take", form)
    come = act.ComeBack(form.amount_vnd, form.how, form.returned_on.data, local_day(clock()))
    return _do(
        recovery_id, "take", form, _("Kept: that much came back."),
        lambda s, paper: act.take_back(
            s, RecoveryID(recovery_id), come, version=version_of_request(), paper=paper, by=me(), now=clock()
        ),
    )  # fmt: skip


@bp.post("/kinh-phi/thu-hoi/<uuid:recovery_id>/khong-thu")
@open_to(Role.BOARD)
@body_up_to(scan_limit)
def write_off(recovery_id: UUID) -> ResponseReturnValue:
    """The board asks for the rest no more."""
    _mine(recovery_id)
    form = WriteOffForm()
    if not form.validate_on_submit():
        return _page(recovery_id, "write_off", form)
    return _do(
        recovery_id, "write_off", form, _("Kept: the rest is not asked for any more."),
        lambda s, paper: act.write_off(
            s, RecoveryID(recovery_id), version=version_of_request(), reason=form.reason.data or "", paper=paper,
            by=me(), now=clock(),
        ),
    )  # fmt: skip


@bp.post("/kinh-phi/thu-hoi/<uuid:recovery_id>/chi-lai")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def hand_back(recovery_id: UUID) -> ResponseReturnValue:
    """The prize was given back: what had come back is handed out again."""
    return _on_paper(recovery_id, "hand_back", act.hand_back, _("Kept. The list of payments can be made again now."))


@bp.post("/kinh-phi/thu-hoi/<uuid:recovery_id>/thue")
@open_to(Role.FINANCE)
@body_up_to(scan_limit)
def note_tax(recovery_id: UUID) -> ResponseReturnValue:
    """The withheld tax was put right with the tax office."""
    return _on_paper(recovery_id, "tax", act.note_tax, _("Kept: the withheld tax was put right."))


def _on_paper(recovery_id: UUID, step: str, action: Callable[..., object], done: str) -> ResponseReturnValue:
    _mine(recovery_id)
    form = RecoveryPaperForm()
    if not form.validate_on_submit():
        return _page(recovery_id, step, form)
    return _do(
        recovery_id, step, form, done,
        lambda s, paper: action(
            s, RecoveryID(recovery_id), version=version_of_request(), paper=paper, by=me(), now=clock()
        ),
    )  # fmt: skip


def _mine(recovery_id: UUID) -> None:
    """Someone else's is not found before anything is read or stored."""
    get_recovery(reading(), RecoveryID(recovery_id), visible_to=me())


def _do(
    recovery_id: UUID, step: str, form: RecoveryPaperForm, done: str, action: Callable[[Acting, OnPaper], object]
) -> ResponseReturnValue:
    error = try_with_paper(action, number=form.number.data or "", on=form.paper_on.data, scan=form.scan.data)
    if error is not None:
        return _page(recovery_id, step, form, problem=error)
    said(done)
    return redirect(url_for("finance.recovery", recovery_id=recovery_id))


def _name_apart(step: str, form: RecoveryPaperForm) -> None:
    """The forms of one page share the names of fields: their ids must not meet."""
    for one in form:
        one.id = f"{step}-{one.name}"
        one.label.field_id = one.id


def _page(
    recovery_id: UUID, step: str = "", form: RecoveryPaperForm | None = None, *, problem: RefusedError | None = None
) -> ResponseReturnValue:
    session, today = reading(), local_day(clock())
    row = get_recovery(session, RecoveryID(recovery_id), visible_to=me())
    forms = {name: made(formdata=None) for name, made in FORMS.items()}
    forms["take"] = ReturnForm(formdata=None, returned_on=today, method="bank")
    if form is not None:
        forms[step] = form
    for name, one in forms.items():
        _name_apart(name, one)
    status = status_of(problem) if problem else 422 if form is not None else 200
    return render_template(
        "finance/recovery.html",
        page=look_at_recovery(session, row, me(), today=today),
        forms=forms,
        form=form,
        methods=RETURN_METHODS,
        words={**STEPS, **RECOVERY_STEPS, "return": PAYMENT_RETURNED},
        problem=sentence(problem) if problem else "",
    ), status

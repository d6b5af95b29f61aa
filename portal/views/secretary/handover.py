"""One line of the counter's book: its slip, its copies and their way, a second person's word, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.copies import add_copy, move_copy
from judging.actions.handovers import confirm_arrival, void_handover
from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import EntryID, HandoverID, PhysicalCopyID, ProgrammeID
from judging.queries.handovers import counter_role, get_handover, may_write
from judging.queries.programmes import plan_in_force
from portal.access import me, open_to
from portal.acting import my_hand
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.entries import version_of_request
from portal.forms.handovers import CopyForm, CounterReasonForm, MoveForm
from portal.handover_words import CONSENT_FORMS, COPY_KINDS, COPY_STATES, LABEL_STATES, LABELS, WAYS
from portal.qr import qr_of
from portal.refusals import sentence
from portal.streaming import download
from portal.views.secretary import bp
from portal.words import ENTRY_STATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from config import Settings
    from judging.queries.handovers import HandoverLine

LOOKERS = (Role.SECRETARY, Role.COORDINATOR, Role.VALIDATOR, Role.BOARD, Role.SUPERVISOR)
SCANS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@bp.get("/tiep-nhan/dong/<uuid:handover_id>")
@open_to(*LOOKERS)
def handover(handover_id: UUID) -> ResponseReturnValue:
    """The line and what is to be done with it."""
    return _page(handover_id)


@bp.get("/tiep-nhan/dong/<uuid:handover_id>/phieu")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def handover_slip(handover_id: UUID) -> ResponseReturnValue:
    """The slip for the bearer, with the code under which anybody can look what became of it."""
    line = get_handover(reading(), HandoverID(handover_id), visible_to=me())
    plan = plan_in_force(reading(), ProgrammeID(line.handover.programme_id))
    category = plan.plan.find_category(line.entry.category_key)
    address = slip_address(line.handover.check_code)
    return render_template(
        "secretary/handover_slip.html",
        line=line,
        plan=plan,
        category=category.name if category else line.entry.category_key,
        address=address,
        qr=qr_of(address),
        ways=WAYS,
        kinds=COPY_KINDS,
    )


@bp.get("/tiep-nhan/dong/<uuid:handover_id>/dong-y")
@open_to(*LOOKERS)
def handover_consent(handover_id: UUID) -> ResponseReturnValue:
    """The scan of the author's signed consent, as an attachment."""
    line = get_handover(reading(), HandoverID(handover_id), visible_to=me())
    consent = line.handover.consent
    if consent is None:
        raise NotFoundError("consent")
    name = f"dong-y-{line.handover.number:05d}.{SCANS[consent.scan_type]}"
    return download(consent.scan_key, size=consent.scan_bytes, name=name, media_type=consent.scan_type)


@bp.post("/tiep-nhan/dong/<uuid:handover_id>/ban")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def add_physical_copy(handover_id: UUID) -> ResponseReturnValue:
    """One more booklet or disc."""
    form = CopyForm()
    if not form.validate():
        return _page(handover_id, copy_form=form, status=422)
    return _do(
        handover_id,
        lambda session: add_copy(session, HandoverID(handover_id), form.copy(), by=me(), now=clock()),
        _("The copy is written down."),
    )


@bp.post("/tiep-nhan/dong/<uuid:handover_id>/ban/<uuid:copy_id>/chuyen")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def move_physical_copy(handover_id: UUID, copy_id: UUID) -> ResponseReturnValue:
    """A copy goes somewhere."""
    get_handover(reading(), HandoverID(handover_id), visible_to=me())
    form = MoveForm()
    if not form.validate():
        refused(_("Not written down: please say where the copy is now."))
        return redirect(url_for("secretary.handover", handover_id=handover_id))
    version = version_of_request()
    return _do(
        handover_id,
        lambda session: move_copy(session, PhysicalCopyID(copy_id), form.move(), version=version, by=me(), now=clock()),
        _("The step is written down."),
    )


@bp.post("/tiep-nhan/dong/<uuid:handover_id>/xac-nhan")
@open_to(Role.SECRETARY, Role.VALIDATOR, Role.BOARD)
def confirm_handover(handover_id: UUID) -> ResponseReturnValue:
    """A second person confirms when it came."""
    return _do(
        handover_id,
        lambda session: confirm_arrival(session, HandoverID(handover_id), by=me(), now=clock()),
        _("Confirmed. The entry can be handed in now."),
    )


@bp.post("/tiep-nhan/dong/<uuid:handover_id>/huy")
@open_to(Role.SECRETARY, Role.COORDINATOR)
def void_line(handover_id: UUID) -> ResponseReturnValue:
    """Take the line back; its number stays."""
    form = CounterReasonForm()
    reason = form.reason.data or "" if form.validate() else ""
    return _do(
        handover_id,
        lambda session: void_handover(session, HandoverID(handover_id), reason=reason, by=me(), now=clock()),
        _("The line is taken back. Its number stays in the book, with the reason."),
    )


def slip_address(check_code: str) -> str:
    """The full address that a slip's QR holds."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings.base_url.rstrip("/") + url_for("public.handover", check_code=check_code)


def _do(handover_id: UUID, act: Callable[[Any], object], done: str) -> ResponseReturnValue:
    error = try_once(act)
    if error is not None:
        return _page(handover_id, problem=sentence(error), status=status_of(error))
    said(done)
    return redirect(url_for("secretary.handover", handover_id=handover_id))


def _page(
    handover_id: UUID, *, copy_form: CopyForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    session = reading()
    line = get_handover(session, HandoverID(handover_id), visible_to=me())
    plan = plan_in_force(session, ProgrammeID(line.handover.programme_id))
    return render_template(
        "secretary/handover.html",
        line=line,
        plan=plan,
        category=plan.plan.find_category(line.entry.category_key),
        is_keeper=counter_role(plan, by=me()) is not None,
        may_enter=_may_enter(line),
        may_confirm=me().account_id != line.handover.recorded_by
        and me().has(Role.SECRETARY, Role.VALIDATOR, Role.BOARD, programme_id=plan.programme_id),
        copy_form=copy_form or CopyForm(formdata=None, data={"is_whole": True}),
        move_form=MoveForm(formdata=None),
        reason_form=CounterReasonForm(formdata=None),
        ways=WAYS,
        kinds=COPY_KINDS,
        copy_states=COPY_STATES,
        labels=LABELS,
        label_states=LABEL_STATES,
        consent_forms=CONSENT_FORMS,
        states=ENTRY_STATES,
        problem=problem,
    ), status


def _may_enter(line: HandoverLine) -> bool:
    """Whether this hand may still work on the entry."""
    hand = my_hand(EntryID(line.entry.id))
    return hand.acts_as is not None and may_write(line.entry, by=hand)

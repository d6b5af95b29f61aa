"""Choosing, sending on in time, taking back; and the unit's receipt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.entries import log_refusal
from judging.actions.forwards import choose_entry, move_forward, take_back
from judging.actions.forwards import forward_entry as send_on
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, EntryVersionID
from judging.queries.forwards import get_forward_slip
from portal.access import me, open_to, open_to_signed_in
from portal.clock import arrived_at, clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.forwards import ForwardForm
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.receipts import check_receipt, check_url, make_stamp, qr_svg, receipt_file
from portal.refusals import sentence
from portal.views.coordinator import bp
from portal.views.coordinator.unit import entry_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue


@bp.post("/don-vi/bai-du-thi/<uuid:entry_id>/chon")
@open_to(Role.COORDINATOR)
def select_entry(entry_id: UUID) -> ResponseReturnValue:
    """The unit means to send this entry on."""
    return _act(
        EntryID(entry_id),
        "select",
        lambda session: choose_entry(
            session, entry_id=EntryID(entry_id), selected=True, by=me(), arrived_at=arrived_at()
        ),
        _("Selected. It reaches the organisers only when you forward it."),
    )


@bp.post("/don-vi/bai-du-thi/<uuid:entry_id>/khong-chon")
@open_to(Role.COORDINATOR)
def not_select_entry(entry_id: UUID) -> ResponseReturnValue:
    """The unit will not send this entry on."""
    return _act(
        EntryID(entry_id),
        "select",
        lambda session: choose_entry(
            session, entry_id=EntryID(entry_id), selected=False, by=me(), arrived_at=arrived_at()
        ),
        _("Not selected. Its author is told; you may change your mind until the deadline."),
    )


@bp.post("/don-vi/bai-du-thi/<uuid:entry_id>/chuyen")
@open_to(Role.COORDINATOR)
def forward_entry(entry_id: UUID) -> ResponseReturnValue:
    """Send the entry on. What decides is when the request reached the door (design 5.6)."""
    form = ForwardForm()
    if not form.validate():
        return entry_page(EntryID(entry_id), form=form, status=422)
    try:
        receipt_id, number = _forward(EntryID(entry_id), form)
    except NotFoundError:
        raise
    except RefusedError as error:
        _log(EntryID(entry_id), "forward", error)
        return entry_page(EntryID(entry_id), form=form, problem=sentence(error), status=status_of(error))
    said(_("Forwarded to the organisers. Receipt %(number)s.", number=number))
    return redirect(url_for("coordinator.forward_receipt", receipt_id=receipt_id))


@bp.post("/don-vi/bai-du-thi/<uuid:entry_id>/rut-lai")
@open_to(Role.COORDINATOR)
def take_back_entry(entry_id: UUID) -> ResponseReturnValue:
    """Take back what was sent on, before the deadline."""
    return _act(
        EntryID(entry_id),
        "take_back",
        lambda session: take_back(session, entry_id=EntryID(entry_id), by=me(), arrived_at=arrived_at()),
        _("Taken back. The organisers do not have it now; please forward it again in time."),
    )


@bp.post("/don-vi/bai-du-thi/<uuid:entry_id>/thu-tu")
@open_to(Role.COORDINATOR)
def order_entry(entry_id: UUID) -> ResponseReturnValue:
    """Change the unit's order of what it sent on."""
    place = ForwardForm(data={})
    return _act(
        EntryID(entry_id),
        "order",
        lambda session: move_forward(
            session,
            entry_id=EntryID(entry_id),
            position=place.position.data or 1,
            by=me(),
            arrived_at=arrived_at(),
        ),
        _("The order is changed."),
    )


@bp.get("/don-vi/phieu/<uuid:receipt_id>")
@open_to_signed_in()
def forward_receipt(receipt_id: UUID) -> ResponseReturnValue:
    """The receipt of a forward: for the unit and for the author."""
    session = reading()
    slip = get_forward_slip(session, receipt_id, visible_to=me())
    second = slip.receipt.second_payload
    return render_template(
        "coordinator/forward_receipt.html",
        slip=slip,
        checked=check_receipt(session, slip.receipt),
        told=json.loads(slip.receipt.payload),
        second=json.loads(second) if second else None,
        check_url=check_url(slip.receipt.check_code),
    )


@bp.get("/don-vi/phieu/<uuid:receipt_id>/qr.svg")
@open_to_signed_in()
def forward_receipt_qr(receipt_id: UUID) -> ResponseReturnValue:
    """The QR that leads to the public page that verifies the receipt."""
    slip = get_forward_slip(reading(), receipt_id, visible_to=me())
    return Response(qr_svg(check_url(slip.receipt.check_code), title=slip.receipt.number), mimetype="image/svg+xml")


@bp.get("/don-vi/phieu/<uuid:receipt_id>/phieu.json")
@open_to_signed_in()
def forward_receipt_data(receipt_id: UUID) -> ResponseReturnValue:
    """The receipt as a file that verifies without the portal."""
    session = reading()
    slip = get_forward_slip(session, receipt_id, visible_to=me())
    response = Response(json.dumps(receipt_file(session, slip.receipt)), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="phieu-chuyen.json"'
    return response


def _forward(entry_id: EntryID, form: ForwardForm) -> tuple[str, str]:
    """The receipt's id and number; a repeated request gets the same."""
    key = key_of_request()
    with transaction() as session:
        if (answer := find_answer(session, account_id=me().account_id, key=key)) is not None:
            return answer["receipt_id"], answer["number"]
        receipt = send_on(
            session,
            entry_id=entry_id,
            version_id=_version(form.version_id.data),
            position=form.position.data or 1,
            note=form.note.data or "",
            stamp=make_stamp(),
            by=me(),
            arrived_at=arrived_at(),
        )
        body = {"receipt_id": str(receipt.id), "number": receipt.number}
        keep_answer(session, account_id=me().account_id, key=key, body=body, now=clock())
        return body["receipt_id"], body["number"]


def _act(entry_id: EntryID, action: str, act: Callable[[Any], object], done: str) -> ResponseReturnValue:
    """Do it, or say on the entry's page why not; refused acts are kept with their reason (S001-R43)."""
    try:
        with transaction() as session:
            act(session)
    except NotFoundError:
        raise
    except RefusedError as error:
        _log(entry_id, action, error)
        refused(sentence(error))
    else:
        said(done)
    return redirect(url_for("coordinator.unit_entry", entry_id=entry_id))


def _log(entry_id: EntryID, action: str, error: RefusedError) -> None:
    with transaction() as session:
        log_refusal(
            session,
            entry_id=entry_id,
            action=action,
            error=error,
            by=me(),
            arrived_at=arrived_at(),
            role=Role.COORDINATOR,
        )


def _version(raw: str | None) -> EntryVersionID:
    try:
        return EntryVersionID(UUID(raw or ""))
    except ValueError:
        raise NotFoundError("entry_version") from None

"""Handing in, and the receipt that proves it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Response, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.entries import log_refusal
from judging.actions.entries import submit_entry as hand_in
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID
from judging.queries.entries import Slip, get_own_entry, list_slips
from judging.queries.programmes import plan_in_force
from judging.queries.working_copies import working_copy
from portal.access import me, open_to_signed_in
from portal.acting import my_hand
from portal.clock import arrived_at, clock
from portal.db import reading, transaction
from portal.entry_pages import load_entry
from portal.errors import status_of
from portal.failpoints import failpoint
from portal.feedback import said
from portal.forms.entries import version_of_request
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.receipts import check_receipt, check_url, make_stamp, qr_svg, receipt_file
from portal.refusals import sentence
from portal.uploads import store_whole
from portal.views.entrant import bp
from portal.views.entrant.drafts import TYPED_NAME
from portal.views.entrant.tasks import missing_words

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/nop")
@open_to_signed_in()
def submit(entry_id: UUID) -> ResponseReturnValue:
    """Look once more at everything, with every verdict, before handing in."""
    return _confirm_page(entry_id, problem="", status=200)


@bp.post("/bai-du-thi/<uuid:entry_id>/nop")
@open_to_signed_in()
def submit_entry(entry_id: UUID) -> ResponseReturnValue:
    """Hand in. What decides is when the request reached the door (design 5.5)."""
    failpoint("submit_parsed")
    try:
        receipt_id, number, is_new = _submit(EntryID(entry_id))
    except NotFoundError:
        raise
    except RefusedError as error:
        with transaction() as session:
            log_refusal(
                session,
                entry_id=EntryID(entry_id),
                action="submit",
                error=error,
                by=my_hand(entry_id),
                arrived_at=arrived_at(),
            )
        return _confirm_page(entry_id, problem=sentence(error), status=status_of(error))
    failpoint("submit_before_answer")
    if is_new:
        said(_("Your entry is in. Receipt %(number)s.", number=number))
    return redirect(url_for("entrant.receipt", entry_id=entry_id, receipt_id=receipt_id))


@bp.get("/bai-du-thi/<uuid:entry_id>/phieu/<uuid:receipt_id>")
@open_to_signed_in()
def receipt(entry_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    """The receipt in two parts; prints."""
    session = reading()
    page = load_entry(session, EntryID(entry_id))
    slip = _slip(entry_id, receipt_id)
    told, second = json.loads(slip.receipt.payload), slip.receipt.second_payload
    return render_template(
        "entrant/receipt.html",
        page=page,
        slip=slip,
        checked=check_receipt(session, slip.receipt),
        told=told,
        upload_began_at=datetime.fromisoformat(told["upload_began_at"]),
        second=json.loads(second) if second else None,
        check_url=check_url(slip.receipt.check_code),
    )


@bp.get("/bai-du-thi/<uuid:entry_id>/phieu/<uuid:receipt_id>/qr.svg")
@open_to_signed_in()
def receipt_qr(entry_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    """The QR that leads to the public page that verifies the receipt."""
    slip = _slip(entry_id, receipt_id)
    drawing = qr_svg(check_url(slip.receipt.check_code), title=slip.receipt.number)
    return Response(drawing, mimetype="image/svg+xml")


@bp.get("/bai-du-thi/<uuid:entry_id>/phieu/<uuid:receipt_id>/phieu.json")
@open_to_signed_in()
def receipt_data(entry_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    """The receipt as a file that verifies without the portal (tools/verify_receipt.py)."""
    session = reading()
    slip = _slip(entry_id, receipt_id)
    response = jsonify(receipt_file(session, slip.receipt))
    response.headers["Content-Disposition"] = 'attachment; filename="phieu-tiep-nhan.json"'
    return response


def _submit(entry_id: EntryID) -> tuple[str, str, bool]:
    """The receipt's id and number, and whether it was issued just now."""
    key = key_of_request()
    version = _refresh_typed(entry_id, version_of_request())
    with transaction() as session:
        found = get_own_entry(session, entry_id, visible_to=my_hand(entry_id), lock=True)
        if answer := find_answer(session, account_id=me().account_id, key=key):
            return answer["receipt_id"], answer["number"], False
        failpoint("submit_locked")
        made = hand_in(
            session,
            entry_id=entry_id,
            version=version,
            plan=plan_in_force(session, found.programme_id),
            stamp=make_stamp(),
            by=my_hand(entry_id),
            arrived_at=arrived_at(),
        )
        failpoint("submit_written")
        body = {"receipt_id": str(made.id), "number": made.number}
        keep_answer(session, account_id=me().account_id, key=key, body=body, now=clock())
        failpoint("submit_answer_kept")
        return str(made.id), made.number, True


def _refresh_typed(entry_id: EntryID, version: int) -> int:
    """A typed work whose text went on after it was taken over is stored anew: bytes first, then the transaction.

    Gives the version to hand in: a page that was fresh before is fresh after.
    """
    session = reading()
    entry = get_own_entry(session, entry_id, visible_to=my_hand(entry_id))
    copy = working_copy(session, entry)
    content, text = copy.content, copy.typed_text.encode()
    if content is None or not content.is_typed or not text or entry.version != version:
        return version
    if _is_same(content.size_bytes, content.sha256, text):
        return version
    store_whole(
        entry_id,
        None,
        text,
        name=TYPED_NAME,
        size_bytes=len(text),
        by=my_hand(entry_id),
        arrived_at=arrived_at(),
        is_typed=True,
    )
    with transaction() as session:
        return get_own_entry(session, entry_id, visible_to=my_hand(entry_id)).version


def _is_same(size_bytes: int, sha256: str, text: bytes) -> bool:
    from hashlib import sha256 as digest  # noqa: PLC0415  the column has the same name

    return len(text) == size_bytes and (not sha256 or digest(text).hexdigest() == sha256)


def _confirm_page(entry_id: UUID, *, problem: str, status: int) -> ResponseReturnValue:
    page = load_entry(reading(), EntryID(entry_id))
    return render_template(
        "entrant/submit.html",
        page=page,
        parts=page.shown(page.copy.parts),
        missing=missing_words(page),
        problem=problem,
    ), status


def _slip(entry_id: UUID, receipt_id: UUID) -> Slip:
    session = reading()
    get_own_entry(session, EntryID(entry_id), visible_to=my_hand(entry_id))
    found = next((one for one in list_slips(session, EntryID(entry_id)) if one.receipt.id == receipt_id), None)
    if found is None:
        raise NotFoundError("receipt")
    return found

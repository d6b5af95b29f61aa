"""The upload contract (design 5.2): begin, look, addresses, parts, complete. Spoken by static/js/upload.js."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest, ServiceUnavailable

from judging.ids import EntryID, UploadID
from media.store.contract import (
    ObjectExistsError,
    ObjectMissingError,
    PartCutError,
    PartDiffersError,
    PartSizeError,
    PartTakenOverError,
    StoreError,
    StoreFullError,
)
from portal.access import me, open_to_signed_in
from portal.asking import wants_json
from portal.bodies import body_up_to, one_body_of
from portal.clock import arrived_at
from portal.db import reading
from portal.feedback import said
from portal.glances import glance_at
from portal.idempotency import key_of_request
from portal.unfinished_uploads import list_unfinished
from portal.upload_checks import Wanted
from portal.uploads import (
    abandon_upload,
    begin_upload,
    binds_content,
    complete_upload,
    part_address_seconds,
    receive_part,
    sign_addresses,
    upload_state,
)
from portal.views.uploads import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_NAME = 1000
SHA256 = re.compile(r"[0-9a-f]{64}")
STORE_ANSWERS: dict[type[StoreError], tuple[int, str]] = {
    PartCutError: (400, "part_cut"),
    PartSizeError: (422, "part_size"),
    PartTakenOverError: (409, "part_taken_over"),
    PartDiffersError: (409, "part_differs"),
    ObjectExistsError: (409, "already_complete"),
    ObjectMissingError: (404, "not_found"),
    StoreFullError: (507, "store_too_full"),
}


@bp.get("/uploads")
@open_to_signed_in()
def unfinished() -> ResponseReturnValue:
    """One's own unfinished uploads; and a fresh token for forms, which a page needs after signing in again."""
    found = [
        {"id": str(one.id), "name": one.name, "size": one.size_bytes, "attachment": one.attachment_key}
        for one in list_unfinished(reading(), by=me())
    ]
    return jsonify(uploads=found, csrf_token=generate_csrf())


@bp.post("/uploads")
@open_to_signed_in()
def begin() -> ResponseReturnValue:
    """Announce a file: {entry, attachment?, name, size, type, instead_of?} → {id, part_size}."""
    asked = _asked()
    size, name = asked.get("size"), asked.get("name")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1 or size > 2**43:
        raise BadRequest("size")
    if not isinstance(name, str) or len(name) > MOST_NAME:
        raise BadRequest("name")
    replaced = asked.get("instead_of")
    begun = begin_upload(
        Wanted(
            entry_id=EntryID(_uuid(asked.get("entry"))),
            attachment_key=str(asked["attachment"])[:40] if asked.get("attachment") else None,
            name=name,
            size_bytes=size,
            media_type=str(asked.get("type", ""))[:100],
            instead_of=UploadID(_uuid(replaced)) if replaced else None,
        ),
        by=me(),
        arrived_at=arrived_at(),
        key=key_of_request(),
    )
    return jsonify(id=str(begun.id), part_size=begun.part_bytes, binds=binds_content()), 201


@bp.get("/uploads/<uuid:upload_id>")
@open_to_signed_in()
def look(upload_id: UUID) -> ResponseReturnValue:
    """What has arrived, with the SHA-256 of each part."""
    return jsonify(upload_state(reading(), UploadID(upload_id), by=me()))


@bp.post("/uploads/<uuid:upload_id>/parts")
@open_to_signed_in()
def addresses(upload_id: UUID) -> ResponseReturnValue:
    """Signed addresses to PUT parts to: {numbers, sums?} → {addresses: {number: {url, headers}}, seconds}."""
    asked = _asked()
    numbers, sums = asked.get("numbers"), asked.get("sums") or {}
    if not isinstance(numbers, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in numbers):
        raise BadRequest("numbers")
    if not isinstance(sums, dict) or not all(isinstance(one, str) and SHA256.fullmatch(one) for one in sums.values()):
        raise BadRequest("sums")
    signed = sign_addresses(UploadID(upload_id), numbers, by=me(), sums=sums)
    return jsonify(
        addresses={number: {"url": one.url, "headers": one.headers} for number, one in signed.items()},
        seconds=part_address_seconds(),
    )


# One byte more than a part: reading a full part to its end asks the stream once more, and a server that marks
# bodies as terminated answers 413 at the limit itself. Whether the length is right is checked with the part.
@bp.put("/uploads/parts/<token>")
@open_to_signed_in()
@body_up_to(lambda settings: settings.part_bytes + 1)
def receive(token: str) -> ResponseReturnValue:
    """The bytes of one part, streamed to the store."""
    try:
        with one_body_of(me().account_id):
            part = receive_part(token, request.stream, length=request.content_length, by=me())
    except StoreError as error:
        return _store_answer(error)
    return jsonify(number=part.number, size=part.size, sha256=part.sha256)


@bp.post("/uploads/<uuid:upload_id>/complete")
@open_to_signed_in()
def complete(upload_id: UUID) -> ResponseReturnValue:
    """Everything has arrived: make it a part of the entry."""
    try:
        part_id = complete_upload(UploadID(upload_id), by=me(), arrived_at=arrived_at())
    except StoreError as error:
        return _store_answer(error)
    glance_at(part_id)
    return jsonify(part_id=str(part_id))


@bp.post("/uploads/<uuid:upload_id>/abandon")
@open_to_signed_in()
def abandon(upload_id: UUID) -> ResponseReturnValue:
    """Give an unfinished upload up: asked by the page's script, or by the button in the list of unfinished ones."""
    upload = abandon_upload(UploadID(upload_id), by=me())
    if wants_json():
        return jsonify(abandoned=True)
    said(_("The unfinished upload was removed."))
    page = "entrant.attachments" if upload.attachment_key else "entrant.work"
    return redirect(url_for(page, entry_id=upload.entry_id))


def _store_answer(error: StoreError) -> ResponseReturnValue:
    if type(error) not in STORE_ANSWERS:
        raise ServiceUnavailable(retry_after=5) from error
    status, code = STORE_ANSWERS[type(error)]
    return jsonify(error=code), status


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise BadRequest("JSON")
    return asked


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise BadRequest("id") from error

"""Receipts on the portal's side: the stamp that signs them, what their check page tells, and their QR."""

from __future__ import annotations

import io
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import segno
from flask import current_app, url_for

from judging.actions.receipts import Stamp
from judging.errors import RefusedError
from judging.rules.canonical import sha256_of
from portal.keys import MissingKeyError, key_id_of, public_key, sign, verify
from portal.records.tables import SigningKey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from config import Settings
    from judging.models.entries import Receipt

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 26
"""26 of 31 signs are 128 bits: nobody finds a receipt by trying."""


class ReceiptsUnavailableError(RefusedError):
    """The signing key is not there: without a key no receipt, without a receipt nothing is accepted (X34)."""

    code = "receipts_unavailable"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the public page tells of a receipt; no name of a person."""

    number: str
    kind: str
    programme: str
    category: str
    version: int
    received_at: datetime
    closes_at: datetime
    within_grace: bool
    size_bytes: int
    is_genuine: bool
    second_is_genuine: bool | None
    withdrawn_at: datetime | None


def make_stamp() -> Stamp:
    """A fresh check code and the key that signs now.

    Raises:
        ReceiptsUnavailableError: when the key file is gone.
    """
    settings: Settings = current_app.extensions["bangvang_settings"]
    try:
        key_id = key_id_of(public_key(settings.keys_folder))
    except MissingKeyError as error:
        raise ReceiptsUnavailableError from error
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    return Stamp(code, key_id, lambda payload: sign(settings.keys_folder, payload).signature)


def check_receipt(session: Session, receipt: Receipt) -> Checked:
    """Verify both halves of a receipt with the keys that the portal has published."""
    told = json.loads(receipt.payload)
    second = None
    if receipt.second_payload is not None and receipt.second_signature is not None:
        second = _is_signed(session, receipt.second_payload, receipt.second_signature) and json.loads(
            receipt.second_payload
        )["first_sha256"] == sha256_of(receipt.payload)
    return Checked(
        number=told["number"],
        kind=told["kind"],
        programme=told["programme"],
        category=told["category"],
        version=told["version"],
        received_at=datetime.fromisoformat(told["received_at"]),
        closes_at=datetime.fromisoformat(told["closes_at"]),
        within_grace=told["within_grace"],
        size_bytes=told["bytes"],
        is_genuine=_is_signed(session, receipt.payload, receipt.signature),
        second_is_genuine=second,
        withdrawn_at=receipt.entry_version.withdrawn_at,
    )


def receipt_file(session: Session, receipt: Receipt) -> dict[str, Any]:
    """The receipt as the file that `tools/verify_receipt.py` reads: exact payloads, signatures, public keys."""
    return {
        "format": 1,
        "payload": receipt.payload,
        "signature": receipt.signature,
        "second_payload": receipt.second_payload,
        "second_signature": receipt.second_signature,
        "keys": public_keys(session),
    }


def public_keys(session: Session) -> dict[str, str]:
    """Every key that ever signed here, by its id, as hexadecimal."""
    return {key.key_id: key.public_key.hex() for key in session.query(SigningKey).order_by(SigningKey.key_id)}


def check_url(check_code: str) -> str:
    """The full address that a receipt's QR holds."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings.base_url.rstrip("/") + url_for("public.verify_receipt", check_code=check_code)


def qr_svg(text: str, *, title: str) -> str:
    """A QR as an SVG element without colours of its own, to stand in a page."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", xmldecl=False, omitsize=True, title=title, svgclass="qr", lineclass=None
    )
    return drawn.getvalue().decode().strip()


def _is_signed(session: Session, payload: str, signature: str) -> bool:
    key = session.get(SigningKey, json.loads(payload)["key_id"])
    return key is not None and verify(key.public_key, payload, signature)

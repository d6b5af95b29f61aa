"""The signed addresses of parts, where the store has no door of its own (design 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from judging.ids import UploadID

SALT = "upload-part"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a signed address allows: one part of one upload, of this length, by this account, until then."""

    upload_id: UploadID
    number: int
    length: int
    account: str
    until: int


def sign_slot(slot: Slot) -> str:
    """The token that an address carries."""
    return str(_serializer().dumps([str(slot.upload_id), slot.number, slot.length, slot.account, slot.until]))


def read_slot(token: str) -> Slot | None:
    """What a token allows; None for one that we did not sign."""
    try:
        upload, number, length, account, until = _serializer().loads(token)
        return Slot(UploadID(UUID(upload)), number, length, account, until)
    except (BadData, ValueError, TypeError):
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)

"""The code by which somebody without an account looks a case up. It is shown once; the record holds its SHA-256.

It is made of the form's own key, so that a letter that is sent again because its answer got lost is the same case
and finds the same code; after some minutes it is not told again to whoever goes back in that browser.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, request

from portal.sign_in import CODE_SIGNS, code_digest

if TYPE_CHECKING:
    from datetime import datetime

CODE_LENGTH = 16
SHORTEST_KEY = 16
TOLD_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CaseCode:
    """A code in groups of four, its digest, and the digest of the form that it came by."""

    plain: str
    digest: str
    form_digest: str


def code_of_request() -> CaseCode:
    """The code for the form that was sent; a form without a proper key gets a chance one."""
    told = request.form.get("idempotency_key", "")
    key = told if len(told) >= SHORTEST_KEY else secrets.token_urlsafe(18)
    secret = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.digest(secret, f"case:{request.path}\n{key}".encode(), "sha256"))
    signs = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_SIGNS))
        signs += CODE_SIGNS[place]
    plain = "-".join(signs[i : i + 4] for i in range(0, CODE_LENGTH, 4))
    return CaseCode(plain, code_digest(plain), hashlib.sha256(f"{request.path}\n{key}".encode()).hexdigest())


def may_tell_again(received_at: datetime, *, now: datetime) -> bool:
    """Whether the code of a form that was sent twice is still told."""
    return now < received_at + TOLD_AGAIN

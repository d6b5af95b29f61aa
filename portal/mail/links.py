"""Addresses of letters that hold a code: put together when the letter leaves, so that none is ever stored.

A code is drawn from the server's secret and the row's id; the database keeps its SHA-256 alone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Settings

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 28
"""28 of 31 signs are 138 bits: nobody finds a code by trying (C07)."""
PURPOSES = {"account.invited": "invitation", "account.forgotten": "forgot"}
"""By the kind of a notice: the fact that holds the id of the row whose code its letter carries."""


def code_of(purpose: str, row_id: object) -> str:
    """The code that belongs to a row, in groups of four."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    drawn = hmac.digest(settings.secret_key.encode(), f"{purpose}:{row_id}".encode(), hashlib.sha512)
    number, signs = int.from_bytes(drawn), []
    for _ in range(LENGTH):
        number, at = divmod(number, len(CODE_SIGNS))
        signs.append(CODE_SIGNS[at])
    plain = "".join(signs)
    return "-".join(plain[at : at + 4] for at in range(0, LENGTH, 4))


def path_of(kind: str, facts: Mapping[str, str], path: str) -> str:
    """The address on the portal that a letter of this kind leads to: with its code behind the #, never sent on."""
    purpose = PURPOSES.get(kind)
    return f"{path}#{code_of(purpose, facts[purpose])}" if purpose else path

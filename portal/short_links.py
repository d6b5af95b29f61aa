"""Short links: what an address allows, encrypted and signed, until a moment. Nobody else can read or make one.

A link holds what it binds (a key of the store, a part, a length, an account), so that following it needs no look
into the database, and shows none of it, so that no address tells a key (A02, A13, D24).
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

UNTIL = "until"


def write_link(purpose: str, facts: Mapping[str, str | int], *, now: datetime, seconds: int) -> str:
    """A token for an address: `facts` for `purpose`, good for `seconds` from `now`."""
    made = int(now.timestamp())
    told = json.dumps({**facts, UNTIL: made + seconds}, separators=(",", ":"))
    return _cipher(purpose).encrypt_at_time(told.encode(), made).decode()


def read_link(purpose: str, token: str, *, now: datetime) -> dict[str, str | int] | None:
    """What a token allows; None for one that we did not make for this purpose, or that is over."""
    try:
        told = json.loads(_cipher(purpose).decrypt(token.encode()))
    except (InvalidToken, ValueError):
        return None
    facts: dict[str, str | int] = dict(told)
    return None if int(facts.pop(UNTIL)) < now.timestamp() else facts


def _cipher(purpose: str) -> Fernet:
    """Each purpose has a key of its own, so that a link to play never serves to write."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return Fernet(base64.urlsafe_b64encode(hmac.digest(secret, f"link:{purpose}".encode(), "sha256")))

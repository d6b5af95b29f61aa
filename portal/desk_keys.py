"""The key under which a judge's browser keeps what waits to be sent, and the tag that tells whose it is (C11, E15).

The key is the account's, and handed only to a live session of it: ending the session, or signing out, takes it away.
It is not the session's own, because a session of twenty idle minutes ends while a judge is without network, and what
he marked there must be readable once he has signed in again. Nothing is stored for it: both derive from the secret
of the installation, so who has a copy of a browser's disk has neither.
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from judging.ids import AccountID

TAG_SIGNS = 16


def store_key(account_id: AccountID) -> str:
    """The AES-256 key of an account's store, as base64."""
    return base64.b64encode(_derived("desk-store", account_id)).decode()


def owner_tag(account_id: AccountID) -> str:
    """What a store is labelled with: tells two accounts apart and names neither."""
    return _derived("desk-owner", account_id).hex()[:TAG_SIGNS]


def _derived(purpose: str, account_id: AccountID) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"{purpose}\0{account_id}".encode(), "sha256")

"""Fragments that pages poll."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import make_response, request

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def fragment(html: str) -> ResponseReturnValue:
    """The fragment with an ETag of its content, so that asking again costs nothing while nothing changes."""
    response = make_response(html)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)

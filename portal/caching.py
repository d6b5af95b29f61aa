"""Public pages that shared caches may keep for a moment: only where nobody is known and nothing was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, request

from portal.access import find_me
from portal.themes import ASKED

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

LONGEST_SECONDS = 60


def cacheable(page: str, *, now: datetime, until: datetime | None = None) -> Response:
    """`page` with the headers of a public page; with a cookie or a language asked for, no shared cache keeps it.

    A page that counts down to `until` is kept for at most a sixtieth of what is left, so that it never lags.
    """
    response = make_response(page)
    if find_me() is not None or request.cookies or {"lang", ASKED} & set(request.args):
        response.headers["Cache-Control"] = "no-cache, private"
    else:
        response.headers["Cache-Control"] = f"public, max-age={_seconds(now, until)}"
    response.vary.add("Cookie")
    return response


def _seconds(now: datetime, until: datetime | None) -> int:
    if until is None or until <= now:
        return LONGEST_SECONDS
    return min(LONGEST_SECONDS, int((until - now).total_seconds() // 60))


def cacheable_bytes(response: Response, *, sha256: str) -> Response:
    """Published bytes: kept as long as pages, for a winner may withhold his work; the hash spares sending again."""
    response.headers["Cache-Control"] = f"public, max-age={LONGEST_SECONDS}"
    response.set_etag(sha256)
    if request.if_none_match.contains(sha256):
        response.status_code = 304
        response.set_data(b"")
    return response

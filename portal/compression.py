"""Pages and data for everybody are sent compressed; what belongs to somebody is not.

Compressing a secret beside text that a stranger chooses tells the secret by its length (BREACH). A page of nobody in
particular holds none: whoever is signed in, or is given a cookie or a form's token, gets it as it is.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flask import g, request

from portal.packed import accepts_gzip

if TYPE_CHECKING:
    from flask import Flask, Response

TEXTS = frozenset(
    {
        "text/html",
        "text/csv",
        "text/plain",
        "text/vtt",
        "application/json",
        "application/xml",
        "application/atom+xml",
    }
)
LEAST = 1000
LEVEL = 6


def install_compression(app: Flask) -> None:
    """Compress what `app` answers to everybody."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if not _is_for_everybody(response):
            return response
        response.vary.add("Accept-Encoding")
        if accepts_gzip(request.headers.get("Accept-Encoding", "")):
            body = gzip.compress(response.get_data(), LEVEL, mtime=0)
            response.set_data(body)
            response.headers["Content-Encoding"] = "gzip"
            etag, is_weak = response.get_etag()
            if etag is not None and not is_weak:
                response.set_etag(etag, weak=True)
        return response


def _is_for_everybody(response: Response) -> bool:
    return (
        response.status_code == 200  # noqa: PLR2004  ranges and refusals go as they are
        and response.mimetype in TEXTS
        and not response.direct_passthrough
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and response.headers.get("Cache-Control", "").startswith("public")
        and g.get("viewer") is None
        and "Set-Cookie" not in response.headers
        and len(response.get_data()) >= LEAST
    )

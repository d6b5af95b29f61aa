"""How a request asks: for a page or for data."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Whether a script asked, so that a page would help nobody."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json" or request.is_json

"""How a request asks: for a page or for data."""

from __future__ import annotations

from uuid import UUID

from flask import request


def wants_json() -> bool:
    """Whether a script asked, so that a page would help nobody."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json" or request.is_json


def page_of() -> int:
    """The number of the page of a list that the address asks for; 1 when it does not."""
    return max(1, request.args.get("page", 1, type=int))


def uuid_of(name: str) -> UUID | None:
    """The identity that the address names under `name`; None without one."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None

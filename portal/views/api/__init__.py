"""Open data for programs: read-only, versioned in its address, the same for everybody (version 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.open_data import count_asking, open_to_other_pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.before_request
def _count() -> None:
    """Nobody asks more than a program needs."""
    count_asking()


@bp.after_request
def _open(response: Response) -> Response:
    """Pages of other offices may read the answers; there is nothing to send and no cookie to use."""
    return open_to_other_pages(response)

"""Photographs of the ceremony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from judging.ids import PhotographID
from judging.queries.photographs import get_public_photograph, list_public_photographs
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.caching import cacheable, cacheable_bytes
from portal.clock import clock
from portal.db import reading
from portal.streaming import ranged
from portal.views.public import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/anh")
@open_to_everybody()
def photographs(slug: str) -> ResponseReturnValue:
    """All of a contest."""
    session = reading()
    found = get_public_programme(session, slug)
    rows = list_public_photographs(session, found.programme_id)
    page = render_template("public/photographs.html", slug=slug, title=found.plan.title, photographs=rows)
    return cacheable(page, now=clock())


@bp.get("/cuoc-thi/<slug>/anh/<uuid:photograph_id>")
@open_to_everybody()
def photograph(slug: str, photograph_id: UUID) -> ResponseReturnValue:
    """The bytes of one, or of its smaller copy (?ban=nhe)."""
    session = reading()
    programme_id = get_public_programme(session, slug).programme_id
    row = get_public_photograph(session, programme_id, PhotographID(photograph_id))
    is_small = request.args.get("ban") == "nhe"
    key, size = (row.small_key, row.small_bytes) if is_small else (row.store_key, row.size_bytes)
    return cacheable_bytes(ranged(key, size=size, media_type=row.media_type), sha256=key[:32])

"""A result as a small page for frames of other sites; it knows nobody and links back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.errors import NotFoundError
from judging.queries.public_results import choose_result, list_public_results
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.caching import cacheable
from portal.clock import clock
from portal.db import reading
from portal.embedding import allow_frames, embed_origins
from portal.open_values import absolute
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/ket-qua/nhung")
@open_to_everybody()
def embed(slug: str) -> ResponseReturnValue:
    """The newest version's winners; not found where framing is off."""
    origins = embed_origins()
    if not origins:
        raise NotFoundError("embed")
    session = reading()
    found = get_public_programme(session, slug)
    chosen = choose_result(list_public_results(session, found.programme_id), 0)
    allow_frames(origins)
    page = render_template(
        "public/embed.html", title=found.plan.title, chosen=chosen, url=absolute("public.results", slug=slug)
    )
    return cacheable(page, now=clock())

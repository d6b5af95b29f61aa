"""The published result of a programme, in all its versions, and the bundle with which anybody recomputes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from judging.errors import NotFoundError
from judging.queries.publications import (
    get_public_programme,
    get_published_result,
    list_publications,
    list_published_works,
)
from portal.access import open_to_everybody
from portal.caching import cacheable, cacheable_bytes
from portal.clock import clock
from portal.db import reading
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/ket-qua", defaults={"number": 0})
@bp.get("/cuoc-thi/<slug>/ket-qua/lan-<int:number>")
@open_to_everybody()
def results(slug: str, number: int) -> ResponseReturnValue:
    """The newest version, or an earlier one as it was published then (B22)."""
    session = reading()
    found = get_public_programme(session, slug)
    versions = list_publications(session, found.programme_id)
    chosen = next((one for one in versions if number in {0, one.number}), None)
    if chosen is None:
        raise NotFoundError("publication")
    page = render_template(
        "public/results.html",
        slug=slug,
        title=found.plan.title,
        chosen=chosen,
        is_newest=chosen is versions[0],
        versions=versions,
        works=list_published_works(session, found.programme_id) if chosen is versions[0] else {},
    )
    return cacheable(page, now=clock())


@bp.get("/cuoc-thi/<slug>/ket-qua/lan-<int:number>/bang-diem.json")
@open_to_everybody()
def result_bundle(slug: str, number: int) -> ResponseReturnValue:
    """Sheets, totals, ranks and prizes by code and seat: `python -m judging.verify` computes them again (S001-R14)."""
    session = reading()
    found = get_public_programme(session, slug)
    chosen = next((one for one in list_publications(session, found.programme_id) if one.number == number), None)
    if chosen is None:
        raise NotFoundError("publication")
    response = Response(get_published_result(session, chosen), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="ket-qua-{slug}-lan-{number}.json"'
    return cacheable_bytes(response, sha256=chosen.page["result"])

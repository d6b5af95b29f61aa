"""Looking for something that is public, and what was held before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from judging.queries.programmes import list_plans_in_force
from portal.access import open_to_everybody
from portal.caching import cacheable
from portal.clock import clock
from portal.db import reading
from portal.public_pages import shown_programmes
from portal.searching import LONGEST_QUERY, search_public
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.public_pages import ShownProgramme


@bp.get("/tim-kiem")
@open_to_everybody()
def search() -> ResponseReturnValue:
    """Contests, winners, winning essays and news, with and without accents."""
    now, query = clock(), request.args.get("q", "").strip()[:LONGEST_QUERY]
    found = search_public(reading(), query, now=now)
    return cacheable(render_template("public/search.html", query=query, found=found), now=now)


@bp.get("/cac-cuoc-thi")
@open_to_everybody()
def past() -> ResponseReturnValue:
    """Every contest whose result is published, by year."""
    session, now = reading(), clock()
    shown = [one for one in shown_programmes(session, list_plans_in_force(session), now=now) if not one.is_running]
    years: dict[int, list[ShownProgramme]] = {}
    for one in sorted(shown, key=_published, reverse=True):
        years.setdefault(one.year, []).append(one)
    return cacheable(render_template("public/past.html", years=years), now=now)


def _published(one: ShownProgramme) -> float:
    return one.published_at.timestamp() if one.published_at is not None else 0.0

"""For programs that read the site: the Atom feed, the sitemap, robots.txt; and the page about open data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, render_template
from flask_babel import gettext as _

from portal.access import open_to_everybody
from portal.caching import cacheable
from portal.clock import clock
from portal.db import reading
from portal.feeds import feed_entries, site_addresses
from portal.open_data import MOST_REQUESTS, data_answer
from portal.open_schema import document
from portal.open_values import absolute
from portal.open_words import SUMMARIES
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/tin.atom")
@open_to_everybody()
def atom() -> ResponseReturnValue:
    """The newest results, corrections and news of every contest (RFC 4287)."""
    now = clock()
    entries = feed_entries(reading(), now=now)
    body = render_template(
        "public/feed.xml",
        entries=entries,
        subtitle=_("Results, corrections and news of the contests"),
        updated=max((one.updated_at for one in entries), default=None),
        self_url=absolute("public.atom"),
        home=absolute("public.home"),
        office=current_app.extensions["bangvang_settings"].office_name,
    )
    return data_answer(body.encode(), "application/atom+xml")


@bp.get("/sitemap.xml")
@open_to_everybody()
def sitemap() -> ResponseReturnValue:
    """Every public page, with the day of its last change."""
    body = render_template("public/sitemap.xml", addresses=site_addresses(reading(), now=clock()))
    return data_answer(body.encode(), "application/xml")


@bp.get("/robots.txt")
@open_to_everybody()
def robots() -> ResponseReturnValue:
    """Readers are welcome to what is public; what needs an account is not worth asking for."""
    closed = ("/dang-nhap", "/tai-khoan", "/bai-du-thi", "/tim-kiem", "/xac-minh/")
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in closed), f"Sitemap: {absolute('public.sitemap')}", ""]
    return data_answer("\n".join(lines).encode(), "text/plain")


@bp.get("/du-lieu-mo")
@open_to_everybody()
def open_data() -> ResponseReturnValue:
    """What there is for programs, in words: addresses, limits, how to cite."""
    described = document(current_app.extensions["bangvang_settings"].base_url)
    paths = [(path, SUMMARIES[path]) for path in described["paths"]]
    page: str = render_template(
        "public/open_data.html", paths=paths, base="/api/v1", most=MOST_REQUESTS, feed=absolute("public.atom")
    )
    answer: Response = cacheable(page, now=clock())
    return answer

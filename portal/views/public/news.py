"""News of a contest with their corrections, and its questions with answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import NewsKind, NewsState
from judging.errors import NotFoundError
from judging.queries.news import get_public_news, list_public_news
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.caching import cacheable
from portal.clock import clock
from portal.db import reading
from portal.news_pages import shown_list, shown_news
from portal.sharing import share_news
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

GONE = 410


@bp.get("/cuoc-thi/<slug>/tin")
@open_to_everybody()
def news_list(slug: str) -> ResponseReturnValue:
    """Everything that was told about a contest, newest first."""
    session, now = reading(), clock()
    found = get_public_programme(session, slug)
    rows = list_public_news(session, [found.programme_id], now=now)
    page = render_template("public/news_list.html", slug=slug, title=found.plan.title, news=shown_list(rows, now=now))
    return cacheable(page, now=now)


@bp.get("/cuoc-thi/<slug>/tin/<address>", defaults={"number": 0})
@bp.get("/cuoc-thi/<slug>/tin/<address>/lan-<int:number>")
@open_to_everybody()
def news(slug: str, address: str, number: int) -> ResponseReturnValue:
    """One piece; an earlier text of it says that it was corrected, one that was taken down says when and why."""
    session, now = reading(), clock()
    found = get_public_programme(session, slug)
    row = get_public_news(session, found.programme_id, address, now=now)
    shown = shown_news(row, now=now, number=number)
    if shown is None:
        raise NotFoundError("news")
    if shown.state is NewsState.TAKEN_DOWN:
        return render_template("public/news_gone.html", slug=slug, title=found.plan.title, row=row), GONE
    page = render_template(
        "public/news.html", slug=slug, title=found.plan.title, news=shown, share=share_news(slug, shown)
    )
    return cacheable(page, now=now)


@bp.get("/cuoc-thi/<slug>/hoi-dap")
@open_to_everybody()
def questions(slug: str) -> ResponseReturnValue:
    """Questions that were asked, each with its answer."""
    session, now = reading(), clock()
    found = get_public_programme(session, slug)
    rows = list_public_news(session, [found.programme_id], now=now, kinds=(NewsKind.QUESTION,))
    page = render_template(
        "public/questions.html", slug=slug, title=found.plan.title, plan=found.plan, news=shown_list(rows, now=now)
    )
    return cacheable(page, now=now)

"""Search over what is public, with and without accents: contests, winners, the words of winning essays, news.

Everything is made of the values that the pages show, so what is withheld or taken down is not found either. Folding the
texts is the costly part; it is kept by their hash, for a published text never changes under it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from judging.enums import NewsKind
from judging.queries.news import list_public_news
from judging.queries.programmes import list_plans_in_force
from judging.queries.public_results import list_current_works, list_latest_results
from portal.news_pages import shown_list
from portal.sharing import plain_text
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

LONGEST_QUERY = 100
MOST_FOUND = 50
AROUND = 90


@dataclass(frozen=True, slots=True)
class Found:
    """One page that holds every word asked for, with the words around the first."""

    kind: str
    title: str
    url: str
    line: str
    snippet: str


@dataclass(frozen=True, slots=True)
class _Public:
    kind: str
    title: str
    url: str
    line: str
    words: str


def search_public(session: Session, query: str, *, now: datetime) -> list[Found]:
    """The pages that hold every word of `query`; those that have it in their title first."""
    asked = fold(query[:LONGEST_QUERY]).split()
    if not asked:
        return []
    hits = []
    for one in _everything(session, now=now):
        title, body = _folded(f"{one.title} {one.line}"), _folded(one.words)
        if all(word in title or word in body for word in asked):
            in_title = all(word in title for word in asked)
            hits.append((not in_title, Found(one.kind, one.title, one.url, one.line, _around(one.words, body, asked))))
    return [found for _rank, found in sorted(hits, key=lambda hit: hit[0])][:MOST_FOUND]


def _everything(session: Session, *, now: datetime) -> Iterator[_Public]:
    plans = {one.programme_id: one for one in list_plans_in_force(session)}
    results = list_latest_results(session, plans)
    works = list_current_works(session, plans)
    for programme_id, plan in plans.items():
        slug, title = plan.programme.slug, plan.plan.title
        about = " ".join(filter(None, (plan.plan.theme, *plan.plan.purposes, *(one.text for one in plan.plan.topics))))
        yield _Public(_("Contest"), title, url_for("public.programme", slug=slug), plan.plan.organiser, about)
        if programme_id not in results:
            continue
        for one in results[programme_id].page["winners"]:
            work = works.get((programme_id, one["address"])) if one["work"] else None
            url = (
                url_for("public.work", slug=slug, address=one["address"])
                if work
                else url_for("public.results", slug=slug)
            )
            line = " · ".join(filter(None, (one["prize"], one["name"], one["unit"])))
            text = plain_text(work.html or "") if work else ""
            yield _Public(_("Winning work"), one["title"] or title, url, line, text)
    rows = list_public_news(session, plans, now=now, kinds=tuple(NewsKind))
    for news in shown_list(rows, now=now):
        plan = plans[news.row.programme_id]
        url = url_for("public.news", slug=plan.programme.slug, address=news.address)
        words = " ".join(line for _kind, lines in news.blocks for line in lines)
        yield _Public(_("News"), news.title, url, plan.plan.title, words)


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    return fold(text)


def _around(text: str, folded: str, asked: list[str]) -> str:
    """The words around the first hit, as they are written; the beginning where there is none in the text."""
    written = " ".join(unicodedata.normalize("NFC", text).split())
    at = min((place for word in asked if (place := folded.find(word)) >= 0), default=0)
    if len(written) != len(folded):
        at = 0
    start, end = max(0, at - AROUND), at + AROUND
    return f"{'…' if start else ''}{written[start:end].strip()}{'…' if end < len(written) else ''}"

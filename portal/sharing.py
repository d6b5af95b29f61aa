"""What a page says of itself to those who link to it: its address, a description, a picture, structured data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.open_values import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.queries.public_results import PublicWork
    from portal.news_pages import ShownNews

CHU_A_MINUTE = 220
"""How fast a text of Vietnamese syllables is read silently."""
LEAD_SIGNS = 200
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Share:
    """`url` is the page's one address; `structured` goes into it as JSON-LD (schema.org)."""

    url: str
    title: str
    description: str
    picture: str
    kind: str = "website"
    structured: dict[str, Any] | None = None


def plain_text(html: str) -> str:
    """The words of clean markup, in one line."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def reading_minutes(text: str) -> int:
    """How long a text takes to read, in whole minutes, one at least."""
    return max(1, round(len(text.split()) / CHU_A_MINUTE))


def lead_of_text(text: str) -> str:
    """The beginning of a text, cut at a word."""
    return text if len(text) <= LEAD_SIGNS else text[:LEAD_SIGNS].rsplit(" ", 1)[0].rstrip(",;:.–") + "…"


def share_work(slug: str, contest: str, shown: PublicWork) -> Share:
    """A winning work: an Article, or a VideoObject with the addresses of its bytes and still."""
    work, winner = shown.work, shown.winner
    here = {"slug": slug, "address": winner["address"]}
    url, picture = absolute("public.work", **here), absolute("public.work_card", **here)
    text = plain_text(work.html or "")
    by = ", ".join(filter(None, (winner["prize"], winner["name"], winner["unit"])))
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "headline": winner["title"],
        "name": winner["title"],
        "inLanguage": "vi",
        "url": url,
        "datePublished": shown.result.published_at.isoformat(),
        "award": f"{winner['prize']} – {contest}",
        "publisher": {"@type": "GovernmentOrganization", "name": _office()},
        **_author(winner),
    }
    if work.html:
        about |= {"@type": "Article", "wordCount": len(text.split()), "image": picture, "mainEntityOfPage": url}
    else:
        video = absolute("public.work_video", **here)
        still = absolute("public.work_poster", **here) if work.poster_key else picture
        about |= {
            "@type": "VideoObject",
            "description": by,
            "uploadDate": about["datePublished"],
            "contentUrl": video,
            "thumbnailUrl": still,
            "encodingFormat": work.media_type,
        }
    kind = "article" if work.html else "video.other"
    return Share(url, winner["title"], lead_of_text(text) or by, picture, kind, about)


def share_news(slug: str, news: ShownNews) -> Share:
    """A piece of news."""
    url = absolute("public.news", slug=slug, address=news.address)
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": news.title,
        "inLanguage": "vi",
        "url": url,
        "datePublished": news.published_at.isoformat() if news.published_at else None,
        "dateModified": news.changed_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": _office()},
    }
    return Share(url, news.title, news.lead, absolute("public.programme_card", slug=slug), "article", about)


def share_page(endpoint: str, card: str, slug: str, title: str, description: str) -> Share:
    """A page of a contest as such."""
    return Share(absolute(endpoint, slug=slug), title, description, absolute(card, slug=slug))


def _author(winner: Mapping[str, Any]) -> dict[str, Any]:
    if not winner["name"]:
        return {}
    author = {"@type": "Person", "name": winner["name"]}
    if winner["unit"]:
        author["affiliation"] = {"@type": "Organization", "name": winner["unit"]}
    return {"author": author}


def _office() -> str:
    name: str = current_app.extensions["bangvang_settings"].office_name
    return name

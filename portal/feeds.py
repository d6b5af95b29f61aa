"""What the feed and the sitemap name: results with their corrections, news, pages; nothing that is not public now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.enums import NewsKind
from judging.queries.news import list_public_news
from judging.queries.programmes import list_plans_in_force
from judging.queries.public_results import list_all_results
from portal.news_pages import shown_list
from portal.open_values import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.public_results import PublicResult

MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of the feed. `key` never changes."""

    key: str
    title: str
    url: str
    summary: str
    contest: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """One page of the sitemap."""

    url: str
    changed_at: datetime | None = None


def feed_entries(session: Session, *, now: datetime) -> list[FeedEntry]:
    """The newest entries of every contest together, newest first."""
    plans = {one.programme_id: one for one in list_plans_in_force(session)}
    entries = [
        _result_entry(result, results[0], plans[programme_id].programme.slug, plans[programme_id].plan.title)
        for programme_id, results in list_all_results(session, plans).items()
        for result in results
    ]
    rows = list_public_news(session, plans, now=now, kinds=tuple(NewsKind), most=MOST_ENTRIES)
    for news in shown_list(rows, now=now):
        plan = plans[news.row.programme_id]
        url = absolute("public.news", slug=plan.programme.slug, address=news.address)
        begun = news.published_at or news.changed_at
        entries.append(FeedEntry(url, news.title, url, news.lead, plan.plan.title, begun, news.changed_at))
    return sorted(entries, key=lambda one: (one.updated_at, one.key), reverse=True)[:MOST_ENTRIES]


def site_addresses(session: Session, *, now: datetime) -> list[SiteAddress]:
    """Every page that a search engine should know, without those that only repeat others."""
    plans = {one.programme_id: one for one in list_plans_in_force(session)}
    found = [SiteAddress(absolute(f"public.{name}")) for name in ("home", "open_data", "verify")]
    results = list_all_results(session, plans)
    for programme_id, plan in plans.items():
        slug = plan.programme.slug
        found.append(SiteAddress(absolute("public.programme", slug=slug), plan.version.issued_at))
        found.append(SiteAddress(absolute("public.questions", slug=slug)))
        if versions := results.get(programme_id):
            found += _result_addresses(slug, versions[0])
    for row in list_public_news(session, plans, now=now, kinds=tuple(NewsKind)):
        slug = plans[row.programme_id].programme.slug
        found.append(SiteAddress(absolute("public.news", slug=slug, address=row.address), row.versions[0].written_at))
    return found


def _result_entry(result: PublicResult, newest: PublicResult, slug: str, contest: str) -> FeedEntry:
    """One version; what was corrected since names nobody any more, because a prize may have been revoked."""
    url = absolute("public.results", slug=slug, number=result.number)
    title = _("Result of the contest") if result.number == 1 else _("Correction of the result")
    winners = [", ".join(filter(None, (one["prize"], one["name"], one["unit"]))) for one in result.page["winners"]]
    summary = result.reason or "; ".join(winners)
    if result.number < newest.number:
        summary = _("Corrected since. Please read the version that holds now.")
    return FeedEntry(url, f"{title}: {contest}", url, summary, contest, result.published_at, newest.published_at)


def _result_addresses(slug: str, result: PublicResult) -> Iterator[SiteAddress]:
    yield SiteAddress(absolute("public.results", slug=slug), result.published_at)
    for one in result.page["winners"]:
        if one["work"]:
            yield SiteAddress(absolute("public.work", slug=slug, address=one["address"]), result.published_at)

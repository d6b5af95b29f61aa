"""A campaign's own page: theme, contents, awards with their standards, papers, ways and deadlines, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.errors import NotFoundError
from judging.queries.news import list_public_news
from judging.queries.publications import find_plan_receipt, get_public_programme, list_issued_versions
from portal.access import find_me, open_to_everybody
from portal.caching import cacheable
from portal.campaign_pages import (
    parts_of_page,
    shown_bases,
    shown_contents,
    shown_dossiers,
    shown_duties,
    shown_forms,
    shown_moments,
    shown_routes,
    shown_tracks,
    summary_of,
)
from portal.clock import clock
from portal.db import reading
from portal.news_pages import shown_list
from portal.plan_pages import document_facts
from portal.public_pages import shown_programme
from portal.sharing import share_page
from portal.views.public import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NEWS_SHOWN = 3


@bp.get("/phong-trao/<slug>")
@open_to_everybody()
def campaign(slug: str) -> ResponseReturnValue:
    """Everything that a campaign's plan says to those who take part."""
    session, now, viewer = reading(), clock(), find_me()
    found = get_public_programme(session, slug)
    plan, told = found.plan, found.plan.campaign
    if told is None:
        raise NotFoundError("campaign")
    page = render_template(
        "public/campaign.html",
        shown=shown_programme(found, None, now=now),
        plan=plan,
        share=share_page("public.campaign", "public.programme_card", slug, plan.title, plan.theme or plan.organiser),
        parts=parts_of_page(plan, told),
        document=document_facts(plan.document),
        summary=summary_of(plan, told),
        contents=shown_contents(told),
        forms=shown_forms(told),
        dossiers=shown_dossiers(told),
        tracks=shown_tracks(told),
        moments=shown_moments(plan, told),
        routes=shown_routes(told),
        duties=shown_duties(told),
        bases=shown_bases(plan.bases, local_day(now)),
        cited=shown_bases(plan.cited, local_day(now)),
        news=shown_list(list_public_news(session, [found.programme_id], now=now, most=NEWS_SHOWN), now=now),
        versions=list_issued_versions(session, found.programme_id),
        receipt=find_plan_receipt(session, found.version_id, viewer.account_id) if viewer else None,
    )
    return cacheable(page, now=now, until=None)

"""A programme's own page: the plan in words, its dates, its prizes; and the receipt that somebody has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.plan_receipts import read_plan
from judging.queries.news import list_public_news
from judging.queries.public_results import list_public_results
from judging.queries.publications import (
    find_plan_receipt,
    get_public_programme,
    list_issued_versions,
)
from judging.queries.registrations import is_door_open
from portal.access import find_me, me, open_to_everybody, open_to_signed_in
from portal.caching import cacheable
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.news_pages import shown_list
from portal.plan_pages import (
    contents_of,
    document_facts,
    how_to_enter,
    legal_bases,
    questions_until,
    shown_categories,
    shown_ladders,
    timeline,
    who_may_enter,
)
from portal.public_pages import shown_programme
from portal.sharing import share_page
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NEWS_SHOWN = 3


@bp.get("/cuoc-thi/<slug>")
@open_to_everybody()
def programme(slug: str) -> ResponseReturnValue:
    """Everything that the plan says to those who might enter."""
    session, now, viewer = reading(), clock(), find_me()
    found = get_public_programme(session, slug)
    if found.plan.campaign is not None:
        return redirect(url_for("public.campaign", slug=slug))
    published = list_public_results(session, found.programme_id)
    shown = shown_programme(found, published[0] if published else None, now=now)
    plan = found.plan
    page = render_template(
        "public/programme.html",
        shown=shown,
        plan=plan,
        share=share_page("public.programme", "public.programme_card", slug, plan.title, plan.theme or plan.organiser),
        version=found.version,
        document=document_facts(plan.document),
        who=who_may_enter(plan),
        how=how_to_enter(plan),
        categories=shown_categories(plan),
        moments=timeline(plan),
        ladders=shown_ladders(plan),
        bases=legal_bases(plan),
        news=shown_list(list_public_news(session, [found.programme_id], now=now, most=NEWS_SHOWN), now=now),
        questions_until=questions_until(plan),
        contents=contents_of(plan),
        versions=list_issued_versions(session, found.programme_id),
        may_register=viewer is None and is_door_open(session, found),
        receipt=find_plan_receipt(session, found.version_id, viewer.account_id) if viewer else None,
    )
    return cacheable(page, now=now, until=shown.closes_at)


@bp.post("/cuoc-thi/<slug>/da-doc")
@open_to_signed_in()
def confirm_reading(slug: str) -> ResponseReturnValue:
    """The reading receipt: this account has read the version in force (S001-R03)."""
    with transaction() as session:
        read_plan(session, get_public_programme(session, slug), by=me(), now=clock())
    said(_("Thank you. It is noted that you have read the plan."))
    return redirect(url_for("public.programme", slug=slug))

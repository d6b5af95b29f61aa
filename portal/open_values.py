"""What open data says of contests, results, works and news: plain values, made of what anybody may read (version 1).

The shapes are promised by `portal/open_schema.py`; a field may be added within a version, none changes or goes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from portal.public_pages import find_window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from judging.models.programmes import PlanVersion
    from judging.models.results import PublishedWork
    from judging.queries.programmes import PlanInForce
    from judging.queries.public_results import PublicResult
    from portal.news_pages import ShownNews

PROGRAMME_HEADINGS = (
    "slug",
    "title",
    "organiser",
    "state",
    "is_demonstration",
    "entries_open_at",
    "entries_close_at",
    "result_version",
    "url",
)
CSV_HEADINGS = ("prize", "tier", "code", "name", "unit", "title", "category", "amount_vnd", "url")


def absolute(endpoint: str, **values: Any) -> str:  # noqa: ANN401  Flask takes any value
    """The address of a page as others name it: on the host that the settings say."""
    base: str = current_app.extensions["bangvang_settings"].base_url
    return base.rstrip("/") + url_for(endpoint, **values)


def programme_value(plan: PlanInForce, newest: PublicResult | None) -> dict[str, Any]:
    """One contest in a list."""
    slug, window = plan.programme.slug, find_window(plan)
    return {
        "slug": slug,
        "title": plan.plan.title,
        "organiser": plan.plan.organiser,
        "state": plan.programme.state,
        "is_demonstration": plan.programme.is_demonstration,
        "entries_open_at": _moment(window.opens_at) if window else None,
        "entries_close_at": _moment(window.closes_at) if window else None,
        "result_version": newest.number if newest else None,
        "url": absolute("public.programme", slug=slug),
    }


def programme_details(
    plan: PlanInForce, newest: PublicResult | None, versions: Sequence[PlanVersion]
) -> dict[str, Any]:
    """One contest with its categories and every version of its plan."""
    return {
        **programme_value(plan, newest),
        "categories": [{"key": one.key, "name": one.name} for one in plan.plan.categories],
        "plan_versions": [
            {
                "number": one.number,
                "issued_at": _moment(one.issued_at),
                "reason": one.reason or "",
                "sha256": one.sha256,
                "is_in_force": one.id == plan.version.id,
            }
            for one in versions
        ],
    }


def result_line(slug: str, result: PublicResult) -> dict[str, Any]:
    """One version of a result in a list."""
    return {
        "number": result.number,
        "published_at": _moment(result.published_at),
        "reason": result.reason,
        "url": absolute("public.results", slug=slug, number=result.number),
    }


def result_value(slug: str, result: PublicResult, *, is_newest: bool) -> dict[str, Any]:
    """One version of a result, whole. What a winner withholds is null."""
    page = result.page
    return {
        **result_line(slug, result),
        "is_newest": is_newest,
        "is_demonstration": page["is_demonstration"],
        "entries_judged": page["entries"],
        "total_vnd": page["total_vnd"],
        "result_sha256": page["result"],
        "history": {"seq": page["chain"]["seq"], "hash": page["chain"]["hash"]},
        "bundle_url": absolute("public.result_bundle", slug=slug, number=result.number),
        "winners": [winner_value(slug, one, with_link=is_newest) for one in page["winners"]],
        "vacancies": [{"prize": one["prize"]} for one in page["vacancies"]],
        "overrides": _overrides(page),
        "votes": [
            {
                "name": one["name"],
                "cast": one["cast"],
                "struck": one["struck"],
                "counted": one["counted"],
                "winners": [{"prize": won["prize"], "votes": won["votes"]} for won in one["winners"]],
            }
            for one in page.get("votes", ())
        ],
        "revocations": [
            {
                "code": one["code"],
                "kind": one["kind"],
                "prize": one["prize"] or None,
                "reason": one["reason"],
                "moves_up": one["moves_up"] or None,
            }
            for one in page.get("revocations", ())
        ],
    }


def _overrides(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was done although something was not in order: by whom, why, and how many points of each kind."""
    told = [
        {"what": "close", "round": one["round"], "by": one["by"], "reason": one["reason"], "points": one["missing"]}
        for one in page.get("closed_over", ())
    ]
    if over := page.get("overridden"):
        kinds = Counter(str(one["what"]) for one in over["findings"])
        points = [{"what": what, "count": count} for what, count in sorted(kinds.items())]
        told.append({"what": "publish", "round": None, "by": over["by"], "reason": over["reason"], "points": points})
    return told


def winner_value(slug: str, winner: Mapping[str, Any], *, with_link: bool) -> dict[str, Any]:
    """One winner; the work's page only where it is public now."""
    linked = with_link and winner["work"]
    return {
        "prize": winner["prize"],
        "tier": winner["tier"],
        "code": winner.get("code") or None,
        "name": winner["name"] or None,
        "unit": winner["unit"] or None,
        "title": winner["title"] or None,
        "category": winner["category"],
        "amount_vnd": winner["amount_vnd"],
        "url": absolute("public.work", slug=slug, address=winner["address"]) if linked else None,
    }


def work_value(slug: str, winner: Mapping[str, Any], work: PublishedWork) -> dict[str, Any]:
    """One published work: an essay or a video."""
    return {
        **winner_value(slug, winner, with_link=True),
        "kind": work.kind,
        "media_type": work.media_type,
        "size_bytes": work.size_bytes,
        "sha256": work.sha256,
    }


def news_value(slug: str, news: ShownNews) -> dict[str, Any]:
    """One piece of news with its whole text as it was written."""
    return {
        "kind": news.kind.value,
        "title": news.title,
        "text": news.row.versions[0].body,
        "published_at": _moment(news.published_at),
        "changed_at": _moment(news.changed_at),
        "version": news.number,
        "url": absolute("public.news", slug=slug, address=news.address),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None

"""Published results, winning works, news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import NewsKind
from judging.queries.news import list_public_news
from judging.queries.public_results import choose_result, list_public_results, list_public_works
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.clock import clock
from portal.db import reading
from portal.news_pages import shown_list
from portal.open_data import csv_answer, json_answer
from portal.open_values import CSV_HEADINGS, news_value, result_line, result_value, work_value
from portal.views.api import bp

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue


@bp.get("/programmes/<slug>/results")
@open_to_everybody()
def results(slug: str) -> ResponseReturnValue:
    """Every version of a result, newest first; an empty list before the publication."""
    session = reading()
    versions = list_public_results(session, get_public_programme(session, slug).programme_id)
    return json_answer({"results": [result_line(slug, one) for one in versions]})


@bp.get("/programmes/<slug>/results/<int:number>")
@open_to_everybody()
def result(slug: str, number: int) -> ResponseReturnValue:
    """One version, whole."""
    return json_answer(_result(slug, number))


@bp.get("/programmes/<slug>/results/<int:number>/winners.csv")
@open_to_everybody()
def winners_csv(slug: str, number: int) -> ResponseReturnValue:
    """Its winners as a table."""
    winners = _result(slug, number)["winners"]
    rows = ([one[key] for key in CSV_HEADINGS] for one in winners)
    return csv_answer(CSV_HEADINGS, rows, file_name=f"ket-qua-{slug}-lan-{number}.csv")


@bp.get("/programmes/<slug>/works")
@open_to_everybody()
def works(slug: str) -> ResponseReturnValue:
    """The winning works that are public."""
    session = reading()
    found = list_public_works(session, get_public_programme(session, slug).programme_id)
    return json_answer({"works": [work_value(slug, one.winner, one.work) for one in found]})


@bp.get("/programmes/<slug>/news")
@open_to_everybody()
def news(slug: str) -> ResponseReturnValue:
    """News and answers, newest first."""
    session, now = reading(), clock()
    programme_id = get_public_programme(session, slug).programme_id
    rows = list_public_news(session, [programme_id], now=now, kinds=tuple(NewsKind))
    return json_answer({"news": [news_value(slug, one) for one in shown_list(rows, now=now)]})


def _result(slug: str, number: int) -> dict[str, Any]:
    session = reading()
    versions = list_public_results(session, get_public_programme(session, slug).programme_id)
    chosen = choose_result(versions, number or -1)
    return result_value(slug, chosen, is_newest=chosen is versions[0])

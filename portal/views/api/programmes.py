"""Contests and their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.queries.programmes import list_plans_in_force
from judging.queries.public_results import list_latest_results
from judging.queries.publications import get_public_programme, list_issued_versions
from portal.access import open_to_everybody
from portal.db import reading
from portal.open_data import csv_answer, data_answer, json_answer
from portal.open_schema import document as document_of
from portal.open_values import PROGRAMME_HEADINGS, programme_details, programme_value
from portal.views.api import bp

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue


@bp.get("/openapi.json")
@open_to_everybody()
def document() -> ResponseReturnValue:
    """What every address of the open data takes and answers."""
    return json_answer(document_of(current_app.extensions["bangvang_settings"].base_url))


@bp.get("/programmes")
@open_to_everybody()
def programmes() -> ResponseReturnValue:
    """Every public contest, newest first."""
    return json_answer({"programmes": _values()})


@bp.get("/programmes.csv")
@open_to_everybody()
def programmes_csv() -> ResponseReturnValue:
    """The same as a table."""
    rows = ([one[key] for key in PROGRAMME_HEADINGS] for one in _values())
    return csv_answer(PROGRAMME_HEADINGS, rows, file_name="cuoc-thi.csv")


@bp.get("/programmes/<slug>")
@open_to_everybody()
def programme(slug: str) -> ResponseReturnValue:
    """One contest with its categories and the versions of its plan."""
    session = reading()
    plan = get_public_programme(session, slug)
    newest = list_latest_results(session, [plan.programme_id]).get(plan.programme_id)
    return json_answer(programme_details(plan, newest, list_issued_versions(session, plan.programme_id)))


@bp.get("/programmes/<slug>/plan")
@open_to_everybody()
def plan(slug: str) -> ResponseReturnValue:
    """The plan in force, byte for byte as its hash says (S001-R01)."""
    return data_answer(get_public_programme(reading(), slug).version.canonical.encode(), "application/json")


def _values() -> list[dict[str, Any]]:
    session = reading()
    plans = list_plans_in_force(session)
    newest = list_latest_results(session, [one.programme_id for one in plans])
    return [programme_value(one, newest.get(one.programme_id)) for one in plans]

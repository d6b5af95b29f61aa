"""The pictures of Open Graph: of a contest, its result, a winning work; each of what is public now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from judging.errors import NotFoundError
from judging.queries.public_results import get_public_work, list_public_results
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.cards import draw_card
from portal.db import reading
from portal.open_data import data_answer
from portal.views.public import bp

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/the.png")
@open_to_everybody()
def programme_card(slug: str) -> ResponseReturnValue:
    """The contest's title and organiser."""
    plan = get_public_programme(reading(), slug).plan
    return _card(plan.title, plan.organiser)


@bp.get("/cuoc-thi/<slug>/ket-qua/the.png")
@open_to_everybody()
def results_card(slug: str) -> ResponseReturnValue:
    """That there is a result."""
    session = reading()
    found = get_public_programme(session, slug)
    if not list_public_results(session, found.programme_id):
        raise NotFoundError("publication")
    return _card(found.plan.title, _("Result of the contest"))


@bp.get("/cuoc-thi/<slug>/ket-qua/<address>/the.png")
@open_to_everybody()
def work_card(slug: str, address: str) -> ResponseReturnValue:
    """A winning work's title, prize, author and unit, without what is withheld."""
    session = reading()
    winner = get_public_work(session, get_public_programme(session, slug).programme_id, address).winner
    prize = winner["prize"] if winner["prize"].lower().startswith("giải") else f"Giải {winner['prize']}"
    return _card(winner["title"], " · ".join(filter(None, (prize, winner["name"], winner["unit"]))))


def _card(title: str, line: str) -> Response:
    office: str = current_app.extensions["bangvang_settings"].office_name
    return data_answer(draw_card(title, line, office), "image/png")

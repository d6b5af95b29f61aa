"""The milestones of a contest as a calendar: for everybody, and under a secret address for one person's programs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Response, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from judging.errors import NotFoundError
from judging.queries.calendar_addresses import find_calendar_account
from judging.queries.programmes import list_plans_in_force
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.clock import clock
from portal.db import reading
from portal.icalendar import calendar, events_of
from portal.open_data import data_answer
from portal.open_values import absolute
from portal.sessions import viewer_of
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MEDIA_TYPE = "text/calendar"


@bp.get("/cuoc-thi/<slug>/lich.ics")
@open_to_everybody()
def programme_calendar(slug: str) -> ResponseReturnValue:
    """The milestones that the plan makes public."""
    plan = get_public_programme(reading(), slug)
    events = events_of(plan, url=absolute("public.programme", slug=slug))
    return data_answer(calendar(plan.plan.title, events, host=_host()), MEDIA_TYPE)


@bp.get("/lich/<token>.ics")
@open_to_everybody()
def own_calendar(token: str) -> ResponseReturnValue:
    """The milestones of every contest, and the rounds of those in which the person has a duty; no cache keeps it."""
    session = reading()
    account = find_calendar_account(session, hashlib.sha256(token.encode()).hexdigest())
    if account is None:
        raise NotFoundError("calendar")
    viewer = viewer_of(session, account, now=clock())
    with force_locale(account.locale):
        events = [
            event
            for plan in list_plans_in_force(session)
            for event in events_of(
                plan,
                url=absolute("public.programme", slug=plan.programme.slug),
                with_rounds=viewer.has(*viewer.roles, programme_id=plan.programme_id) if viewer.roles else False,
            )
        ]
        data = calendar(_("My dates on Bảng Vàng"), events, host=_host())
    response = Response(data, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _host() -> str:
    return str(current_app.extensions["bangvang_settings"].host)

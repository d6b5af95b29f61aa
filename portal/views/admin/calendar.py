"""Holidays and days worked in exchange, for the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.calendars import add_fixed_days, remove_day, save_days
from judging.enums import CalendarDayKind, Role
from judging.plans.holidays import fixed_holidays
from judging.queries.calendars import list_days
from portal.access import me, open_to
from portal.acts import try_once
from portal.case_words import DAY_KINDS
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.cases import CalendarForm, FixedDaysForm, RemoveDayForm
from portal.refusals import sentence
from portal.views.admin import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

YEARS_AROUND = 5


@bp.get("/quan-tri/ngay-lam-viec")
@open_to(Role.ADMIN)
def calendar() -> ResponseReturnValue:
    """The days of a year that differ from the ordinary week."""
    return _page(CalendarForm(formdata=None))


@bp.post("/quan-tri/ngay-lam-viec")
@open_to(Role.ADMIN)
def save_calendar() -> ResponseReturnValue:
    """Enter some days."""
    form = CalendarForm()
    if not form.validate() or form.first.data is None:
        return _page(form, status=422)
    first, last, kind = form.first.data, form.last.data or form.first.data, CalendarDayKind(form.kind.data)
    name = form.name.data or ""
    error = try_once(
        lambda session: save_days(session, first=first, last=last, kind=kind, name=name, by=me(), now=clock())
    )
    if error is not None:
        return _page(form, problem=sentence(error), status=422)
    said(_("The days are kept. Terms that are still running were counted anew."))
    return redirect(url_for("admin.calendar", nam=first.year))


@bp.post("/quan-tri/ngay-lam-viec/bo")
@open_to(Role.ADMIN)
def remove_calendar_day() -> ResponseReturnValue:
    """A day is as every other again."""
    form = RemoveDayForm()
    if not form.validate() or form.day.data is None:
        return _page(CalendarForm(formdata=None), status=422)
    day = form.day.data
    error = try_once(lambda session: remove_day(session, day=day, by=me(), now=clock()))
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The day is an ordinary one again. Terms that are still running were counted anew."))
    return redirect(url_for("admin.calendar", nam=day.year))


@bp.post("/quan-tri/ngay-lam-viec/<int:year>/co-dinh")
@open_to(Role.ADMIN)
def add_fixed_calendar_days(year: int) -> ResponseReturnValue:
    """Enter the holidays that fall on the same day each year."""
    FixedDaysForm().validate()
    year = _within_reach(year)
    error = try_once(lambda session: add_fixed_days(session, fixed_holidays(year), by=me(), now=clock()))
    if error is not None:
        refused(sentence(error))
    else:
        said(_("The fixed holidays of %(year)s are kept.", year=year))
    return redirect(url_for("admin.calendar", nam=year))


def _within_reach(year: int) -> int:
    this = local_day(clock()).year
    return min(max(year, this - YEARS_AROUND), this + YEARS_AROUND)


def _page(form: CalendarForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    this = local_day(clock()).year
    year = _within_reach(request.args.get("nam", this, type=int))
    days = list_days(reading(), year)
    present = {one.day_on for one in days}
    return render_template(
        "admin/calendar.html",
        form=form,
        problem=problem,
        year=year,
        days=days,
        fixed_missing=[name for day, name in fixed_holidays(year) if day not in present],
        kinds={kind.value: words for kind, words in DAY_KINDS.items()},
    ), status

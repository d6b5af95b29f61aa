"""Deadlines in words: which day still counts and which does not, so that nobody has to know what "trước ngày" means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.errors import DeadlineNotFixedError
from judging.rules.deadlines import ZONE, closes_at, last_day, opens_at
from judging.spec.unknown import Unknown
from judging.spec.words import Bound, MilestoneKind, Precision
from portal.display import clock_time, day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.spec.deadlines import Deadline

MILESTONES: Mapping[MilestoneKind, LazyString] = {
    MilestoneKind.PROGRAMME_START: _l("The contest begins"),
    MilestoneKind.PROGRAMME_END: _l("The contest ends"),
    MilestoneKind.ENTRIES_OPEN: _l("Entries are taken"),
    MilestoneKind.AUTHORS_CLOSE: _l("Authors hand in to their unit"),
    MilestoneKind.ENTRIES_CLOSE: _l("Entries reach the organiser"),
    MilestoneKind.RESULTS_BY: _l("Results are announced"),
    MilestoneKind.AWARDS_BY: _l("Prizes are handed over"),
    MilestoneKind.QUESTIONS_CLOSE: _l("Questions are answered"),
}
BEGINNINGS = frozenset({MilestoneKind.PROGRAMME_START, MilestoneKind.ENTRIES_OPEN})


def deadline_sentence(deadline: Deadline | Unknown, *, begins: bool = False) -> str:
    """A deadline as a sentence: `no later than 15/9/2020, that day included`, `before 21/9/2020: the last day …`.

    `begins` tells the first day instead of the last. Days are those of Asia/Ho_Chi_Minh (S001-R25 to R28).
    """
    if isinstance(deadline, Unknown):
        return str(_("not decided yet; %(office)s decides", office=deadline.decided_by))
    try:
        if begins:
            first = opens_at(deadline).astimezone(ZONE).date()
            return str(_("from %(day)s on", day=day(first)))
        return _until(deadline)
    except DeadlineNotFixedError:
        return deadline.text or _("follows an event; the day will be announced")


def _until(deadline: Deadline) -> str:
    exclusive = deadline.bound is Bound.EXCLUSIVE
    last = day(last_day(deadline))
    if isinstance(deadline.value, datetime) or deadline.at is not None:
        moment = opens_at(deadline)
        facts = {"time": clock_time(moment), "day": day(moment.astimezone(ZONE).date())}
        if exclusive:
            return str(_("before %(time)s on %(day)s", **facts))
        return str(_("no later than %(time)s on %(day)s", **facts))
    if exclusive:
        refused = day(closes_at(deadline).astimezone(ZONE).date())
        return str(_("before %(day)s: the last day is %(last)s", day=refused, last=last))
    if deadline.precision in {Precision.MONTH, Precision.QUARTER, Precision.YEAR}:
        return str(_("until the end of %(last)s", last=last))
    return str(_("no later than %(day)s, that day included", day=last))

"""Single rules of a campaign's plan as sentences: a target, an index, a quota, a deadline that returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.spec.campaign_words import IndexTest, Measure
from judging.spec.deadlines import Deadline, Recurrence
from judging.spec.unknown import Unknown
from judging.spec.words import Bound, Every, QuotaKind
from portal.campaign_words import COMPARISONS, EVERY, INDICES
from portal.deadline_words import deadline_sentence
from portal.display import capitalize, mark, number

if TYPE_CHECKING:
    from judging.spec.award_forms import AwardQuota
    from judging.spec.contents import IndexReference, Target
    from judging.spec.quotas import Quota


def target_sentence(target: Target) -> str:
    """`TTHC theo cơ chế một cửa: exactly 100%`."""
    value = mark(target.value) + ("%" if target.measure is Measure.PERCENT else "")
    return f"{target.label}: {str(COMPARISONS[target.comparison]) % {'value': value}}"


def index_sentence(wanted: IndexReference) -> str:
    """What is asked of an index result, with its year and among whom where the plan says so."""
    if wanted.test is IndexTest.GRADE_AT_LEAST:
        told = _("grade “%(grade)s” or better", grade=wanted.grade)
    elif isinstance(wanted.places, Unknown):
        ask = {"office": wanted.places.decided_by}
        told = (
            _("a high rank; up to which is not decided yet, %(office)s decides", **ask)
            if wanted.test is IndexTest.RANK_WITHIN
            else _("a leap against the year before; how large is not decided yet, %(office)s decides", **ask)
        )
    elif wanted.test is IndexTest.RANK_WITHIN:
        told = _("rank 1 to %(places)s", places=wanted.places)
    else:
        told = _("at least %(places)s places better than the year before", places=wanted.places)
    rest = [str(wanted.year) if wanted.year else "", wanted.among or ""]
    where = ", ".join(part for part in rest if part)
    return f"{capitalize(str(INDICES[wanted.index]))}{f' ({where})' if where else ''}: {told}"


def quota_sentence(quota: AwardQuota) -> str:  # noqa: PLR0911  one line for each kind of quota
    """How many may be commended, in words; what is open is said with who decides it."""
    held = quota.quota
    if isinstance(held, Unknown):
        return " ".join([_("not decided yet; %(office)s decides", office=held.decided_by) + ".", held.note]).strip()
    if held.kind is QuotaKind.OTHER_DOCUMENT:
        return str(_("as %(document)s says", document=quota.document))
    if held.kind is QuotaKind.PERCENT:
        return str(_("at most %(percent)s%% of %(base)s", percent=mark_of(held), base=held.base))
    if held.kind is QuotaKind.RANGE:
        return str(_("from %(low)s to %(high)s", low=number(held.minimum or 0), high=number(held.maximum or 0)))
    if held.kind is QuotaKind.MAXIMUM:
        return str(_("at most %(high)s", high=number(held.maximum or 0)))
    if held.kind is QuotaKind.EXACT:
        return str(_("exactly %(count)s", count=number(held.maximum or 0)))
    if held.kind is QuotaKind.PER_UNIT:
        return str(_("at most %(count)s of each unit", count=number(held.maximum or 0)))
    if held.kind is QuotaKind.DISCRETIONARY:
        return str(_("as whoever awards decides"))
    return str(_("the plan names no number"))


def mark_of(quota: Quota) -> str:
    """The percentage of a quota."""
    return mark(quota.percent) if quota.percent is not None else ""


def campaign_deadline(deadline: Deadline | Unknown, *, begins: bool = False) -> str:
    """Like `deadline_sentence`, and for days that return: `before day 5 of every month: day 4 is the last`."""
    if not isinstance(deadline, Deadline) or not isinstance(deadline.value, Recurrence):
        return deadline_sentence(deadline, begins=begins)
    again = deadline.value
    day = _returning_day(again)
    if deadline.bound is Bound.EXCLUSIVE:
        return str(_("%(every)s before %(day)s; that day itself is too late", every=EVERY[again.every], day=day))
    return str(_("%(every)s until the end of %(day)s", every=EVERY[again.every], day=day))


def _returning_day(again: Recurrence) -> str:
    if again.every is Every.YEAR and again.day is not None and again.month is not None:
        return f"{again.day:02d}/{again.month:02d}"
    if again.day is None:
        return str(_("the last day of the month"))
    if again.every is Every.MONTH or again.month is None:
        return str(_("day %(day)s", day=f"{again.day:02d}"))
    return str(_("day %(day)s of its month %(month)s", day=f"{again.day:02d}", month=again.month))

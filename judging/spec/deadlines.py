"""Times as a plan tells them. `judging.rules.deadlines` turns them into instants."""

from dataclasses import dataclass
from datetime import date, datetime, time

from judging.spec.unknown import Unknown
from judging.spec.words import Bound, Every, MilestoneKind, Precision

ZONE_NAME = "Asia/Ho_Chi_Minh"
"""The zone in which every plan speaks (UTC+7, no summer time)."""


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """A day counted from the day on which the plan is loaded; only demonstrations use it (see `resolve`)."""

    offset_days: int
    at: time | None = None


@dataclass(frozen=True, slots=True)
class EventAnchor:
    """A moment that follows an event: "ngay sau khi công bố kết quả".

    `offset_days` are calendar days, or working days where `in_working_days`.
    """

    event: str
    offset_days: int = 0
    in_working_days: bool | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A day that returns: "trước ngày 05 hằng tháng", "trước ngày 05/01 hằng năm".

    `day` None, or a day that the month does not have, is the month's last. `month` counts within the year, half-year
    or quarter; None is its last month. `since` and `until` are the first and the last day that it may fall on.
    """

    every: Every
    day: int | None = None
    month: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit in time.

    `value` is a local day, an aware instant, a day relative to loading, an event, or a day that returns.
    `at` is the local time of day, for a day only; without it an inclusive day lasts until its end.
    `text` keeps the words of the plan: "chậm nhất vào ngày 15/9/2020".
    """

    value: date | datetime | RelativeDay | EventAnchor | Recurrence
    bound: Bound = Bound.INCLUSIVE
    precision: Precision = Precision.DAY
    at: time | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of the programme's moments."""

    kind: MilestoneKind
    deadline: Deadline | Unknown

"""What a measurement says of the limits of a category (design 5, Verdicts). Only a person may reject."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import Demand, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.spec.categories import Category
    from judging.spec.quotas import Bounds

NEAR_SECONDS = 1
"""A duration this near to a limit is borderline: containers round (a 6:00 WebM honestly reports 360.008 s)."""

TRACKS_APART_SECONDS = 1
"""Tracks that differ by more leave open which of them is the work's duration."""


class Reason(StrEnum):
    """Why a verdict is what it is; the portal words it."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    FIGURES_DISAGREE = "figures_disagree"
    NEAR_LIMIT = "near_limit"
    TRACKS_DIFFER = "tracks_differ"
    FOUND = "found"
    MISSING = "missing"
    NOT_TOLD = "not_told"
    PAGES_UNREAD = "pages_unread"
    DOUBTFUL = "doubtful"


class FigureKind(StrEnum):
    """Which number: chữ by the official rule, chữ as Word counts them, or seconds."""

    OFFICIAL = "official"
    WORD_LIKE = "word_like"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number and how far it lies outside the limits (negative: too little; 0: inside)."""

    kind: FigureKind
    value: int
    off_by: int


@dataclass(frozen=True, slots=True)
class MeasuredVerdict:
    """One demand of the plan held against the work.

    `missing` names the cover fields that were not found; `counter` the version of the rule that counted.
    """

    kind: Demand
    verdict: Verdict
    reason: Reason
    figures: tuple[Figure, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    missing: tuple[str, ...] = ()
    counter: str | None = None

    @property
    def off_by(self) -> int:
        """By how much the worst of the figures lies outside."""
        return max((figure.off_by for figure in self.figures), key=abs, default=0)


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What the media side found in a work; None is what the file does not tell.

    `track_seconds` are the spans of the single tracks, `cover_fields` the keys of those found on the cover.
    `has_unread_pages`: some pages are pictures, so that the work holds more chữ than were counted.
    `is_duration_doubtful`: the file tells a duration, and something in it speaks against that.
    """

    official_chu: int | None = None
    word_like_chu: int | None = None
    counter: str | None = None
    has_unread_pages: bool = False
    duration_seconds: Decimal | float | None = None
    track_seconds: tuple[Decimal | float, ...] = ()
    is_duration_doubtful: bool = False
    is_a4: bool | None = None
    has_page_numbers: bool | None = None
    cover_fields: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """Everything that a category demands of the form, and what it comes to."""

    overall: Verdict
    items: tuple[MeasuredVerdict, ...]


def form_verdict(category: Category, facts: WorkFacts) -> FormVerdict:
    """Hold `facts` against every demand of `category`; what the plan does not ask gives no item."""
    items = []
    if category.chu is not None:
        items.append(
            chu_verdict(
                category.chu,
                facts.official_chu,
                facts.word_like_chu,
                counter=facts.counter,
                has_unread_pages=facts.has_unread_pages,
            )
        )
    if category.seconds is not None:
        items.append(
            duration_verdict(
                category.seconds,
                facts.duration_seconds,
                facts.track_seconds,
                is_doubtful=facts.is_duration_doubtful,
            )
        )
    if category.a4:
        items.append(_told_verdict(Demand.A4, told=facts.is_a4))
    if category.page_numbers:
        items.append(_told_verdict(Demand.PAGE_NUMBERS, told=facts.has_page_numbers))
    if required := tuple(field.key for field in category.cover_fields if field.required):
        items.append(cover_verdict(required, facts.cover_fields))
    return FormVerdict(overall(item.verdict for item in items), tuple(items))


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """One failure fails; else what is unknown stays unknown; else a borderline shows; else it passes."""
    held = set(verdicts)
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.BORDERLINE):
        if verdict in held:
            return verdict
    return Verdict.PASS


def chu_verdict(
    limits: Bounds,
    official: int | None,
    word_like: int | None,
    *,
    counter: str | None = None,
    has_unread_pages: bool = False,
) -> MeasuredVerdict:
    """Pass if both figures are inside, fail if both are outside, else borderline (S001-R21).

    1.463 by Word and 1.429 by the official rule pass 1.000-2.000; 2.010 and 1.990 are borderline.
    With pages that nobody could read the figures are those of the other pages: a person decides, unless both are over
    the maximum already, where more can only be further outside.
    """
    if official is None or word_like is None:
        return _measured(Demand.CHU, Verdict.UNKNOWN, Reason.NOT_TOLD, limits, counter=counter)
    figures = (
        Figure(FigureKind.OFFICIAL, official, limits.off_by(official)),
        Figure(FigureKind.WORD_LIKE, word_like, limits.off_by(word_like)),
    )
    if has_unread_pages and any(figure.off_by <= 0 for figure in figures):
        return _measured(Demand.CHU, Verdict.UNKNOWN, Reason.PAGES_UNREAD, limits, figures, counter=counter)
    outside = sum(figure.off_by != 0 for figure in figures)
    verdict, reason = (
        (Verdict.PASS, Reason.INSIDE),
        (Verdict.BORDERLINE, Reason.FIGURES_DISAGREE),
        (Verdict.FAIL, Reason.OUTSIDE),
    )[outside]
    return _measured(Demand.CHU, verdict, reason, limits, figures, counter=counter)


def duration_verdict(
    limits: Bounds,
    seconds: Decimal | float | None,
    track_seconds: tuple[Decimal | float, ...] = (),
    *,
    is_doubtful: bool = False,
) -> MeasuredVerdict:
    """The presentation span, rounded to whole seconds, against the limits (S001-R23).

    Within one second of a limit, and when the tracks lie more than a second apart, it is borderline:
    of 4 to 6 minutes 3:57 fails, 3:59 and 4:00 are borderline, 5:12 passes, 6:01 is borderline, 6:03 fails.
    What is doubtful (a stretched time table, one picture shown for minutes) is for a person, wherever it lies.
    """
    if seconds is None:
        return _measured(Demand.SECONDS, Verdict.UNKNOWN, Reason.NOT_TOLD, limits)
    rounded = whole_seconds(seconds)
    figures = (Figure(FigureKind.SECONDS, rounded, limits.off_by(rounded)),)
    tracks = [_exact(span) for span in track_seconds]
    if is_doubtful:
        verdict, reason = Verdict.UNKNOWN, Reason.DOUBTFUL
    elif tracks and max(tracks) - min(tracks) > TRACKS_APART_SECONDS:
        verdict, reason = Verdict.BORDERLINE, Reason.TRACKS_DIFFER
    elif any(abs(rounded - limit) <= NEAR_SECONDS for limit in (limits.minimum, limits.maximum) if limit is not None):
        verdict, reason = Verdict.BORDERLINE, Reason.NEAR_LIMIT
    elif limits.holds(rounded):
        verdict, reason = Verdict.PASS, Reason.INSIDE
    else:
        verdict, reason = Verdict.FAIL, Reason.OUTSIDE
    return _measured(Demand.SECONDS, verdict, reason, limits, figures)


def cover_verdict(required: tuple[str, ...], found: frozenset[str] | None) -> MeasuredVerdict:
    """Whether every field that the plan asks for stands on the cover (S001-R18)."""
    if found is None:
        return MeasuredVerdict(Demand.COVER, Verdict.UNKNOWN, Reason.NOT_TOLD)
    missing = tuple(key for key in required if key not in found)
    if missing:
        return MeasuredVerdict(Demand.COVER, Verdict.FAIL, Reason.MISSING, missing=missing)
    return MeasuredVerdict(Demand.COVER, Verdict.PASS, Reason.FOUND)


def whole_seconds(seconds: Decimal | float) -> int:
    """A span as it is printed: the nearest second, halves up (239.5 is 240)."""
    return int(_exact(seconds).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _exact(seconds: Decimal | float) -> Decimal:
    return seconds if isinstance(seconds, Decimal) else Decimal(repr(seconds))


def _told_verdict(kind: Demand, *, told: bool | None) -> MeasuredVerdict:
    if told is None:
        return MeasuredVerdict(kind, Verdict.UNKNOWN, Reason.NOT_TOLD)
    if told:
        return MeasuredVerdict(kind, Verdict.PASS, Reason.FOUND)
    return MeasuredVerdict(kind, Verdict.FAIL, Reason.MISSING)


def _measured(
    kind: Demand,
    verdict: Verdict,
    reason: Reason,
    limits: Bounds,
    figures: tuple[Figure, ...] = (),
    *,
    counter: str | None = None,
) -> MeasuredVerdict:
    return MeasuredVerdict(
        kind, verdict, reason, figures, minimum=limits.minimum, maximum=limits.maximum, counter=counter
    )

"""What was measured in an essay, beside its verdicts: facts, how old encodings were read, what was counted before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from media.measuring import MEASURER_VERSION
from portal.display import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask_babel import LazyString

    from judging.models.entries import Measurement

MOST_FONTS = 5
PARTS: dict[str, LazyString] = {
    "cover": _l("the cover"),
    "headings": _l("headings"),
    "tables": _l("tables"),
    "captions": _l("captions of pictures"),
    "footnotes": _l("footnotes"),
    "references": _l("the list of references"),
    "appendix": _l("the appendix"),
    "headers": _l("headers"),
    "footers": _l("footers"),
}


@dataclass(frozen=True, slots=True)
class OldReading:
    """A passage in an old encoding, as the file holds it and as it was read."""

    encoding: str
    original: str
    text: str


@dataclass(frozen=True, slots=True)
class Before:
    """Both figures under an earlier counting rule."""

    counter: str
    word_like: str
    official: str


@dataclass(frozen=True, slots=True)
class ShownEssay:
    """The facts of an essay in words, and examples of how old encodings were read."""

    measurement: Measurement
    facts: tuple[tuple[str, str], ...]
    readings: tuple[OldReading, ...]
    counter: str

    @property
    def is_by_older_measurer(self) -> bool:
        """Whether measuring again could give other figures; nobody does so unasked."""
        return self.measurement.measurer_version != MEASURER_VERSION

    @property
    def before(self) -> Before | None:
        """The figures under the counting rule before this one; None when no other rule ever counted."""
        rows = [row for row in self.measurement.part.measurements if row.report.get("essay")]
        upto = rows[: rows.index(self.measurement) + 1] if self.measurement in rows else []
        for earlier, later in reversed(list(pairwise(upto))):
            was, now = earlier.report["essay"], later.report["essay"]
            if was["counter_version"] != now["counter_version"]:
                return Before(was["counter_version"], _figure(was["chu_word_like"]), _figure(was["chu_official"]))
        return None


def shown_essay(measurement: Measurement) -> ShownEssay | None:
    """What a page says of a measured essay; None for other works."""
    essay = measurement.report.get("essay")
    if essay is None:
        return None
    readings = tuple(OldReading(**reading) for reading in essay.get("readings", ()))
    return ShownEssay(measurement, tuple(_facts(essay)), readings, essay["counter_version"])


def _facts(essay: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("As Word counts"), _figure(essay["chu_word_like"])
    yield _("Official count (tokens with a letter or digit)"), _figure(essay["chu_official"])
    if essay["chu_everything"] is not None and essay["chu_everything"] != essay["chu_word_like"]:
        yield _("With everything that was left out, as Word counts"), number(essay["chu_everything"])
    counted = essay.get("counted")
    if counted is not None:
        parts = ", ".join(str(PARTS[part]) for part in counted if part in PARTS)
        yield _("Counted beside the running text"), parts or _("no part of it")
    if essay.get("ocr_chu") is not None:
        yield _("Recognised in the scan (a hint only)"), number(essay["ocr_chu"])
    if essay.get("legacy_chu"):
        yield _("Read from an old encoding"), _("%(count)s chữ", count=number(essay["legacy_chu"]))
    yield from _about_paper(essay)
    yield from _about_content(essay)


def _about_paper(essay: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Number of pages"), _figure(essay["pages"])
    numbered = {True: _("yes"), False: _("no")}.get(essay["page_numbers"])
    yield _("Page numbers"), numbered or _("cannot be told")
    if essay["paper"]:
        sides = f"{essay['paper_width_mm']} × {essay['paper_height_mm']} mm"
        yield _("Paper"), f"{essay['paper']} ({sides})" if essay["paper"] in {"A3", "A4", "A5"} else sides
    if essay["fonts"]:
        more = len(essay["fonts"]) - MOST_FONTS
        fonts = ", ".join(essay["fonts"][:MOST_FONTS])
        yield _("Fonts"), _("%(fonts)s and %(more)s more", fonts=fonts, more=more) if more > 0 else fonts
    found = [key for key, value in essay["cover"].items() if value]
    if essay["cover"]:
        yield _("Lines of the cover found"), _("%(found)s of %(all)s", found=len(found), all=len(essay["cover"]))


def _about_content(essay: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for label, key in (
        (_("Number of pictures"), "images"),
        (_("Tables"), "tables"),
        (_("Tracked changes"), "tracked_changes"),
        (_("Comments"), "comments"),
        (_("Hidden chữ"), "hidden_chu"),
    ):
        if essay[key]:
            yield label, number(essay[key])
    percent = essay.get("vietnamese_percent")
    if percent is not None:
        yield _("Words shaped like Vietnamese"), f"{percent} %"


def _figure(value: int | None) -> str:
    return _("cannot be told") if value is None else number(value)

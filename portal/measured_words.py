"""Verdicts and findings in words: what was measured, what the plan asks, and by how much it misses (S001-R21, R23)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.enums import Demand, Verdict
from judging.rules.verdicts import FigureKind, Reason
from media.codes import Code
from portal.bridge.facts import verdict_from_plain
from portal.display import byte_size, duration, number
from portal.essay_words import shown_essay
from portal.finding_words import finding_sentence
from portal.video_pages import short_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from judging.models.entries import Measurement
    from judging.rules.verdicts import Figure, MeasuredVerdict
    from judging.spec.categories import Category
    from portal.essay_words import ShownEssay


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """One verdict as the component `verdict` wants it."""

    outcome: str
    sentence: str
    figures: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """Something that was noticed; `kind` is that of the component `notice`."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownMeasurement:
    """Everything that a page says of one measurement."""

    overall: str
    is_acceptable: bool
    verdicts: tuple[ShownVerdict, ...]
    findings: tuple[ShownFinding, ...]
    sha256: str
    size: str
    in_short: str
    essay: ShownEssay | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """What its author wants to know of a video: length, picture, sound. Of an essay the verdicts say it."""


IN_SHORT = (Demand.CHU, Demand.SECONDS)
NOTICE_KINDS = {"info": "info", "warning": "warning", "problem": "warning", "refusal": "danger"}
TOLD_ALWAYS = frozenset({Code.CONVERTED})
"""Findings of no weight that are told all the same: they say how far the reading goes."""


def shown_measurement(measurement: Measurement, category: Category) -> ShownMeasurement:
    """A kept measurement in the words of this request's language."""
    labels = {field.key: field.label for field in category.cover_fields}
    items = [verdict_from_plain(row) for row in measurement.verdicts]
    verdicts = tuple(_shown_verdicts(items, labels))
    report = measurement.report
    findings = tuple(
        ShownFinding(NOTICE_KINDS[row["severity"]], finding_sentence(row, labels))
        for row in report["findings"]
        if row["severity"] != "info" or row["code"] in TOLD_ALWAYS
    )
    measured = (one.sentence for one, item in zip(verdicts, items, strict=True) if item.kind in IN_SHORT)
    short = next(measured, "")
    if not measurement.is_acceptable:
        short = next((one.sentence for one in findings if one.kind == "danger"), _("The file cannot be used."))
    return ShownMeasurement(
        overall=measurement.verdict,
        is_acceptable=measurement.is_acceptable,
        verdicts=verdicts,
        findings=findings,
        sha256=report["sha256"],
        size=byte_size(report["size_bytes"]),
        in_short=short or report["kind"].upper(),
        essay=shown_essay(measurement),
        facts=tuple(short_facts(report)),
    )


def shown_verdict(item: MeasuredVerdict, labels: Mapping[str, str]) -> ShownVerdict:
    """One verdict in words; `labels` names the cover fields as the plan does."""
    say: dict[Demand, Callable[[MeasuredVerdict], ShownVerdict]] = {
        Demand.CHU: _chu,
        Demand.SECONDS: _seconds,
        Demand.A4: _a4,
        Demand.PAGE_NUMBERS: _page_numbers,
        Demand.COVER: lambda one: _cover(one, labels),
    }
    return say[item.kind](item)


def _shown_verdicts(items: Sequence[MeasuredVerdict], labels: Mapping[str, str]) -> Iterator[ShownVerdict]:
    """All of them; the first that is unknown says, once, what happens next: silence would read like a verdict."""
    is_said = False
    for item in items:
        shown = shown_verdict(item, labels)
        if item.verdict is Verdict.UNKNOWN and not is_said:
            is_said = True
            shown = replace(
                shown,
                note=_(
                    "What is not known counts neither for nor against the work. Whoever verifies the form opens the"
                    " work, looks and decides."
                ),
            )
        yield shown


def limits_in_words(category: Category) -> str:
    """The limits of a category: "1.000–2.000 chữ", "từ 4 phút 00 giây đến 6 phút 00 giây"; empty without any."""
    if category.chu is not None:
        return str(_("%(range)s chữ", range=_range(category.chu.minimum, category.chu.maximum, number)))
    if category.seconds is not None:
        return _range(category.seconds.minimum, category.seconds.maximum, duration)
    return ""


def _chu(item: MeasuredVerdict) -> ShownVerdict:
    limits = _range(item.minimum, item.maximum, number)
    if not item.figures:
        return ShownVerdict(
            "unknown",
            _(
                "The number of chữ is not known: no program could read the text of this file (limits %(limits)s).",
                limits=limits,
            ),
        )
    by_kind = {one.kind: one for one in item.figures}
    word, official = by_kind[FigureKind.WORD_LIKE], by_kind[FigureKind.OFFICIAL]
    figures = (
        (_("As Word counts"), number(word.value)),
        (_("Official count (tokens with a letter or digit)"), number(official.value)),
    )
    shown = number(word.value)
    if item.reason is Reason.PAGES_UNREAD:
        sentence = _(
            "%(count)s chữ on the pages that are text; other pages are pictures and were not counted: a person decides"
            " (limits %(limits)s)",
            count=shown, limits=limits,
        )  # fmt: skip
    elif item.verdict is Verdict.PASS:
        sentence = _("%(count)s chữ: within the limits %(limits)s", count=shown, limits=limits)
    elif item.verdict is Verdict.BORDERLINE:
        sentence = _(
            "%(count)s chữ as Word counts, %(official)s by the official count: on the border of %(limits)s",
            count=shown, official=number(official.value), limits=limits,
        )  # fmt: skip
    else:
        sentence = _by_how_much(word, shown, limits)
    outcome = "doubtful" if item.reason is Reason.PAGES_UNREAD else item.verdict.value
    return ShownVerdict(outcome, sentence, figures)


def _by_how_much(figure: Figure, shown: str, limits: str) -> str:
    off = number(abs(figure.off_by))
    if figure.off_by < 0:
        return str(_("%(count)s chữ: %(off)s too few for %(limits)s", count=shown, off=off, limits=limits))
    return str(_("%(count)s chữ: %(off)s too many for %(limits)s", count=shown, off=off, limits=limits))


def _seconds(item: MeasuredVerdict) -> ShownVerdict:
    limits = _range(item.minimum, item.maximum, duration)
    if not item.figures:
        return ShownVerdict(
            "unknown",
            _(
                "The duration is not known: neither the file's times nor its pictures and sound tell it"
                " (limits %(limits)s).",
                limits=limits,
            ),
        )
    figure = item.figures[0]
    shown, off = duration(figure.value), duration(abs(figure.off_by))
    if item.reason is Reason.DOUBTFUL:
        sentence = _(
            "%(shown)s by the file's own time table, against which something speaks: a person decides"
            " (limits %(limits)s)",
            shown=shown, limits=limits,
        )  # fmt: skip
    elif item.reason is Reason.TRACKS_DIFFER:
        sentence = _(
            "%(shown)s, but picture and sound differ in length (limits %(limits)s)", shown=shown, limits=limits
        )
    elif item.verdict is Verdict.BORDERLINE:
        sentence = _("%(shown)s: on the border of %(limits)s", shown=shown, limits=limits)
    elif item.verdict is Verdict.PASS:
        sentence = _("%(shown)s: within the limits %(limits)s", shown=shown, limits=limits)
    elif figure.off_by < 0:
        sentence = _("%(shown)s: %(off)s too short for %(limits)s", shown=shown, off=off, limits=limits)
    else:
        sentence = _("%(shown)s: %(off)s too long for %(limits)s", shown=shown, off=off, limits=limits)
    outcome = "doubtful" if item.reason is Reason.DOUBTFUL else item.verdict.value
    return ShownVerdict(outcome, sentence)


def _a4(item: MeasuredVerdict) -> ShownVerdict:
    return ShownVerdict(
        item.verdict.value,
        {
            Verdict.PASS: _("The pages are A4."),
            Verdict.FAIL: _("The pages are not A4."),
        }.get(item.verdict, _("The paper size is not known: the file does not tell it.")),
    )


def _page_numbers(item: MeasuredVerdict) -> ShownVerdict:
    return ShownVerdict(
        item.verdict.value,
        {
            Verdict.PASS: _("The pages are numbered."),
            Verdict.FAIL: _("The pages are not numbered."),
        }.get(item.verdict, _("Whether the pages are numbered is not known: the file does not tell it.")),
    )


def _cover(item: MeasuredVerdict, labels: Mapping[str, str]) -> ShownVerdict:
    if item.verdict is Verdict.PASS:
        return ShownVerdict("pass", _("The cover names everything that the plan asks for."))
    if item.verdict is Verdict.FAIL:
        missing = ", ".join(labels.get(key, key) for key in item.missing)
        return ShownVerdict("fail", _("Missing on the cover: %(fields)s.", fields=missing))
    return ShownVerdict("unknown", _("What stands on the cover is not known: no program could read it."))


def _range(minimum: int | None, maximum: int | None, shown: Callable[[Any], str]) -> str:
    if minimum is not None and maximum is not None:
        if shown is number:
            return f"{shown(minimum)}–{shown(maximum)}"
        return str(_("from %(minimum)s to %(maximum)s", minimum=shown(minimum), maximum=shown(maximum)))
    if minimum is not None:
        return str(_("at least %(minimum)s", minimum=shown(minimum)))
    return str(_("at most %(maximum)s", maximum=shown(maximum or 0)))

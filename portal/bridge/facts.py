"""Facts up: a report of the media side becomes figures, verdicts under a plan, and plain rows to keep."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from judging.actions.measurements import Measured
from judging.enums import Demand, Verdict
from judging.rules.verdicts import Figure, FigureKind, FormVerdict, MeasuredVerdict, Reason, WorkFacts, form_verdict
from judging.spec.words import WorkForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from judging.spec.categories import Category
    from media.reports import EssayFacts, Report

MILLI = Decimal(1000)
A4 = "A4"


def work_facts(category: Category, report: Report, *, is_typed: bool = False) -> WorkFacts:
    """What a report says, as far as demands of form go.

    Where the portal itself keeps the cover data (a video's sleeve, a typed essay's title page, which it prints
    on numbered A4 pages), they are complete by the rule that an entry without them cannot be handed in.
    """
    required = frozenset(field.key for field in category.cover_fields)
    essay, video = report.essay, report.video
    if category.form is WorkForm.VIDEO:
        if video is None:
            return WorkFacts(cover_fields=required)
        return WorkFacts(
            duration_seconds=None if video.duration_ms is None else video.duration_ms / MILLI,
            track_seconds=tuple(
                track.duration_ms / MILLI
                for track in video.tracks
                if track.duration_ms is not None and track.kind in {"video", "audio"}
            ),
            is_duration_doubtful=video.is_doubtful,
            cover_fields=required,
        )
    if essay is None:
        return WorkFacts()
    return WorkFacts(
        official_chu=essay.chu_official,
        word_like_chu=essay.chu_word_like,
        counter=essay.counter_version,
        has_unread_pages=bool(essay.pictured_pages),
        is_a4=True if is_typed else None if essay.paper is None else essay.paper == A4,
        has_page_numbers=True if is_typed else essay.page_numbers,
        cover_fields=required if is_typed else _cover(essay, required),
    )


def judge_report(category: Category, report: Report, *, attachment_key: str | None, is_typed: bool) -> FormVerdict:
    """The verdict on a part: the work against every demand of the plan; an attachment has none but to be readable."""
    if report.is_refused:
        return FormVerdict(Verdict.UNKNOWN, ())
    if attachment_key is not None:
        return FormVerdict(Verdict.PASS, ())
    return form_verdict(category, work_facts(category, report, is_typed=is_typed))


def measured(
    category: Category,
    report: Report,
    *,
    attachment_key: str | None,
    is_typed: bool,
    identity: Sequence[Mapping[str, Any]] = (),
) -> Measured:
    """The report and its verdicts as the plain values that are kept."""
    verdict = judge_report(category, report, attachment_key=attachment_key, is_typed=is_typed)
    return Measured(
        measurer_version=report.measurer_version,
        sha256=report.sha256,
        report=json.loads(report.to_json()),
        verdict=verdict.overall,
        verdicts=[verdict_to_plain(item) for item in verdict.items],
        is_acceptable=not report.is_refused,
        identity=identity,
    )


def verdict_to_plain(item: MeasuredVerdict) -> dict[str, Any]:
    """A verdict as the plain row that is kept with a measurement."""
    return {
        "kind": item.kind.value,
        "verdict": item.verdict.value,
        "reason": item.reason.value,
        "figures": [{"kind": one.kind.value, "value": one.value, "off_by": one.off_by} for one in item.figures],
        "minimum": item.minimum,
        "maximum": item.maximum,
        "missing": list(item.missing),
        "counter": item.counter,
    }


def verdict_from_plain(row: Mapping[str, Any]) -> MeasuredVerdict:
    """The verdict that `verdict_to_plain` wrote."""
    return MeasuredVerdict(
        kind=Demand(row["kind"]),
        verdict=Verdict(row["verdict"]),
        reason=Reason(row["reason"]),
        figures=tuple(Figure(FigureKind(one["kind"]), one["value"], one["off_by"]) for one in row["figures"]),
        minimum=row["minimum"],
        maximum=row["maximum"],
        missing=tuple(row["missing"]),
        counter=row["counter"],
    )


def _cover(essay: EssayFacts, required: frozenset[str]) -> frozenset[str] | None:
    """The keys that were found; None when it could not be told, as of a first page that is a picture."""
    if not essay.cover or all(value is None for value in essay.cover.values()):
        return None
    found = frozenset(key for key, value in essay.cover.items() if value)
    return None if 1 in essay.pictured_pages and not required <= found else found

"""Checks that need one part of a plan only."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from judging.plans import campaign_parts as campaigns
from judging.plans.faults import Fault, fault
from judging.plans.judging_parts import check_gap, check_passing, check_round, check_rubric, check_tie_step
from judging.plans.prize_parts import check_ladder, check_tier
from judging.plans.vote_parts import check_vote_rule
from judging.spec.after import Answering, Remarking
from judging.spec.award_forms import AwardForm, AwardQuota, DossierRule, Prerequisite
from judging.spec.categories import AttachmentRule, Category
from judging.spec.contents import Content, IndexReference, IndexScale, Target
from judging.spec.councils import CouncilRule, Threshold
from judging.spec.deadlines import Deadline, EventAnchor, Recurrence, RelativeDay
from judging.spec.decoding import YEARS
from judging.spec.documents import LegalBasis, PlanDocument
from judging.spec.entering import Entering
from judging.spec.prizes import Ladder, Tier, VoteRule
from judging.spec.programme import Programme, Retention
from judging.spec.quotas import Bounds, Quota
from judging.spec.rounds import GapRule, PassRule, Round, TieStep
from judging.spec.rubrics import Rubric
from judging.spec.standards import CardLine, Condition, ScoringCard, Standard
from judging.spec.unknown import Unknown
from judging.spec.words import CountScope, Legibility, RemarkEffect, WorkForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from judging.plans.faults import Faults
    from judging.spec.decoding import Path

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")

FARTHEST_DAYS = 3660
"""Ten years: no plan counts further from a day or an event."""

MOST_ANSWER_DAYS = 60

FILE_KINDS = {
    WorkForm.ESSAY: frozenset({"docx", "pdf", "odt", "doc", "rtf", "txt", "html"}),
    WorkForm.VIDEO: frozenset({"mp4", "mov", "webm", "mkv", "avi", "mpegts"}),
}
ATTACHMENT_KINDS = frozenset({"jpg", "png", "webp", "heic", "pdf"}).union(*FILE_KINDS.values())


def part_faults(path: Path, part: object) -> list[Fault]:
    """Everything wrong with one part, looked at alone."""
    found = list(_texts(path, part))
    if check := _CHECKS.get(type(part)):
        found += check(path, part)
    return found


def _texts(path: Path, part: Any) -> Faults:  # noqa: ANN401  any spec value
    """No text may be empty, and keys are short stable words."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, str) and not value.strip() and field.name != "note":
            yield fault("empty_text", path, field.name, key=field.name)
        elif field.name == "key":
            pattern = SLUG if isinstance(part, Programme) else KEY
            if not pattern.fullmatch(value):
                yield fault("bad_key", path, "key", key=value)


def _bounds(path: Path, bounds: Bounds | Quota) -> Faults:
    low, high = bounds.minimum, bounds.maximum
    for name, value in (("minimum", low), ("maximum", high)):
        if value is not None and value < 0:
            yield fault("negative", path, name, key=name, value=value)
    if low is not None and high is not None and low > high:
        yield fault("minimum_above_maximum", path, minimum=low, maximum=high)


def _document(path: Path, document: PlanDocument) -> Faults:
    told = (
        ("number", document.number, document.number_status),
        ("issued_on", document.issued_on, document.issued_on_status),
    )
    for name, value, status in told:
        if status is Legibility.KNOWN and value is None:
            yield fault("said_to_be_known", path, name, key=name)
        elif status is not Legibility.KNOWN and value is not None:
            yield fault("said_to_be_unreadable", path, name, key=name, status=status)
    rest = (("issued_year", document.issued_year, YEARS), ("issued_month", document.issued_month, range(1, 13)))
    for name, figure, possible in rest:
        if figure is not None and document.issued_on is not None:
            yield fault("said_twice", path, name, key=name)
        if figure is not None and figure not in possible:
            yield fault("out_of_range", path, name, found=figure)


def _category(path: Path, category: Category) -> Faults:
    yield from _file_kinds(path, category.file_kinds, FILE_KINDS[category.form])
    yield from _positive(path, max_bytes=category.max_bytes)
    if category.form is WorkForm.ESSAY:
        if category.seconds is not None:
            yield fault("limit_of_another_form", path, "seconds", key="seconds", form=category.form)
        if category.chu is not None and category.count_scope is None:
            yield fault("count_scope_missing", path, "count_scope")
        if category.counted_parts and category.count_scope is not CountScope.CHOSEN:
            yield fault("counted_parts_not_chosen", path, "counted_parts")
        if category.file_kinds == () and category.typed_allowed is False:
            yield fault("no_way_to_enter", path, "file_kinds")
        return
    if category.chu is not None:
        yield fault("limit_of_another_form", path, "chu", key="chu", form=category.form)
    if category.typed_allowed is True:
        yield fault("limit_of_another_form", path, "typed_allowed", key="typed_allowed", form=category.form)
    if category.file_kinds == ():
        yield fault("no_way_to_enter", path, "file_kinds")


def _attachment(path: Path, rule: AttachmentRule) -> Faults:
    yield from _file_kinds(path, rule.file_kinds, ATTACHMENT_KINDS)
    yield from _positive(path, max_bytes=rule.max_bytes)


def _file_kinds(path: Path, kinds: tuple[str, ...] | Unknown, allowed: frozenset[str]) -> Faults:
    if isinstance(kinds, Unknown):
        return
    for index, kind in enumerate(kinds):
        if kind not in allowed:
            yield fault("unknown_file_kind", path, "file_kinds", index, found=kind, allowed=", ".join(sorted(allowed)))


def _positive(path: Path, **values: int | Decimal | Unknown | None) -> Faults:
    for name, value in values.items():
        if value is not None and not isinstance(value, Unknown) and value <= 0:
            yield fault("not_positive", path, name, key=name, value=value)


def _entering(path: Path, entering: Entering) -> Faults:
    yield from _positive(path, max_versions=entering.max_versions)
    if not isinstance(entering.grace_seconds, Unknown) and entering.grace_seconds < 0:
        yield fault("negative", path, "grace_seconds", key="grace_seconds", value=entering.grace_seconds)


def _deadline(path: Path, deadline: Deadline) -> Faults:
    if deadline.at is not None and hasattr(deadline.value, "utcoffset"):
        yield fault("time_told_twice", path, "at")
    if deadline.at is not None and deadline.at.tzinfo is not None:
        yield fault("time_with_zone", path, "at")


def _offset(path: Path, day: RelativeDay | EventAnchor) -> Faults:
    if abs(day.offset_days) > FARTHEST_DAYS:
        yield fault("out_of_range", path, "offset_days", found=day.offset_days)


def _retention(path: Path, retention: Retention) -> Faults:
    months = {name: getattr(retention, name) for name in ("winning_months", "other_months", "drafts_months")}
    yield from _positive(path, **months)


def _answering(path: Path, answering: Answering) -> Faults:
    days = {name: getattr(answering, name) for name in ("question_days", "petition_days", "referral_days")}
    yield from _positive(path, **days)
    for name, value in days.items():
        if value > MOST_ANSWER_DAYS:
            yield fault("out_of_range", path, name, found=value)


def _remarking(path: Path, remarking: Remarking) -> Faults:
    yield from _positive(path, days=remarking.days, markers=remarking.markers, limit=remarking.limit)
    for name, value in (("days", remarking.days), ("markers", remarking.markers)):
        if value > MOST_ANSWER_DAYS:
            yield fault("out_of_range", path, name, found=value)
    if (remarking.effect is RemarkEffect.IF_DIFFERS) is not (remarking.limit is not None):
        yield fault("remark_limit", path, "limit")


_CHECKS: dict[type, Callable[[Path, Any], Faults]] = {
    Bounds: _bounds,
    Quota: _bounds,
    PlanDocument: _document,
    Category: _category,
    AttachmentRule: _attachment,
    Entering: _entering,
    Deadline: _deadline,
    RelativeDay: _offset,
    EventAnchor: _offset,
    Retention: _retention,
    Answering: _answering,
    Remarking: _remarking,
    Rubric: check_rubric,
    Round: check_round,
    GapRule: check_gap,
    PassRule: check_passing,
    TieStep: check_tie_step,
    Ladder: check_ladder,
    Tier: check_tier,
    Recurrence: campaigns.check_recurrence,
    LegalBasis: campaigns.check_basis,
    Target: campaigns.check_target,
    IndexReference: campaigns.check_index,
    IndexScale: campaigns.check_scale,
    Condition: campaigns.check_condition,
    Content: campaigns.check_subjects,
    Standard: campaigns.check_standard,
    AwardForm: campaigns.check_form,
    Prerequisite: campaigns.check_prerequisite,
    AwardQuota: campaigns.check_quota,
    DossierRule: campaigns.check_subjects,
    Threshold: campaigns.check_threshold,
    CouncilRule: campaigns.check_council,
    CardLine: campaigns.check_card_line,
    ScoringCard: campaigns.check_card,
    VoteRule: check_vote_rule,
}

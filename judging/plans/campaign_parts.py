"""Checks of a campaign that need one part of its plan only."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from judging.plans.faults import doubt, fault
from judging.spec.campaign_words import CardLineKind, CardRule, ConditionKind, IndexTest, Measure
from judging.spec.quotas import Quota
from judging.spec.words import Every, QuotaKind

if TYPE_CHECKING:
    from judging.plans.faults import Faults
    from judging.spec.award_forms import AwardForm, AwardQuota, DossierRule, Prerequisite
    from judging.spec.contents import Content, IndexReference, IndexScale, Target
    from judging.spec.councils import CouncilRule, Threshold
    from judging.spec.deadlines import Recurrence
    from judging.spec.decoding import Path
    from judging.spec.documents import LegalBasis
    from judging.spec.standards import CardLine, Condition, ScoringCard, Standard

HUNDRED = Decimal(100)
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
LONGEST_MONTH = 31
_FIGURES = {
    QuotaKind.EXACT: ({"minimum", "maximum"}, set()),
    QuotaKind.MAXIMUM: ({"maximum"}, set()),
    QuotaKind.RANGE: ({"minimum", "maximum"}, set()),
    QuotaKind.PERCENT: ({"percent", "base"}, {"minimum", "maximum"}),
    QuotaKind.PER_UNIT: ({"maximum"}, {"minimum"}),
    QuotaKind.DISCRETIONARY: (set[str](), set()),
    QuotaKind.OTHER_DOCUMENT: (set(), set()),
    QuotaKind.NOT_STATED: (set(), set()),
}
"""For each kind of quota the figures that it needs, and those that it may have beside them."""


def check_recurrence(path: Path, again: Recurrence) -> Faults:
    """A day from 1 to 31, a month within the period, a first day before the last."""
    if again.day is not None and not 1 <= again.day <= LONGEST_MONTH:
        yield fault("out_of_range", path, "day", found=again.day)
    if again.month is not None and not 1 <= again.month <= MONTHS[again.every]:
        yield fault("out_of_range", path, "month", found=again.month)
    if again.since is not None and again.until is not None and again.until < again.since:
        yield fault("dates_out_of_order", path, "until", first="since", second="until")


def check_basis(path: Path, basis: LegalBasis) -> Faults:
    """What the document writes in two ways is for a person to look at (S003-R01)."""
    if basis.other_dates:
        days = ", ".join(f"{day:%d/%m/%Y}" for day in basis.other_dates)
        told = f"{basis.issued_on:%d/%m/%Y}" if basis.issued_on else "none"
        yield doubt("basis_dates_conflict", path, "other_dates", number=basis.number, told=told, others=days)
    if basis.other_numbers:
        others = ", ".join(basis.other_numbers)
        yield doubt("basis_numbers_conflict", path, "other_numbers", number=basis.number, others=others)


def check_target(path: Path, target: Target) -> Faults:
    """A figure from 0 on; a percentage up to 100."""
    if target.value < 0:
        yield fault("negative", path, "value", key="value", value=target.value)
    if target.measure is Measure.PERCENT and target.value > HUNDRED:
        yield fault("above_hundred", path, "value", value=target.value)


def check_index(path: Path, wanted: IndexReference) -> Faults:
    """A grade for a grade, a number of places for a rank or a leap."""
    needed, needless = ("grade", "places") if wanted.test is IndexTest.GRADE_AT_LEAST else ("places", "grade")
    if getattr(wanted, needed) is None:
        yield fault("index_without", path, test=wanted.test, key=needed)
    if getattr(wanted, needless) is not None:
        yield fault("index_with_needless", path, needless, test=wanted.test, key=needless)
    if isinstance(wanted.places, int) and wanted.places <= 0:
        yield fault("not_positive", path, "places", key="places", value=wanted.places)


def check_scale(path: Path, scale: IndexScale) -> Faults:
    """At least two grades, each once."""
    if isinstance(scale.grades, tuple) and len({*scale.grades}) != max(len(scale.grades), 2):
        yield fault("grades_repeat", path, "grades")


def check_condition(path: Path, condition: Condition) -> Faults:
    """An index where it hangs on one, kinds of units where it hangs on them."""
    needs = {ConditionKind.HAS_INDEX: "index", ConditionKind.OF_UNIT_KIND: "unit_kinds"}
    needed = needs.get(condition.kind)
    if needed is not None and not getattr(condition, needed):
        yield fault("condition_without", path, kind=condition.kind, key=needed)


def check_subjects(path: Path, part: Content | AwardForm | DossierRule) -> Faults:
    """Whatever is for subjects is for at least one kind of them."""
    if not part.subjects:
        yield fault("empty_list", path, "subjects", key="subjects")


def check_standard(path: Path, standard: Standard) -> Faults:
    """Somebody must show it; and of alternatives there are two or none."""
    if not standard.subjects:
        yield fault("empty_list", path, "subjects", key="subjects")
    if len(standard.any_of) == 1:
        yield fault("one_alternative", path, "any_of")


def check_form(path: Path, form: AwardForm) -> Faults:
    """Bonuses above 0, one for each subject."""
    yield from check_subjects(path, form)
    if not isinstance(form.bonuses, tuple):
        return
    seen = set()
    for index, bonus in enumerate(form.bonuses):
        if bonus.coefficient <= 0:
            yield fault(
                "not_positive", path, "bonuses", index, "coefficient", key="coefficient", value=bonus.coefficient
            )
        if bonus.subject in seen:
            yield fault("repeated_key", path, "bonuses", index, key=bonus.subject)
        seen.add(bonus.subject)


def check_prerequisite(path: Path, needed: Prerequisite) -> Faults:
    """At least one earlier award, within at least one year."""
    for name in ("count", "within_years"):
        value = getattr(needed, name)
        if value is not None and value <= 0:
            yield fault("not_positive", path, name, key=name, value=value)


def check_quota(path: Path, quota: AwardQuota) -> Faults:
    """The figures of its kind and no others; the document that another document's quota stands in."""
    if not quota.forms:
        yield fault("empty_list", path, "forms", key="forms")
    if not isinstance(quota.quota, Quota):
        return
    held = quota.quota
    needed, possible = _FIGURES[held.kind]
    for name in ("minimum", "maximum", "percent", "base"):
        has = getattr(held, name) is not None
        if name in needed and not has:
            yield fault("quota_without", path, "quota", kind=held.kind, key=name)
        elif has and name not in needed | possible:
            yield fault("quota_with_needless", path, "quota", kind=held.kind, key=name)
    if held.percent is not None and not 0 < held.percent <= HUNDRED:
        yield fault("above_hundred", path, "quota", "percent", value=held.percent)
    if held.kind is QuotaKind.EXACT and held.minimum != held.maximum:
        yield fault("exact_with_two_figures", path, "quota", minimum=held.minimum, maximum=held.maximum)
    if (held.kind is QuotaKind.OTHER_DOCUMENT) is not (quota.document is not None):
        yield fault("quota_document", path, "document")


def check_threshold(path: Path, threshold: Threshold) -> Faults:
    """A share that can be reached."""
    most = threshold.percent >= HUNDRED if threshold.strictly else threshold.percent > HUNDRED
    if threshold.percent <= 0 or most:
        yield fault("above_hundred", path, "percent", value=threshold.percent)


def check_council(path: Path, council: CouncilRule) -> Faults:
    """A quorum that can be reached."""
    quorum = council.quorum_percent
    if isinstance(quorum, Decimal) and not 0 < quorum <= HUNDRED:
        yield fault("above_hundred", path, "quorum_percent", value=quorum)


def check_card_line(path: Path, line: CardLine) -> Faults:
    """Points above 0, and points for each case where cases are counted."""
    if line.maximum <= 0:
        yield fault("not_positive", path, "maximum", key="maximum", value=line.maximum)
    if (line.rule is CardRule.EACH_CASE) is not (line.each is not None):
        yield fault("card_line_each", path, "each")
    elif line.each is not None and not 0 < line.each <= line.maximum:
        yield fault("not_positive", path, "each", key="each", value=line.each)


def check_card(path: Path, card: ScoringCard) -> Faults:
    """The lines that give points come to the scale, each in whole steps."""
    if card.step <= 0:
        yield fault("not_positive", path, "step", key="step", value=card.step)
        return
    total = sum((line.maximum for line in card.lines if line.kind is CardLineKind.POINTS), Decimal(0))
    if total != card.scale:
        yield fault("card_sum", path, "lines", total=total, scale=card.scale)
    for index, line in enumerate(card.lines):
        if line.maximum % card.step:
            yield fault("step_does_not_divide", path, "lines", index, "maximum", maximum=line.maximum, step=card.step)

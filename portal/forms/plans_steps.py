"""The steps of the plan wizard: which places of a plan stand on which page, in the order of a signed plan.

It is longer than 300 lines, being a table: one page after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.enums import Role
from judging.spec.rounds import PassRule
from judging.spec.unknown import Unknown
from judging.spec.words import (
    Aggregation,
    AiHelpRule,
    Blindness,
    BorderRule,
    Calibration,
    CountedPart,
    CountScope,
    Exclusivity,
    FinishedSheets,
    GapAction,
    Intake,
    LateRule,
    MilestoneKind,
    OnFail,
    PassKind,
    RelatedUnits,
    WorkForm,
)
from portal.forms.plans_after import after_groups
from portal.forms.plans_fields import Kind, PlanField
from portal.forms.plans_groups import Field, Group, GroupField
from portal.forms.plans_prizes import ladder_groups, list_group
from portal.forms.plans_rows import (
    CONTACTS,
    DECLARATIONS,
    LEGAL_BASES,
    TOPICS,
    criteria_of,
    ties_of,
)
from portal.kinds import PERSONNEL_KINDS, UNIT_KINDS
from portal.plan_words import MILESTONES, choices_of
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from flask_babel import LazyString

    from judging.spec.entering import NamedKind
    from judging.spec.programme import Programme

ESSAY_FILES = ("docx", "pdf", "odt", "doc", "rtf", "txt", "html")
VIDEO_FILES = ("mp4", "mov", "webm", "mkv", "avi", "mpegts")
IMAGE_FILES = ("jpg", "png")
MARK_STEPS = ("1", "0.5", "0.25")
MAY_BE_LEFT_OUT = frozenset({MilestoneKind.AUTHORS_CLOSE, MilestoneKind.PROGRAMME_START, MilestoneKind.PROGRAMME_END})


STEPS: Mapping[str, LazyString] = {
    "van-ban": _l("The document"),
    "thoi-gian": _l("Days"),
    "the-loai": _l("Categories and limits"),
    "du-thi": _l("Entering"),
    "cham": _l("Judging"),
    "giai": _l("Prizes"),
}
"""Each step by its word in the address, in order."""


def groups_of(step: str, plan: Programme) -> tuple[Group, ...]:
    """The groups of fields of a step, for this plan."""
    return tuple(_GROUPS[step](plan))


def _field(
    path: str, kind: Kind, *, is_open: bool = False, is_optional: bool = False, may_be_unlimited: bool = False
) -> PlanField:
    return PlanField(path, kind, is_open=is_open, is_optional=is_optional, may_be_unlimited=may_be_unlimited)


def _choice(path: str, words: type[StrEnum], *, is_open: bool = True) -> PlanField:
    return PlanField(path, Kind.CHOICE, tuple(choices_of(words)), words, is_open=is_open)


def _checks(path: str, words: Iterable[tuple[str, str]], *, is_open: bool = True, is_named: bool = False) -> PlanField:
    return PlanField(path, Kind.CHECKS, tuple(words), is_open=is_open, is_named=is_named)


def _document(_plan: Programme) -> Iterable[Group]:
    text, lines = Kind.TEXT, Kind.LINES
    yield Group(
        _("The contest"),
        (
            _field("title", text),
            _field("theme", text, is_optional=True),
            _field("organiser", text),
            _field("purposes", lines),
            _field("requirements", lines),
        ),
    )
    signer = tuple(
        PlanField(f"document.signer.{name}", text, is_optional=name == "authority")
        for name in ("name", "position", "authority")
    )
    yield Group(
        _("The signed document"),
        (
            _field("document.doc_type", text),
            _field("document.issuer", text),
            _field("document.number", text, is_optional=True),
            _field("document.place", text, is_optional=True),
            _field("document.issued_on", Kind.DAY, is_optional=True),
            GroupField("document.signer", signer),
            _field("document.recipients", lines),
            LEGAL_BASES,
        ),
        _("Leave the number and the day empty while the document is not signed: they can be added at any time."),
    )


def _days(_plan: Programme) -> Iterable[Group]:
    fields = tuple(
        PlanField(
            f"milestones[{kind}].deadline",
            Kind.DEADLINE,
            is_open=kind not in MAY_BE_LEFT_OUT,
            is_optional=kind in MAY_BE_LEFT_OUT,
        )
        for kind in MILESTONES
    )
    yield Group(
        _("Milestones"),
        fields,
        _("“Until the end of the day” lasts until its midnight, “before the day” until the midnight before it."),
    )


def _categories(plan: Programme) -> Iterable[Group]:
    for category in plan.categories:
        at = f"categories[{category.key}]"
        is_essay = category.form is WorkForm.ESSAY
        files = ESSAY_FILES if is_essay else VIDEO_FILES
        fields: list[Field] = [_field(f"{at}.name", Kind.TEXT)]
        if is_essay:
            fields += [
                _field(f"{at}.chu", Kind.BOUNDS, is_optional=True),
                _choice(f"{at}.count_scope", CountScope),
                PlanField(f"{at}.counted_parts", Kind.CHECKS, tuple(choices_of(CountedPart)), is_optional=True),
                _field(f"{at}.typed_allowed", Kind.FLAG, is_open=True),
                _field(f"{at}.a4", Kind.FLAG),
                _field(f"{at}.page_numbers", Kind.FLAG),
            ]
        else:
            fields.append(_field(f"{at}.seconds", Kind.MINUTES, is_optional=True))
        fields += [
            _checks(f"{at}.file_kinds", ((kind, kind.upper()) for kind in files)),
            _field(f"{at}.max_bytes", Kind.MEGABYTES, is_open=True),
        ]
        yield Group(_("Category “%(name)s”", name=category.name), tuple(fields))
        for attachment in category.attachments:
            inner = f"{at}.attachments[{attachment.key}]"
            kinds = ((kind, kind.upper()) for kind in (*IMAGE_FILES, *VIDEO_FILES, *ESSAY_FILES))
            yield Group(
                _("Attachment “%(name)s”", name=attachment.name),
                (
                    _field(f"{inner}.count", Kind.BOUNDS, is_open=True),
                    _checks(f"{inner}.file_kinds", kinds),
                    _field(f"{inner}.max_bytes", Kind.MEGABYTES, is_open=True),
                ),
            )
    yield Group(_("Topics"), (TOPICS,), _("Authors choose one of them."))


def _entering(plan: Programme) -> Iterable[Group]:
    yield Group(
        _("Who may enter"),
        (
            _checks("eligibility.personnel_kinds", _named(plan.eligibility.personnel_kinds, PERSONNEL_KINDS),
                    is_open=False, is_named=True),
            _checks("eligibility.unit_kinds", _named(plan.eligibility.unit_kinds, UNIT_KINDS),
                    is_open=False, is_named=True),
            _checks("eligibility.excluded_roles",
                    ((role.value, str(words)) for role, words in ROLES.items() if role is not Role.ENTRANT)),
        ),
    )  # fmt: skip
    yield Group(
        _("How entries come in"),
        (
            _choice("entering.intake", Intake, is_open=False),
            _field("entering.per_unit", Kind.BOUNDS),
            _field("entering.per_author", Kind.BOUNDS, is_open=True),
            _choice("entering.on_fail", OnFail),
            _choice("entering.late", LateRule),
            _field("entering.grace_seconds", Kind.WHOLE, is_open=True),
            _field("entering.max_versions", Kind.WHOLE, is_open=True, may_be_unlimited=True),
        ),
    )
    yield Group(_("Declarations"), (DECLARATIONS,), _("The author affirms each of them when handing in."))
    asking = PlanField(
        "entering.ai_help",
        Kind.CHOICE,
        tuple(choices_of(AiHelpRule)),
        AiHelpRule,
        is_optional=True,
        empty_word=_("not asked"),
    )
    yield Group(
        _("Help by AI tools"),
        (asking,),
        _("The answer stands beside the entry for its unit and the validators; judges are never shown it."),
    )


def _judging(plan: Programme) -> Iterable[Group]:
    ties_hint = _("Steps are tried from the top; the last one must decide by a person or by sharing the place.")
    scale_hint = _(
        "The scale is the sum of the criteria. Without any it is undecided: entries may open, the round not."
    )
    told: set[str] = set()
    for one in plan.rounds:
        at = f"rounds[{one.key}]"
        rubric = plan.rubric_of(one)
        key = one.key if isinstance(one.rubric, Unknown) else one.rubric
        criteria = () if rubric is None or isinstance(rubric, Unknown) else rubric.criteria
        steps = tuple((step, step.replace(".", ",")) for step in MARK_STEPS)
        yield Group(_("Round “%(name)s”", name=one.name), _round_fields(at))
        if isinstance(one.passing, PassRule):
            yield Group(
                _("Who goes on from “%(name)s”", name=one.name),
                _passing_fields(f"{at}.passing"),
                _("A percentage is rounded up. A least mark beside a number holds as well."),
            )
        if key not in told:  # rounds that share a rubric change it in one place
            told.add(key)
            yield Group(
                _rubric_title(plan, key),
                (criteria_of(key), PlanField(f"rubrics[{key}].step", Kind.CHOICE, steps, is_optional=True)),
                scale_hint,
            )
        yield Group(_("When totals are equal"), (ties_of(one.key, criteria),), ties_hint)


def _rubric_title(plan: Programme, key: str) -> str:
    users = [one.name for one in plan.rounds if one.rubric == key]
    if len(users) > 1:
        return str(_("Rubric of %(rounds)s", rounds=", ".join(f"“{name}”" for name in users)))
    return str(_("Rubric"))


def _round_fields(at: str) -> tuple[Field, ...]:
    return (
        _field(f"{at}.opens", Kind.DEADLINE, is_open=True),
        _field(f"{at}.closes", Kind.DEADLINE, is_open=True),
        _field(f"{at}.panel.name", Kind.TEXT),
        _field(f"{at}.panel.seats", Kind.BOUNDS, is_open=True),
        _field(f"{at}.marks_per_entry", Kind.WHOLE, is_open=True),
        _choice(f"{at}.aggregation", Aggregation),
        PlanField(f"{at}.gap", Kind.GAP, tuple(choices_of(GapAction)), is_open=True, may_be_unlimited=True),
        _field(f"{at}.cap_per_judge", Kind.WHOLE, is_open=True, may_be_unlimited=True),
        _field(f"{at}.own_unit_excluded", Kind.FLAG, is_open=True),
        _or_usual(f"{at}.related_units", RelatedUnits, _("only the next unit above and below")),
        _or_usual(f"{at}.finished_sheets", FinishedSheets, _("they count on")),
        _or_usual(f"{at}.calibration", Calibration, _("no samples")),
        _choice(f"{at}.blindness", Blindness),
    )


def _or_usual(path: str, words: type[StrEnum], usual: str) -> PlanField:
    """A choice that a plan need not make: left empty it says what holds then."""
    return PlanField(path, Kind.CHOICE, tuple(choices_of(words)), words, is_optional=True, empty_word=usual)


def _passing_fields(at: str) -> tuple[Field, ...]:
    return (
        _choice(f"{at}.kind", PassKind, is_open=False),
        _field(f"{at}.count", Kind.WHOLE, is_optional=True),
        _field(f"{at}.percent", Kind.DECIMAL, is_optional=True),
        _field(f"{at}.minimum_mark", Kind.DECIMAL, is_optional=True),
        _field(f"{at}.each_category", Kind.FLAG, is_optional=True),
        _or_usual(f"{at}.border", BorderRule, _("the board decides")),
    )


def _prizes(plan: Programme) -> Iterable[Group]:
    yield from ladder_groups(plan)
    months = tuple(PlanField(f"retention.{name}_months", Kind.WHOLE) for name in ("winning", "other", "drafts"))
    yield Group(
        _("For the whole contest"),
        (
            _choice("exclusivity", Exclusivity),
            _field("prize_budget_vnd", Kind.MONEY, is_optional=True),
            CONTACTS,
            GroupField("retention", months, is_open=True),
        ),
    )
    yield from after_groups()
    if plan.rounds:
        yield list_group(plan)


_GROUPS = {
    "van-ban": _document,
    "thoi-gian": _days,
    "the-loai": _categories,
    "du-thi": _entering,
    "cham": _judging,
    "giai": _prizes,
}


def _named(present: tuple[NamedKind, ...], known: Mapping[str, LazyString]) -> list[tuple[str, str]]:
    """The plan's own kinds in its own words, then the others that the portal knows."""
    own = {kind.key: kind.name for kind in present}
    with force_locale("vi"):  # plans are written in Vietnamese, whatever language the page is in
        return [*own.items(), *((key, str(words)) for key, words in known.items() if key not in own)]

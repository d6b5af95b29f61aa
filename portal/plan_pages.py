"""A plan as its public page shows it: every rule in words, what is undecided named with who decides it.

It is longer than 300 lines: one plan as its pages show it, part by part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from judging.enums import Role
from judging.rules.deadlines import opens_at
from judging.rules.ladder_slots import is_voted
from judging.spec.unknown import Unknown, is_known
from judging.spec.words import Intake, Legibility, MilestoneKind, WorkForm
from portal.deadline_words import BEGINNINGS, MILESTONES, deadline_sentence
from portal.display import byte_size, day, duration, money, number
from portal.revocation_words import revocation_remark
from portal.vote_words import vote_remarks
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from judging.spec.categories import AttachmentRule, Category
    from judging.spec.documents import PlanDocument
    from judging.spec.prizes import Ladder, Tier
    from judging.spec.programme import Programme
    from judging.spec.quotas import Bounds, Quota

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownCategory:
    """A category with its limits, one sentence each."""

    name: str
    rules: tuple[str, ...]
    cover: tuple[str, ...]
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """One line of the timeline; `words` are those of the plan itself, where it has some."""

    label: str
    sentence: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownLadder:
    """The prizes of one ladder: name, number and money of each tier, and the sum."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    total: str
    remarks: tuple[str, ...]
    is_voted: bool = False


def document_facts(document: PlanDocument) -> list[Fact]:
    """The identity of the signed paper: number, day, place, issuer, signer, recipients (S001-R01)."""
    facts = [(_("Document"), document.doc_type), (_("Number and symbol"), _number_of(document))]
    facts.append((_("Issued by"), document.issuer))
    if document.place:
        facts.append((_("Place"), document.place))
    facts.append((_("Day of issue"), _day_of(document)))
    if document.signer is not None:
        signer = document.signer
        facts.append(
            (_("Signed by"), ", ".join(one for one in (signer.authority, signer.position, signer.name) if one))
        )
    if document.recipients:
        facts.append((_("Recipients"), "; ".join(document.recipients)))
    return facts


def _number_of(document: PlanDocument) -> str:
    if document.number and document.number_status is Legibility.KNOWN:
        return document.number
    symbol = document.symbol or (document.number_as_read or "").strip()
    if not symbol:
        return str(_("not written on the signed document"))
    if document.number_status is Legibility.ILLEGIBLE:
        return str(_("cannot be read on the signed document (%(symbol)s)", symbol=symbol))
    return str(_("not written on the signed document (%(symbol)s)", symbol=symbol))


def _day_of(document: PlanDocument) -> str:
    issued: Any = document.issued_on
    if issued is None or document.issued_on_status is not Legibility.KNOWN:
        if document.issued_on_as_read:
            return str(_("not written in full on the signed document (“%(words)s”)", words=document.issued_on_as_read))
        return str(_("not written on the signed document"))
    on: date = issued
    return day(on)


def shown_categories(plan: Programme) -> list[ShownCategory]:
    """What may be entered, with every limit (S001-R01)."""
    return [
        ShownCategory(
            name=one.name,
            rules=tuple(_category_rules(one)),
            cover=tuple(field.label for field in one.cover_fields),
            attachments=tuple(_attachment(rule) for rule in one.attachments),
        )
        for one in plan.categories
    ]


def _category_rules(category: Category) -> Iterable[str]:
    if category.chu is not None:
        yield _("Length: %(range)s chữ", range=_range(category.chu))
    if category.seconds is not None:
        yield _("Duration: %(range)s", range=_durations(category.seconds))
    if is_known(category.file_kinds):
        kinds = ", ".join(kind.upper() for kind in category.file_kinds)
        if is_known(category.max_bytes):
            yield _("File: %(kinds)s, at most %(size)s", kinds=kinds, size=byte_size(category.max_bytes))
        else:
            yield _("File: %(kinds)s", kinds=kinds)
    if category.form is WorkForm.ESSAY and category.typed_allowed is True:
        yield _("The text may also be typed on this portal.")
    if category.machine_typed or category.a4 or category.page_numbers:
        asked = [
            word
            for wanted, word in (
                (category.machine_typed, _("machine-typed")),
                (category.a4, _("on A4 paper")),
                (category.page_numbers, _("with page numbers")),
            )
            if wanted
        ]
        yield _("Form: %(form)s", form=", ".join(asked))


def _range(bounds: Bounds) -> str:
    low, high = bounds.minimum, bounds.maximum
    if low is not None and high is not None:
        return str(_("from %(low)s to %(high)s", low=number(low), high=number(high)))
    if high is not None:
        return str(_("at most %(high)s", high=number(high)))
    return str(_("at least %(low)s", low=number(low or 0)))


def _durations(bounds: Bounds) -> str:
    low, high = bounds.minimum, bounds.maximum
    if low is not None and high is not None:
        return str(_("from %(low)s to %(high)s", low=duration(low), high=duration(high)))
    if high is not None:
        return str(_("at most %(high)s", high=duration(high)))
    return str(_("at least %(low)s", low=duration(low or 0)))


def _attachment(rule: AttachmentRule) -> str:
    if is_known(rule.count) and rule.count.maximum is not None:
        return str(_("%(name)s (at most %(count)s)", name=rule.name, count=number(rule.count.maximum)))
    return rule.name


def who_may_enter(plan: Programme) -> list[str]:
    """Who may enter, through which units, how often, and who may not."""
    people, units = plan.eligibility.personnel_kinds, plan.eligibility.unit_kinds
    sentences = []
    if people:
        sentences.append(_("People: %(kinds)s.", kinds=", ".join(one.name for one in people)))
    if units:
        sentences.append(_("Units: %(kinds)s.", kinds="; ".join(one.name for one in units)))
    per_author = plan.entering.per_author
    if isinstance(per_author, Unknown):
        sentences.append(_("Entries of one author: not decided yet; %(office)s decides.", office=per_author.decided_by))
    elif per_author.maximum is not None:
        count = per_author.maximum
        sentences.append(
            ngettext("Each author enters at most %(num)s work.", "Each author enters at most %(num)s works.", count)
        )
    if plan.entering.per_unit.minimum:
        count = plan.entering.per_unit.minimum
        sentences.append(
            ngettext("Each unit sends at least %(num)s entry.", "Each unit sends at least %(num)s entries.", count)
        )
    excluded = plan.eligibility.excluded_roles
    if not isinstance(excluded, Unknown) and excluded:
        named = ", ".join(str(ROLES[Role(one)]).lower() for one in excluded)
        sentences.append(_("Those who hold a duty in this contest may not enter: %(duties)s.", duties=named))
    return sentences


def how_to_enter(plan: Programme) -> list[str]:
    """The steps from signing in to the receipt."""
    steps = [
        _("Sign in with the staff code or telephone number on your sign-in slip; your unit's coordinator prints it."),
        _("Start an entry, fill in the cover and upload the file. The portal measures it and tells you the result."),
        _("Press “Submit” before the deadline. You get a receipt with a number at once."),
    ]
    if plan.entering.intake is Intake.THROUGH_UNIT:
        steps.append(_("The head of your unit selects entries and forwards them to the organiser before the deadline."))
    return steps


def timeline(plan: Programme) -> list[ShownMoment]:
    """Every moment of the plan, the rounds' own days included, in the order of their days (S001-R25 to R28)."""
    moments = []
    for stone in plan.milestones:
        begins = stone.kind in BEGINNINGS
        moments.append((stone.deadline, begins, str(MILESTONES[stone.kind])))
    for one in plan.rounds:
        moments.append((one.opens, True, _("%(round)s: marking begins", round=one.name)))
        moments.append((one.closes, False, _("%(round)s: marking ends", round=one.name)))
    return [
        ShownMoment(
            label,
            deadline_sentence(deadline, begins=begins),
            (deadline.text or "") if not isinstance(deadline, Unknown) else "",
        )
        for deadline, begins, label in sorted(moments, key=_first_instant)
    ]


def _first_instant(moment: tuple[Any, bool, str]) -> tuple[int, str]:
    deadline, begins, _label = moment
    if isinstance(deadline, Unknown):
        return 1, ""
    try:
        return 0, f"{opens_at(deadline).isoformat()}{'0' if begins else '1'}"
    except Exception:  # noqa: BLE001  a day that follows an event has no place of its own yet
        return 1, ""


def shown_ladders(plan: Programme) -> list[ShownLadder]:
    """The prizes with their money (S001-R30, R31)."""
    return [
        ShownLadder(
            name=ladder.name,
            rows=tuple((tier.name, _count(tier.count), _amount(tier)) for tier in ladder.tiers),
            total=_total(ladder),
            remarks=tuple(_prize_remarks(ladder)),
            is_voted=is_voted(ladder),
        )
        for ladder in plan.ladders
    ]


def _count(quota: Quota | Unknown) -> str:
    if isinstance(quota, Unknown):
        return str(_("not decided yet; %(office)s decides", office=quota.decided_by))
    if quota.minimum is not None and quota.minimum == quota.maximum:
        return f"{quota.maximum:02d}"
    if quota.maximum is not None and quota.minimum:
        return str(_("from %(low)s to %(high)s", low=number(quota.minimum), high=number(quota.maximum)))
    if quota.maximum is not None:
        return str(_("at most %(high)s", high=number(quota.maximum)))
    return str(_("as the board decides"))


def _amount(tier: Tier) -> str:
    if isinstance(tier.amount_vnd, Unknown):
        return str(_("not decided yet; %(office)s decides", office=tier.amount_vnd.decided_by))
    return money(tier.amount_vnd)


def _total(ladder: Ladder) -> str:
    total = 0
    for tier in ladder.tiers:
        if isinstance(tier.count, Unknown) or isinstance(tier.amount_vnd, Unknown) or tier.count.maximum is None:
            return ""
        total += tier.count.maximum * tier.amount_vnd
    return money(total)


def _prize_remarks(ladder: Ladder) -> Iterable[str]:
    if is_voted(ladder):
        yield from vote_remarks(ladder)
    vacancy, shared = ladder.vacancy, ladder.shared
    if isinstance(vacancy, Unknown):
        yield _("Whether a place may stay empty is not decided yet; %(office)s decides.", office=vacancy.decided_by)
    if isinstance(shared, Unknown):
        yield _("Whether a place may be shared is not decided yet; %(office)s decides.", office=shared.decided_by)
    if ladder.revocation is not None:
        yield revocation_remark(ladder)


def legal_bases(plan: Programme) -> list[str]:
    """What the plan rests on (S001-R02): `Công văn 3202/UBND-NC, 16/7/2020, UBND tỉnh Quảng Trị: …`."""
    lines = []
    for one in plan.legal_bases:
        parts = [f"{one.doc_type} {one.number}", day(one.issued_on) if one.issued_on else "", one.known_issuer]
        line = ", ".join(part for part in parts if part)
        lines.append(f"{line}: {one.subject}" if one.subject else line)
    return lines


def entries_close(plan: Programme) -> str:
    """The deadline of the entries as a sentence; empty where the plan names none."""
    found = plan.find_milestone(MilestoneKind.ENTRIES_CLOSE)
    return deadline_sentence(found) if found is not None else ""


def questions_until(plan: Programme) -> str:
    """Until when questions and objections are taken; empty where the plan names no day."""
    deadline = plan.find_milestone(MilestoneKind.QUESTIONS_CLOSE)
    return "" if deadline is None else deadline_sentence(deadline, begins=False)


def contents_of(plan: Programme) -> list[Fact]:
    """The parts of the page of a contest that most people look for, with their places."""
    parts = [
        ("doi-tuong", _("Who may enter")),
        ("the-loai", _("What may be entered")),
        *([("chu-de", _("Topics"))] if plan.topics else []),
        ("thoi-gian", _("Days and deadlines")),
        ("cach-du-thi", _("How to enter")),
        ("giai-thuong", _("Prizes")),
        ("lien-he", _("Where to ask")),
        ("kien-nghi", _("How to object")),
        ("phien-ban", _("Versions of the plan")),
    ]
    return [(place, str(label)) for place, label in parts]

"""Checks of one part of a campaign against another: keys that lead nowhere, and what is missing beside an award."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from judging.plans.faults import doubt, fault, parts_of
from judging.plans.legal_versions import legal_versions
from judging.spec.award_forms import AwardForm, DossierRule
from judging.spec.campaign_words import Subject
from judging.spec.contents import Content, IndexReference
from judging.spec.programme import Programme
from judging.spec.standards import Condition, Standard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.plans.faults import Fault, Faults
    from judging.spec.campaign import Campaign
    from judging.spec.decoding import Path

Parts = tuple[tuple["Path", object], ...]
_SPACES = re.compile(r"\s+")


def campaign_faults(parts: Parts) -> list[Fault]:
    """Everything in which the parts of a campaign do not agree; nothing until the whole plan can be read."""
    found: list[Fault] = []
    for path, programme in parts_of(Programme, parts):
        found += _bases_twice(path, programme)
        if programme.campaign is not None:
            found += _campaign(programme, programme.campaign, parts)
    return found


def _campaign(programme: Programme, campaign: Campaign, parts: Parts) -> Faults:
    yield from _forms(campaign, parts)
    yield from _kinds(programme, parts)
    yield from _subjects(campaign, parts)
    yield from _versions(parts)
    yield from _ways(campaign)
    yield from _papers(campaign)
    yield from _quotas(programme, campaign)
    yield from _awards(campaign)
    yield from _grades(campaign, parts)


def _known(keys: Iterable[str], path: Path, key: str, noun: str) -> Faults:
    listed = list(keys)
    if key not in listed:
        yield fault(f"unknown_{noun}", path, key=key, known=", ".join(listed) or "none")


def _forms(campaign: Campaign, parts: Parts) -> Faults:
    """Award forms are named by their keys, in whatever part."""
    forms = [form.key for form in campaign.forms]
    for path, part in parts:
        if path[:1] == ("campaign",) and path != ("campaign",):
            for index, key in enumerate(getattr(part, "forms", ())):
                yield from _known(forms, (*path, "forms", index), key, "form")
    for path, form in parts_of(AwardForm, parts):
        for index, needed in enumerate(form.prerequisites):
            yield from _known(forms, (*path, "prerequisites", index, "form"), needed.form, "form")


def _kinds(programme: Programme, parts: Parts) -> Faults:
    units = [kind.key for kind in programme.eligibility.unit_kinds]
    persons = [kind.key for kind in programme.eligibility.personnel_kinds]
    for path, part in parts:
        if path[:1] == ("campaign",):
            for index, key in enumerate(getattr(part, "unit_kinds", ())):
                yield from _known(units, (*path, "unit_kinds", index), key, "unit_kind")
    for path, content in parts_of(Content, parts):
        for index, key in enumerate(content.personnel_kinds):
            yield from _known(persons, (*path, "personnel_kinds", index), key, "personnel_kind")


def _subjects(campaign: Campaign, parts: Parts) -> Faults:
    """Nothing is asked of, or given to, a kind of subject that the campaign does not have."""
    here: Path = ("campaign",)
    if not campaign.subjects:
        yield fault("empty_list", (*here, "subjects"), key="subjects")
    if (Subject.HOUSEHOLD in campaign.subjects) is not bool(campaign.household_kinds):
        yield fault("household_kinds", (*here, "household_kinds"))
    asking: list[tuple[Path, Content | Standard]] = [*parts_of(Content, parts), *parts_of(Standard, parts)]
    for path, part in asking:
        for index, subject in enumerate(part.subjects):
            yield from _known(campaign.subjects, (*path, "subjects", index), subject, "subject")
    for number, quota in enumerate(campaign.quotas):
        if quota.subject is not None:
            yield from _known(campaign.subjects, (*here, "quotas", number, "subject"), quota.subject, "subject")


def _versions(parts: Parts) -> Faults:
    known = [version.key for version in legal_versions()]
    versioned: list[tuple[Path, AwardForm | DossierRule]] = [
        *parts_of(AwardForm, parts),
        *parts_of(DossierRule, parts),
    ]
    for path, part in versioned:
        if isinstance(part.legal_version, str):
            yield from _known(known, (*path, "legal_version"), part.legal_version, "legal_version")


def _ways(campaign: Campaign) -> Faults:
    """Routes and the intake of initiatives name things that are there."""
    councils = [council.key for council in campaign.councils]
    for number, route in enumerate(campaign.routes):
        if route.council is not None:
            yield from _known(councils, ("campaign", "routes", number, "council"), route.council, "council")
    if (intake := campaign.initiatives) is not None:
        here: Path = ("campaign", "initiatives")
        if isinstance(intake.council, str):
            yield from _known(councils, (*here, "council"), intake.council, "council")
        if intake.moment is not None:
            yield from _known([one.key for one in campaign.moments], (*here, "moment"), intake.moment, "moment")
        if intake.forward is not None:
            yield from _known([one.key for one in campaign.routes], (*here, "forward"), intake.forward, "route")


def _papers(campaign: Campaign) -> Faults:
    """Papers that come with other papers, and lines of scoring cards, name things that are there."""
    for number, rule in enumerate(campaign.dossiers):
        papers = [item.key for item in rule.items]
        for at, item in enumerate(rule.items):
            if item.attached_to is not None:
                where = ("campaign", "dossiers", number, "items", at, "attached_to")
                yield from _known([key for key in papers if key != item.key], where, item.attached_to, "item")
    standards = [standard.key for standard in campaign.standards]
    for number, card in enumerate(campaign.cards):
        for at, line in enumerate(card.lines):
            if line.standard is not None:
                where = ("campaign", "cards", number, "lines", at, "standard")
                yield from _known(standards, where, line.standard, "standard")


def _quotas(programme: Programme, campaign: Campaign) -> Faults:
    """One quota for each award form, subject and kind of unit; another document's quota names one of the bases."""
    seen = set()
    numbers = [basis.number for basis in programme.legal_bases]
    for number, quota in enumerate(campaign.quotas):
        path: Path = ("campaign", "quotas", number)
        if quota.document is not None:
            yield from _known(numbers, (*path, "document"), quota.document, "basis")
        for form in quota.forms:
            place = (form, quota.subject, quota.unit_kinds)
            if place in seen:
                yield fault("quota_twice", path, form=form)
            seen.add(place)


def _awards(campaign: Campaign) -> Faults:
    """Every award form has standards, a dossier and a way."""
    for number, form in enumerate(campaign.forms):
        path: Path = ("campaign", "forms", number)
        if not campaign.routes_for(form.key):
            yield doubt("form_without_route", path, form=form.name)
        for subject in form.subjects:
            if not campaign.standards_for(form.key, subject):
                yield doubt("form_without_standards", path, form=form.name, subject=subject)
            if campaign.dossier_for(form.key, subject) is None:
                yield doubt("form_without_dossier", path, form=form.name, subject=subject)


def _grades(campaign: Campaign, parts: Parts) -> Faults:
    """A grade is one of its index's scale, and whoever asks for an index has it among the conditions or not at all."""
    scales = {scale.index: scale.grades for scale in campaign.index_scales}
    for path, wanted in parts_of(IndexReference, parts):
        grades = scales.get(wanted.index)
        if wanted.grade is not None and grades is None:
            yield fault("index_without_scale", path, "grade", index=wanted.index)
        elif wanted.grade is not None and isinstance(grades, tuple):
            yield from _known(grades, (*path, "grade"), wanted.grade, "grade")
    for path, condition in parts_of(Condition, parts):
        if condition.index is not None and condition.kind != "has_index":
            yield fault("condition_with_needless", path, "index", kind=condition.kind, key="index")


def _bases_twice(path: Path, programme: Programme) -> Faults:
    """The same document twice in the register, its number written with or without spaces (S003-R01)."""
    seen: dict[tuple[str, object], int] = {}
    for number, basis in enumerate(programme.legal_bases):
        place = (_SPACES.sub("", basis.number), basis.issuer)
        if place in seen:
            first = programme.legal_bases[seen[place]]
            code = "basis_twice" if first.issued_on == basis.issued_on else "basis_twice_with_other_date"
            yield doubt(code, path, "legal_bases", number, number=basis.number)
        seen.setdefault(place, number)

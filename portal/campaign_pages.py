"""A campaign's plan as its public page shows it: every rule in words, what is undecided named with who decides it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.plans.legal_versions import legal_versions
from judging.rules.legal_versions import find_version, replacements
from judging.spec.campaign_words import BasisRole, MomentKind
from judging.spec.unknown import Unknown
from judging.spec.words import MilestoneKind
from portal.campaign_sentences import campaign_deadline, index_sentence, quota_sentence, target_sentence
from portal.campaign_words import MOMENTS, REPORTS, ROUTES, SUBJECTS, TRACKS
from portal.display import capitalize, day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from judging.spec.award_forms import DossierItem, DossierRule
    from judging.spec.campaign import Campaign
    from judging.spec.contents import Content
    from judging.spec.documents import LegalBasis
    from judging.spec.programme import Programme
    from judging.spec.standards import Alternative, Standard
    from judging.spec.ways import Moment

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One content or standard: its text, to whom it applies, and what is asked in figures; `ways` are alternatives."""

    text: str
    applies: str = ""
    asked: tuple[str, ...] = ()
    ways: tuple[ShownRule, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownForm:
    """One award form: who gives it, how many, and the standards of each subject."""

    name: str
    giver: str
    numbers: tuple[Fact, ...]
    standards: tuple[tuple[str, tuple[ShownRule, ...]], ...]


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """One document of the register, with what does not agree and what took its place."""

    line: str
    is_parent: bool
    warnings: tuple[str, ...]
    replaced_by: str


def summary_of(plan: Programme, campaign: Campaign) -> list[Fact]:
    """A long plan in a few lines: when, for whom, what can be awarded, how many, and where to hand in (S003-R34)."""
    closing = [one for one in campaign.moments if one.kind is MomentKind.DOSSIERS_CLOSE]
    ends = plan.find_milestone(MilestoneKind.PROGRAMME_END)
    facts = [
        (_("Held"), getattr(ends, "text", None) or (campaign_deadline(ends) if ends is not None else "")),
        (_("For whom"), ", ".join(str(SUBJECTS[one]) for one in campaign.subjects)),
        (_("What can be awarded"), "; ".join(form.name for form in campaign.forms)),
        (_("How many"), "; ".join(_numbers(campaign))),
        (_("Dossiers are handed in"), "; ".join(campaign_deadline(one.deadline) for one in closing)),
        (
            _("Office that receives"),
            "; ".join(dict.fromkeys(route.receives for route in campaign.routes if route.forms)),
        ),
    ]
    return [(str(label), told) for label, told in facts if told]


def _numbers(campaign: Campaign) -> Iterable[str]:
    """Each quota behind what it is for, as far as that needs saying."""
    names = {form.key: form.name for form in campaign.forms}
    for quota in campaign.quotas:
        told = [", ".join(names[key] for key in quota.forms)] if len(campaign.forms) > 1 else []
        told += [str(SUBJECTS[quota.subject])] if quota.subject is not None else []
        sentence = quota_sentence(quota).rstrip(".")
        yield f"{' – '.join(told)}: {sentence}" if told else sentence


def shown_contents(campaign: Campaign) -> list[tuple[str, list[ShownRule]]]:
    """The contents of emulation under the headings of the plan; the heading is empty where it has none."""
    found = groupby(campaign.contents, key=lambda one: one.group or one.office or "")
    return [(heading, [_content_rule(one) for one in contents]) for heading, contents in found]


def _content_rule(content: Content) -> ShownRule:
    applies = [str(SUBJECTS[one]) for one in content.subjects]
    if content.heads_only:
        applies.append(_("heads of units only"))
    if content.only_with_index is not None:
        applies.append(_("only units that have this index"))
    asked = [target_sentence(one) for one in content.targets]
    told = _("Applies to: %(whom)s", whom=", ".join(applies))
    return ShownRule(content.text, str(told), (*asked, *(index_sentence(one) for one in content.indices)))


def shown_forms(campaign: Campaign) -> list[ShownForm]:
    """Every award form with its numbers and, for each subject, by what one is judged worthy."""
    return [
        ShownForm(
            name=form.name,
            giver=form.giver,
            numbers=tuple(
                (str(SUBJECTS[quota.subject]) if quota.subject else _("All together"), quota_sentence(quota))
                for quota in campaign.quotas
                if form.key in quota.forms
            ),
            standards=tuple(
                (
                    str(SUBJECTS[subject]),
                    tuple(_standard_rule(one) for one in campaign.standards_for(form.key, subject)),
                )
                for subject in form.subjects
            ),
        )
        for form in campaign.forms
    ]


def _standard_rule(one: Standard | Alternative) -> ShownRule:
    asked = [target_sentence(target) for target in one.targets] + [index_sentence(index) for index in one.indices]
    ways = getattr(one, "any_of", ())
    applies = capitalize(one.condition.text or "") if one.condition is not None else ""
    return ShownRule(one.text, applies, tuple(asked), tuple(_standard_rule(way) for way in ways))


def shown_dossiers(campaign: Campaign) -> list[tuple[str, list[str]]]:
    """The required papers of each dossier, under the number of sets."""
    return [(_sets(rule), [_item(rule, item) for item in rule.items]) for rule in campaign.dossiers]


def _sets(rule: DossierRule) -> str:
    if isinstance(rule.sets, Unknown):
        return str(_("Number of sets: not decided yet; %(office)s decides", office=rule.sets.decided_by))
    return str(_("Number of sets: %(count)s", count=f"{rule.sets:02d}"))


def _item(rule: DossierRule, item: DossierItem) -> str:
    if isinstance(item.form_number, Unknown):
        return str(_("%(paper)s (the plan names no form; %(office)s decides)", paper=item.name,
                     office=item.form_number.decided_by))  # fmt: skip
    if item.form_number is None:
        return item.name
    version = find_version(legal_versions(), rule.legal_version) if isinstance(rule.legal_version, str) else None
    facts = {"paper": item.name, "form": item.form_number, "law": version.number if version is not None else ""}
    return str(_("%(paper)s (form %(form)s of decree %(law)s)", **facts))


def shown_tracks(campaign: Campaign) -> list[tuple[str, tuple[str, ...]]]:
    """How one comes to be proposed: for whom and in which way, then the steps in the plan's own words."""
    return [
        (f"{', '.join(str(SUBJECTS[one]) for one in track.subjects)}: {TRACKS[track.kind]}", track.steps)
        for track in campaign.tracks
    ]


def shown_moments(plan: Programme, campaign: Campaign) -> list[tuple[str, str, str]]:
    """The deadlines: label, sentence, and the plan's own words."""
    period = [
        (label, found, kind is MilestoneKind.PROGRAMME_START)
        for kind, label in (
            (MilestoneKind.PROGRAMME_START, _("The campaign begins")),
            (MilestoneKind.PROGRAMME_END, _("The campaign ends")),
        )
        if (found := plan.find_milestone(kind)) is not None
    ]
    period += [
        (_labelled(one), one.deadline, one.kind in {MomentKind.SELECTION_OPEN, MomentKind.DOSSIERS_OPEN})
        for one in campaign.moments
    ]
    return [
        (str(label), campaign_deadline(deadline, begins=begins), getattr(deadline, "text", None) or "")
        for label, deadline, begins in period
    ]


def _labelled(moment: Moment) -> str:
    who = ", ".join(str(SUBJECTS[one]) for one in moment.subjects)
    return f"{MOMENTS[moment.kind]} ({who})" if who else str(MOMENTS[moment.kind])


def shown_routes(campaign: Campaign) -> list[tuple[str, str, str, str]]:
    """Where dossiers go: what for, handed in at, decided by, until when."""
    names = {form.key: form.name for form in campaign.forms}
    return [
        (
            "; ".join(names[key] for key in route.forms) or str(ROUTES[route.kind]),
            route.receives,
            _("%(office)s, through %(via)s", office=route.destination, via=route.via)
            if route.via
            else route.destination,
            campaign_deadline(route.deadline),
        )
        for route in campaign.routes
    ]


def shown_duties(campaign: Campaign) -> list[tuple[str, list[str]]]:
    """Who answers for what, office by office in the order of the plan; reports stand with whoever owes them."""
    told: dict[str, list[str]] = {}
    for duty in campaign.duties:
        told.setdefault(duty.by, []).append(duty.text)
    for report in campaign.reports:
        to = _("%(office)s, through %(via)s", office=report.to, via=report.via) if report.via else report.to
        line = _("%(report)s to %(office)s: %(deadline)s", report=REPORTS[report.kind], office=to,
                 deadline=campaign_deadline(report.deadline))  # fmt: skip
        told.setdefault(report.by, []).append(f"{line} ({report.inside})" if report.inside else str(line))
    return list(told.items())


def shown_bases(bases: Iterable[LegalBasis], today: date) -> list[ShownBasis]:
    """Documents of the register; contradicting days and numbers, and what replaced them as of `today`, stand beside."""
    return [
        ShownBasis(
            line=_basis_line(one),
            is_parent=one.role is BasisRole.PARENT,
            warnings=tuple(_basis_warnings(one)),
            replaced_by=one.replaced_by or ", ".join(replacements(legal_versions(), one.number, today)),
        )
        for one in bases
    ]


def _basis_line(one: LegalBasis) -> str:
    parts = [f"{one.doc_type} {one.number}", day(one.issued_on) if one.issued_on else "", one.known_issuer]
    line = ", ".join(part for part in parts if part)
    return f"{line}: {one.subject}" if one.subject else line


def _basis_warnings(one: LegalBasis) -> Iterable[str]:
    for other in one.other_dates or ():
        yield _("Elsewhere the plan dates it %(day)s.", day=day(other))
    for written in one.other_numbers or ():
        yield _("Elsewhere the plan writes it %(number)s.", number=written)


def parts_of_page(plan: Programme, campaign: Campaign) -> list[Fact]:
    """The parts of the page with their places, for the list at its head."""
    parts = [
        ("tom-tat", _("In short")),
        ("doi-tuong", _("Who can be commended")),
        ("noi-dung", _("Contents of emulation")),
        ("khen-thuong", _("Awards and standards")),
        ("ho-so", _("Dossier")),
        ("cach-de-nghi", _("How one is proposed")),
        ("thoi-gian", _("Days and deadlines")),
        ("noi-nhan", _("Where dossiers go")),
        ("trach-nhiem", _("Who answers for what")),
        *([("can-cu", _("Legal basis"))] if plan.legal_bases else []),
        *([("luu-y", _("Remarks on the document"))] if plan.document.remarks else []),
        ("lien-he", _("Where to ask")),
        ("phien-ban", _("Versions of the plan")),
    ]
    return [(place, str(label)) for place, label in parts if place != "trach-nhiem" or campaign.duties]

"""An emulation campaign (phong trào thi đua): what a programme has beyond its document, period and eligibility."""

from collections.abc import Iterator
from dataclasses import dataclass

from judging.spec.award_forms import AwardForm, AwardQuota, DossierRule
from judging.spec.campaign_words import DutyKind, FreeDayRule, LevelCode, MomentKind, ReportKind, Subject
from judging.spec.contents import Content, IndexScale
from judging.spec.councils import CouncilRule
from judging.spec.deadlines import Deadline
from judging.spec.entering import NamedKind
from judging.spec.standards import ScoringCard, Standard
from judging.spec.unknown import Unknown
from judging.spec.ways import Moment, Route, Track
from judging.spec.words import Every


@dataclass(frozen=True, slots=True)
class InitiativeIntake:
    """How initiatives (sáng kiến, giải pháp, mô hình) come in.

    `moment` is the key of the deadline that makes the buckets; None where they come in at any time. `council` is the
    key of the council that recognises, `levels` at which levels recognition counts. `forward` is the key of the
    route on which they go upward.
    """

    receives: str | Unknown
    subjects: tuple[Subject, ...]
    levels: tuple[LevelCode, ...] | Unknown
    council: str | Unknown
    moment: str | None = None
    forward: str | None = None
    scope_asked: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """What an office or the units answer for; `unit_kinds` are keys of the programme's eligibility."""

    key: str
    kind: DutyKind
    by: str
    text: str
    unit_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A report that units owe: to whom, through whom, by when; `inside` is the report that it is a part of."""

    key: str
    kind: ReportKind
    by: str
    to: str
    deadline: Deadline | Unknown
    via: str | None = None
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """The whole of a campaign.

    The programme's eligibility names the collectives (`unit_kinds`) and the individuals (`personnel_kinds`);
    `household_kinds` and `exclusions` complete it. `repeats`: awards come round again, to be compared with each other.
    `on_free_day` says what becomes of a deadline on a day off. `budget_vnd` Unknown: money is provided, but the plan
    names no sum.
    """

    subjects: tuple[Subject, ...]
    contents: tuple[Content, ...]
    forms: tuple[AwardForm, ...]
    standards: tuple[Standard, ...]
    quotas: tuple[AwardQuota, ...]
    dossiers: tuple[DossierRule, ...]
    tracks: tuple[Track, ...]
    moments: tuple[Moment, ...]
    routes: tuple[Route, ...]
    councils: tuple[CouncilRule, ...]
    duties: tuple[Duty, ...]
    on_free_day: FreeDayRule | Unknown
    reports: tuple[ReportDue, ...] = ()
    initiatives: InitiativeIntake | None = None
    cards: tuple[ScoringCard, ...] = ()
    index_scales: tuple[IndexScale, ...] = ()
    household_kinds: tuple[NamedKind, ...] = ()
    exclusions: tuple[NamedKind, ...] = ()
    repeats: Every | None = None
    budget_vnd: int | Unknown | None = None

    def find_form(self, key: str) -> AwardForm | None:
        return next((form for form in self.forms if form.key == key), None)

    def find_council(self, key: str) -> CouncilRule | None:
        return next((council for council in self.councils if council.key == key), None)

    def find_route(self, key: str) -> Route | None:
        return next((route for route in self.routes if route.key == key), None)

    def find_moment(self, key: str) -> Moment | None:
        return next((moment for moment in self.moments if moment.key == key), None)

    def standards_for(self, form: str, subject: Subject) -> tuple[Standard, ...]:
        """What a nomination of `subject` for the award form `form` is judged by, in the plan's order."""
        return tuple(standard for standard in self.standards if standard.is_for(form, subject))

    def contents_for(self, subject: Subject) -> tuple[Content, ...]:
        """What `subject` is asked to do, in the plan's order."""
        return tuple(content for content in self.contents if subject in content.subjects)

    def quota_for(self, form: str, subject: Subject) -> AwardQuota | None:
        """The quota of `form` for `subject`; one for this subject alone goes before one for all together."""
        fitting = [quota for quota in self.quotas if form in quota.forms and quota.subject in {subject, None}]
        return min(fitting, key=lambda quota: quota.subject is None, default=None)

    def dossier_for(self, form: str, subject: Subject) -> DossierRule | None:
        return next((rule for rule in self.dossiers if rule.is_for(form, subject)), None)

    def routes_for(self, form: str) -> tuple[Route, ...]:
        """Where dossiers for `form` go: one meeting may send to several destinations."""
        return tuple(route for route in self.routes if form in route.forms)

    def moments_for(self, kind: MomentKind, form: str, subject: Subject) -> Iterator[Moment]:
        """The deadlines of `kind` that concern a nomination of `subject` for `form`."""
        for moment in self.moments:
            concerns = (not moment.forms or form in moment.forms) and (
                not moment.subjects or subject in moment.subjects
            )
            if moment.kind is kind and concerns:
                yield moment

"""A programme as one value: everything of a contest or of a campaign that an office may change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from judging.spec.after import Answering, Remarking
from judging.spec.campaign import Campaign
from judging.spec.campaign_words import BasisRole
from judging.spec.categories import Category, Topic
from judging.spec.deadlines import Deadline, Milestone
from judging.spec.documents import LegalBasis, PlanDocument
from judging.spec.entering import Eligibility, Entering
from judging.spec.prizes import Ladder
from judging.spec.quotas import Bounds
from judging.spec.rounds import Round
from judging.spec.rubrics import Rubric
from judging.spec.unknown import Unknown
from judging.spec.words import (
    ChannelKind,
    Exclusivity,
    Intake,
    LateRule,
    LetterContent,
    MilestoneKind,
    OnFail,
    ProgrammeKind,
    Task,
)


class Keyed(Protocol):
    """Whatever the plan names by a key."""

    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Which office answers for what."""

    task: Task
    office: str


@dataclass(frozen=True, slots=True)
class Channel:
    """Where winning entries of the named categories are made public, and by whom."""

    key: str
    kind: ChannelKind
    name: str
    categories: tuple[str, ...]
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to ask."""

    office: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How many months after publication things are kept before they are deleted."""

    winning_months: int
    other_months: int
    drafts_months: int


NO_ENTRIES = Entering(
    intake=Intake.DIRECT,
    per_unit=Bounds(0, 0),
    per_author=Bounds(0, 0),
    on_fail=OnFail.BLOCK,
    late=LateRule.REFUSE,
    grace_seconds=0,
)
"""How entries come into a campaign: not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A contest or a campaign, whole. Equal values are equal plans; see `canonical` for its hash.

    A contest has categories, rounds, ladders and entries and no `campaign`; with a campaign it is the other way
    round. The checker holds every plan to that.
    """

    key: str
    kind: ProgrammeKind
    title: str
    organiser: str
    document: PlanDocument
    eligibility: Eligibility
    entering: Entering = NO_ENTRIES
    categories: tuple[Category, ...] = ()
    milestones: tuple[Milestone, ...]
    rounds: tuple[Round, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    exclusivity: Exclusivity | Unknown = Exclusivity.UNLIMITED
    retention: Retention | Unknown
    contacts: tuple[Contact, ...] | Unknown
    rubrics: tuple[Rubric, ...] = ()
    theme: str | None = None
    parent: str | None = None
    purposes: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    topics: tuple[Topic, ...] = ()
    channels: tuple[Channel, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    answering: Answering | None = None
    remarking: Remarking | None = None
    letters: LetterContent | None = None
    """What every author is told of his own entry after publication; None tells totals."""
    prize_budget_vnd: int | None = None
    """The most that all prizes together may cost; None where the plan sets no ceiling but its ladders."""

    campaign: Campaign | None = None

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """The documents that the plan carries out or rests on (căn cứ), apart from those that it only cites."""
        return tuple(basis for basis in self.legal_bases if basis.role is not BasisRole.CITED)

    @property
    def cited(self) -> tuple[LegalBasis, ...]:
        """The documents that the plan cites without resting on them."""
        return tuple(basis for basis in self.legal_bases if basis.role is BasisRole.CITED)

    def find_milestone(self, kind: MilestoneKind) -> Deadline | Unknown | None:
        """The deadline of `kind`; Unknown where the plan leaves it open, None where it has no such moment."""
        return next((stone.deadline for stone in self.milestones if stone.kind is kind), None)

    def find_category(self, key: str) -> Category | None:
        return _find(self.categories, key)

    def find_topic(self, key: str) -> Topic | None:
        return _find(self.topics, key)

    def find_round(self, key: str) -> Round | None:
        return _find(self.rounds, key)

    def find_rubric(self, key: str) -> Rubric | None:
        return _find(self.rubrics, key)

    def find_ladder(self, key: str) -> Ladder | None:
        return _find(self.ladders, key)

    def rubric_of(self, round_: Round) -> Rubric | Unknown | None:
        """The rubric by which `round_` is marked; Unknown where the plan leaves it open."""
        return round_.rubric if isinstance(round_.rubric, Unknown) else self.find_rubric(round_.rubric)

    def offices_that(self, task: Task) -> tuple[str, ...]:
        """The offices that answer for `task`, in the plan's order."""
        return tuple(duty.office for duty in self.responsibilities if duty.task is task)


def _find(things: Iterable[K], key: str) -> K | None:
    return next((thing for thing in things if thing.key == key), None)

"""Everything that papers are built from, as plain values: read once, on the side that may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.papers.interim import InterimFacts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from judging.queries.counter_book import CounterLine
    from judging.queries.paper_facts import ReceiptLine, SheetLine
    from judging.queries.seals import MappingLine
    from judging.spec.programme import Programme as Plan
    from portal.papers.office import OfficeWords


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a duty on a board or panel."""

    name: str
    position: str
    unit: str
    duty: str

    @property
    def standing(self) -> str:
        """Position and unit on one line."""
        return ", ".join(one for one in (self.position, self.unit) if one)


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper that was issued: number and symbol, and its day."""

    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Placed:
    """One code in the order of a round's result. Name, unit and title are empty until the codes were opened."""

    rank: int
    code: str
    category: str
    total: str
    seats: tuple[tuple[int, str], ...]
    prize: str
    name: str = ""
    unit: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RemarkedLine:
    """One code that was marked anew: its totals as they are printed (`before` empty without one), and what counts."""

    code: str
    before: str
    new: str
    after: str


@dataclass(frozen=True, slots=True)
class Override:
    """A step taken although something was not in order: `close`, `remark` (closing a re-marking) or `publish`."""

    step: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round: who sat in it, and once it is closed how it ended."""

    id: UUID
    key: str
    name: str
    seats: tuple[tuple[int, Member], ...]
    closed_at: datetime | None = None
    overrides: tuple[Override, ...] = ()
    """Every step taken although something was not in order, oldest first."""
    decisions: tuple[str, ...] = ()
    """What the board decided about prizes themselves, one sentence each with its reason."""
    missing: tuple[str, ...] = ()
    """What the round lacked when it was closed, one sentence each."""
    is_opened: bool = False
    result_sha256: str = ""
    places: tuple[Placed, ...] = ()
    unmarked: tuple[str, ...] = ()
    ties: tuple[tuple[str, ...], ...] = ()
    vacancies: tuple[tuple[str, str], ...] = ()
    sheets: tuple[SheetLine, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    amendments: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    remarked: tuple[RemarkedLine, ...] = ()
    mapping: tuple[MappingLine, ...] = ()
    """Codes with their entries, only once they were opened for good."""


@dataclass(frozen=True, slots=True)
class Winner:
    """Who holds which prize."""

    award_id: UUID
    tier_key: str
    prize: str
    certificate: str
    place: int
    share: int
    amount_vnd: int
    name: str
    position: str
    unit: str
    title: str
    category: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the estimate."""

    name: str
    count: int
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What one award brings by the list of payments, with the last signs of the account."""

    award_id: UUID
    tax_vnd: int
    account: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A petition or complaint that was answered: what the reply letter says."""

    key: str
    number: str
    name: str
    title: str
    received_on: date
    answer: str


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """A disqualification or revocation in force: what the decision on paper says. `prize` is empty where none was held.

    `moves_up` says what became of the prize, in the words of `judging.rules.revocations.MovesUp`.
    """

    key: str
    code: str
    name: str
    unit: str
    title: str
    is_disqualified: bool
    prize: str
    reason: str
    moves_up: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A council's meeting that has begun. `told` is what its minutes say (`judging.queries.council_minutes`)."""

    key: str
    starts_at: datetime
    began_at: datetime | None
    drafted_at: datetime | None
    signed_at: datetime | None
    sha256: str
    secretary: str
    told: Mapping[str, Any]

    @property
    def sections(self) -> dict[str, Mapping[str, Any]]:
        """The sections of its agenda by the key that a paper about one of them has."""
        return {str(one["id"]).replace("-", ""): one for one in self.told["sections"]}


@dataclass(frozen=True, slots=True)
class Facts:
    """The record as papers tell it."""

    plan: Plan
    slug: str
    today: date
    office: OfficeWords
    board: tuple[Member, ...] = ()
    secretaries: tuple[Member, ...] = ()
    rounds: tuple[RoundFacts, ...] = ()
    receipts: tuple[ReceiptLine, ...] = ()
    counter: tuple[CounterLine, ...] = ()
    """The lines of the counter's book."""
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    units: int = 0
    winners: tuple[Winner, ...] = ()
    is_approved: bool = False
    issued: Mapping[str, Reference] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[UUID, str] = field(default_factory=dict)
    """The verification code of each award's certificate, once it has one."""
    base_url: str = ""
    subject: str = ""
    cases: tuple[CaseFacts, ...] = ()
    costs: tuple[CostLine, ...] = ()
    """The lines of the newest estimate that was proposed; empty while there is none."""
    is_estimating: bool = False
    """Whether the newest estimate is still being drafted."""
    payments: tuple[PaymentFacts, ...] = ()
    tax_law: str = ""
    revocations: tuple[RevocationFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    certified: frozenset[UUID] = frozenset()
    """The awards that have a certificate in force."""
    last_book_number: int = 0
    """The highest number in the golden book so far."""
    interim: InterimFacts = field(default_factory=InterimFacts)
    """How the contest stands today, as an interim report tells it."""
    interims: int = 1
    """How many interim reports there are, with the one that may be begun now."""

    @property
    def round(self) -> RoundFacts | None:
        """The round that this paper is about: the one named, else the last."""
        named = [one for one in self.rounds if one.key == self.subject]
        return next(iter(named or self.rounds[-1:]), None)

    @property
    def case(self) -> CaseFacts | None:
        """The case that this paper answers."""
        return next((one for one in self.cases if one.key == self.subject), None)

    @property
    def meeting(self) -> MeetingFacts | None:
        """The meeting that this paper is about: the one named, or the one with the section named."""
        return next((one for one in self.meetings if one.key == self.subject or self.subject in one.sections), None)

    @property
    def revocation(self) -> RevocationFacts | None:
        """The revocation that this paper decides on."""
        return next((one for one in self.revocations if one.key == self.subject), None)

    @property
    def uncertified(self) -> tuple[Winner, ...]:
        """Who holds a prize without a certificate in force: after a correction, those who moved up."""
        return tuple(one for one in self.winners if one.award_id not in self.certified)

    @property
    def total_vnd(self) -> int:
        """What the prizes given come to."""
        return sum(one.amount_vnd for one in self.winners)

    @property
    def entries(self) -> int:
        """How many entries were handed in."""
        return sum(self.counts.values())

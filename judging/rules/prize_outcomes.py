"""What a ladder comes to: awards, prizes left empty and why, who was passed over, what people must still decide."""

from dataclasses import dataclass
from enum import StrEnum

from judging.rules.ladder_slots import ChoiceDecision, CountDecision, VacancyDecision
from judging.rules.revocations import Revoked
from judging.rules.votes import VoteCount, VoteOrder, VotePlaces


@dataclass(frozen=True, slots=True)
class Candidate:
    """What prizes depend on besides the rank. `authors` and `unit` are any words that are equal for equal people."""

    code: str
    category: str
    authors: tuple[str, ...] = ()
    unit: str = ""
    arrival: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class PrizeDecisions:
    """What the board decided about the prizes themselves."""

    vacancies: tuple[VacancyDecision, ...] = ()
    counts: tuple[CountDecision, ...] = ()
    choices: tuple[ChoiceDecision, ...] = ()
    votes: tuple[VoteCount, ...] = ()
    vote_orders: tuple[VoteOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class PrizeAward:
    """A prize for a code. A shared prize has one award for each holder: `share` of `shares`, each with its part."""

    ladder: str
    tier: str
    place: int
    code: str
    rank: int
    amount_vnd: int
    share: int = 1
    shares: int = 1


class VacantBecause(StrEnum):
    """Why nobody holds a slot."""

    DECIDED = "decided"
    NO_CANDIDATE = "no_candidate"
    WITHIN_SHARED = "within_shared"
    BELOW_MINIMUM = "below_minimum"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A slot without a holder, and why; within a shared prize its money went to the holders."""

    ladder: str
    tier: str
    place: int
    because: VacantBecause
    reason: str = ""


class PendingBecause(StrEnum):
    """What people must decide before the ladder goes on."""

    AWAITS_HEAD = "awaits_head"
    AWAITS_BOARD = "awaits_board"
    SHARING_AWAITS_BOARD = "sharing_awaits_board"
    SHARING_FORBIDDEN = "sharing_forbidden"
    SAME_WINNER = "same_winner"
    EARLIER_LADDER = "earlier_ladder"
    VACANCY_FORBIDDEN = "vacancy_forbidden"
    AWAITS_OPENING = "awaits_opening"
    COUNT_AWAITS_BOARD = "count_awaits_board"
    COUNT_FORBIDDEN = "count_forbidden"
    UNIT_LIMIT = "unit_limit"
    AWAITS_CHOICE = "awaits_choice"
    CHOICE_VOID = "choice_void"
    REVOCATION_AWAITS_BOARD = "revocation_awaits_board"
    AWAITS_VOTE = "awaits_vote"


ASKS_FOR_ORDER = frozenset(
    {
        PendingBecause.AWAITS_HEAD,
        PendingBecause.AWAITS_BOARD,
        PendingBecause.SHARING_AWAITS_BOARD,
        PendingBecause.SHARING_FORBIDDEN,
        PendingBecause.SAME_WINNER,
        PendingBecause.UNIT_LIMIT,
    }
)
"""What people answer by putting the tied codes in order."""
_AFTER_OPENING = frozenset({PendingBecause.AWAITS_OPENING, PendingBecause.AWAITS_CHOICE})
_FOLLOWING = frozenset({PendingBecause.EARLIER_LADDER})


@dataclass(frozen=True, slots=True)
class Pending:
    """Where the ladder stops. `codes` are the whole tie, so that a decision can name exactly them."""

    ladder: str
    tier: str
    place: int
    codes: tuple[str, ...]
    because: PendingBecause


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry passed over because its author (or unit) already holds a prize, with the code that holds it."""

    ladder: str
    code: str
    held_by: str


@dataclass(frozen=True, slots=True)
class Prizes:
    """The outcome for all ladders of a round. It is final when nothing is pending."""

    awards: tuple[PrizeAward, ...]
    vacancies: tuple[Vacancy, ...]
    skipped: tuple[Skipped, ...]
    pending: tuple[Pending, ...]
    revoked: tuple[Revoked, ...] = ()
    votes: tuple[VotePlaces, ...] = ()
    """The order of the works by their votes, for each ladder whose votes were counted."""

    @property
    def total_vnd(self) -> int:
        return sum(award.amount_vnd for award in self.awards)

    @property
    def may_be_opened(self) -> bool:
        """Whether nothing is left to decide by code: what remains looks at authors, or is chosen freely."""
        kinds = {one.because for one in self.pending}
        return kinds <= _AFTER_OPENING | _FOLLOWING and kinds != _FOLLOWING

"""What can be won: ladders of tiers."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.deadlines import Deadline
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown
from judging.spec.words import (
    LadderBasis,
    PrizeScope,
    RevocationRule,
    SharedRule,
    VacancyRule,
    Voters,
    VoteShows,
    VoteTie,
)


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a ladder (hạng giải): how many prizes, worth how much each, with which certificate.

    `minimum_mark` is the least total with which it is given, on the rubric's scale; None sets none. `amount_words`
    are the words that the document prints beside the figure, kept to show a contradiction.
    """

    key: str
    name: str
    count: Quota | Unknown
    amount_vnd: int | Unknown
    certificate: str | None = None
    minimum_mark: Decimal | None = None
    amount_words: str | None = None


@dataclass(frozen=True, slots=True)
class VoteRule:
    """How the works of a ladder are voted for (bình chọn).

    `works_each` is for how many different works one person may vote, `least_votes` how many a work needs to win.
    Voters whose account is younger than `account_hours` wait: an account opened for the vote alone helps nobody.
    """

    voters: Voters | Unknown
    opens: Deadline | Unknown
    closes: Deadline | Unknown
    shows: VoteShows = VoteShows.WORKS
    ties: VoteTie = VoteTie.JUDGES_PLACE
    works_each: int = 1
    least_votes: int = 1
    account_hours: int = 24


@dataclass(frozen=True, slots=True)
class Ladder:
    """The prizes (cơ cấu giải) given by the standing of one round, by choice or by votes, best tier first.

    All its categories compete for the same places, so they need one round with one panel.
    `stated_total_vnd`, `stated_count` and `stated_words` are the sum, the number of prizes and the sum in words that
    the document itself prints, kept to show a contradiction.
    `basis` None is the ranking. `per_unit` is the most prizes of this ladder for one unit. `adjustable`: the board may
    raise or lower the number of prizes by the quality of the entries. `apart`: what is won here excludes nobody from
    the other ladders, and the other way round. A collective ladder gives its prizes to units, each by its best entry.
    """

    key: str
    name: str
    scope: PrizeScope
    categories: tuple[str, ...]
    round: str
    tiers: tuple[Tier, ...]
    vacancy: VacancyRule | Unknown
    shared: SharedRule | Unknown
    stated_total_vnd: int | None = None
    stated_count: int | None = None
    stated_words: str | None = None
    basis: LadderBasis | None = None
    per_unit: int | None = None
    adjustable: bool | None = None
    apart: bool | None = None
    revocation: RevocationRule | Unknown | None = None
    """What moves up when a prize is revoked; where the plan says nothing the board decides each time, with a reason."""
    vote: VoteRule | None = None
    """How votes are cast, where they give the prizes; a vote is never the whole result of a contest."""

"""What can be won: ladders of tiers."""

from dataclasses import dataclass

from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown
from judging.spec.words import PrizeScope, SharedRule, VacancyRule


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a ladder (hạng giải): how many prizes, worth how much each, with which certificate."""

    key: str
    name: str
    count: Quota | Unknown
    amount_vnd: int | Unknown
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The prizes (cơ cấu giải) given by the standing of one round, best tier first.

    All its categories compete for the same places, so they need one round with one panel.
    `stated_total_vnd` is the sum that the document itself prints, kept to show a contradiction.
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

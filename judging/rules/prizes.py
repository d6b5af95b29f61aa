"""The ladder (cơ cấu giải) laid on the ranking: who holds which prize, which stay empty, what people must decide.

Places of the ladder are slots in the plan's order, best first. The best entry takes the first slot that is not
vacant, and so on. Equal entries that all fit into one tier take a slot each. Where they do not fit and the place may
be shared, they take as many slots as they are, hold the best of those titles together, and the money of those slots
is divided equally: sharing never spends more than the ladder, and the next entry stands where its rank says. What
remains of a division stays unspent. Where people must decide first, everything from there on waits, and is named.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from judging.errors import RefusedError
from judging.rules.ranking import Place
from judging.rules.ties import Ending
from judging.spec.prizes import Ladder
from judging.spec.unknown import known
from judging.spec.words import Exclusivity, SharedRule, VacancyRule


class LadderUnclearError(RefusedError):
    """A tier does not say how many prizes it has at most; somebody must decide. Facts: ladder, tier, kind."""

    code = "ladder_unclear"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What prizes depend on besides the rank. `authors` and `unit` are any words that are equal for equal people."""

    code: str
    category: str
    authors: tuple[str, ...] = ()
    unit: str = ""
    arrival: int | None = None


@dataclass(frozen=True, slots=True)
class VacancyDecision:
    """The board leaves a place of the ladder empty (để trống), for a reason that is printed."""

    ladder: str
    tier: str
    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One prize of the ladder: the tier, its number within the tier from 1, its money."""

    ladder: str
    tier: str
    place: int
    amount_vnd: int


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

    @property
    def total_vnd(self) -> int:
        return sum(award.amount_vnd for award in self.awards)


@dataclass(slots=True)
class _Table:
    """What is being laid out, while it is."""

    awards: list[PrizeAward] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    winners: dict[str, str] = field(default_factory=dict)


def slots_of(ladder: Ladder) -> tuple[Slot, ...]:
    """Every prize of a ladder, best first. Raises LadderUnclearError, and StillUnknownError for what is unknown."""
    slots: list[Slot] = []
    for tier in ladder.tiers:
        quota, amount = known(tier.count), known(tier.amount_vnd)
        if quota.maximum is None:
            raise LadderUnclearError(ladder=ladder.key, tier=tier.key, kind=quota.kind)
        slots += [Slot(ladder.key, tier.key, place, amount) for place in range(1, quota.maximum + 1)]
    return tuple(slots)


def assign_prizes(
    places: Sequence[Place],
    candidates: Mapping[str, Candidate],
    ladders: Sequence[Ladder],
    exclusivity: Exclusivity,
    vacancies: Iterable[VacancyDecision] = (),
) -> Prizes:
    """Lay the ladders on the ranking, in the plan's order; an earlier ladder and a better prize come first.

    Never more prizes, and never more money, than the ladders have; under an exclusivity nobody holds two prizes.
    """

    def keys(code: str) -> frozenset[str]:
        return _keys(candidates[code], exclusivity)

    table = _Table()
    decided = tuple(vacancies)
    for ladder in ladders:
        waits = any(one.because is not PendingBecause.VACANCY_FORBIDDEN for one in table.pending)
        slots = _open_slots(ladder, decided, table)
        if slots and waits and exclusivity is not Exclusivity.UNLIMITED:
            table.pending.append(_pending(slots[0], (), PendingBecause.EARLIER_LADDER))
            continue
        own = ((place, [c for c in place.codes if candidates[c].category in ladder.categories]) for place in places)
        _lay(ladder, slots, own, keys, table)
    return Prizes(tuple(table.awards), tuple(table.vacancies), tuple(table.skipped), tuple(table.pending))


def _open_slots(ladder: Ladder, decided: Iterable[VacancyDecision], table: _Table) -> list[Slot]:
    """The slots that are to be given; those that the board leaves empty are recorded."""
    empty = {(one.tier, one.place): one for one in decided if one.ladder == ladder.key}
    slots: list[Slot] = []
    for slot in slots_of(ladder):
        decision = empty.get((slot.tier, slot.place))
        if decision is not None and known(ladder.vacancy) is VacancyRule.BOARD_DECIDES:
            table.vacancies.append(Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.DECIDED, decision.reason))
            continue
        if decision is not None:
            table.pending.append(_pending(slot, (), PendingBecause.VACANCY_FORBIDDEN))
        slots.append(slot)
    return slots


def _lay(
    ladder: Ladder,
    slots: Sequence[Slot],
    own: Iterable[tuple[Place, Sequence[str]]],
    keys: Callable[[str], frozenset[str]],
    table: _Table,
) -> None:
    """Give one ladder's slots to the places of its categories, until slots or places end or a decision is missing."""
    at = 0
    for place, codes in own:
        if at >= len(slots):
            return
        winners = tuple([code for code in codes if not _is_passed_over(ladder, code, keys(code), table)])
        if not winners:
            continue
        room = slots[at : at + len(winners)]
        because = _obstacle(ladder, place, winners, room, keys)
        if because is not None:
            table.pending.append(_pending(room[0], place.codes, because))
            return
        _give(place, winners, room, table)
        at += len(room)
        for code in winners:
            table.winners.update(dict.fromkeys(sorted(keys(code)), code))
    table.vacancies += [Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.NO_CANDIDATE) for slot in slots[at:]]


def _is_passed_over(ladder: Ladder, code: str, keys: frozenset[str], table: _Table) -> bool:
    holders = sorted(table.winners[key] for key in keys if key in table.winners)
    if holders:
        table.skipped.append(Skipped(ladder.key, code, holders[0]))
    return bool(holders)


def _fit(winners: Sequence[str], room: Sequence[Slot]) -> bool:
    return len(room) == len(winners) and len({(slot.tier, slot.amount_vnd) for slot in room}) == 1


_AWAITED = {Ending.AWAITS_HEAD: PendingBecause.AWAITS_HEAD, Ending.AWAITS_BOARD: PendingBecause.AWAITS_BOARD}


def _obstacle(
    ladder: Ladder,
    place: Place,
    winners: Sequence[str],
    room: Sequence[Slot],
    keys: Callable[[str], frozenset[str]],
) -> PendingBecause | None:
    """Why these winners cannot have this room yet, or None."""
    names = [name for code in winners for name in keys(code)]
    if len(set(names)) < len(names):
        return PendingBecause.SAME_WINNER
    if len(winners) == 1 or _fit(winners, room):
        return None
    if place.ending in _AWAITED:
        return _AWAITED[place.ending]
    rule = known(ladder.shared)
    if rule is SharedRule.NEVER:
        return PendingBecause.SHARING_FORBIDDEN
    if rule is SharedRule.BOARD_DECIDES and place.ending is not Ending.SHARED_BY_DECISION:
        return PendingBecause.SHARING_AWAITS_BOARD
    return None


def _give(place: Place, winners: Sequence[str], room: Sequence[Slot], table: _Table) -> None:
    if len(winners) == 1 or _fit(winners, room):
        table.awards += [
            PrizeAward(slot.ladder, slot.tier, slot.place, code, place.rank, slot.amount_vnd)
            for code, slot in zip(winners, room, strict=True)
        ]
        return
    best, shares = room[0], len(winners)
    part = sum(slot.amount_vnd for slot in room) // shares
    table.awards += [
        PrizeAward(best.ladder, best.tier, best.place, code, place.rank, part, share, shares)
        for share, code in enumerate(winners, start=1)
    ]
    table.vacancies += [Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.WITHIN_SHARED) for slot in room[1:]]


def _keys(candidate: Candidate, exclusivity: Exclusivity) -> frozenset[str]:
    """Under which names a winner counts as the same."""
    if exclusivity is Exclusivity.UNLIMITED:
        return frozenset()
    if exclusivity is Exclusivity.ONE_PER_UNIT:
        return frozenset({candidate.unit})
    if exclusivity is Exclusivity.ONE_PER_AUTHOR:
        return frozenset(candidate.authors)
    return frozenset(f"{candidate.category}/{author}" for author in candidate.authors)


def _pending(slot: Slot, codes: tuple[str, ...], because: PendingBecause) -> Pending:
    return Pending(slot.ladder, slot.tier, slot.place, codes, because)

"""The ladder (cơ cấu giải) laid on the ranking: who holds which prize, which stay empty, what people must decide.

Places of the ladder are slots in the plan's order, best first. The best entry takes the first slot that is not
vacant, and so on. Equal entries that all fit into one tier take a slot each. Where they do not fit and the place may
be shared, they take as many slots as they are, hold the best of those titles together, and the money of those slots
is divided equally: sharing never spends more than the ladder, and the next entry stands where its rank says. What
remains of a division stays unspent. A prize whose least mark nobody left reaches stays empty. Where people must decide
first, everything from there on waits, and is named. Prizes that no ranking gives go to whom the board names.

It is longer than 300 lines: one walk over the ladders, whose steps depend on each other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from judging.rules.ladder_slots import (
    ChoiceDecision,
    CountDecision,
    LadderUnclearError,
    Slot,
    VacancyDecision,
    count_slots,
    group_of,
    is_chosen,
    is_for_units,
    slots_of,
)
from judging.rules.prize_outcomes import (
    Candidate,
    Pending,
    PendingBecause,
    PrizeAward,
    PrizeDecisions,
    Prizes,
    Skipped,
    Vacancy,
    VacantBecause,
)
from judging.rules.ranking import Place
from judging.rules.revocations import MovesUp, Revocation, Revoked, effects_in
from judging.rules.taken_prizes import take_away
from judging.rules.ties import Ending
from judging.spec.prizes import Ladder
from judging.spec.unknown import known
from judging.spec.words import Exclusivity, SharedRule, VacancyRule

__all__ = [
    "Candidate",
    "ChoiceDecision",
    "CountDecision",
    "LadderUnclearError",
    "Pending",
    "PendingBecause",
    "PrizeAward",
    "PrizeDecisions",
    "Prizes",
    "Skipped",
    "Slot",
    "Vacancy",
    "VacancyDecision",
    "VacantBecause",
    "assign_prizes",
    "slots_of",
]


_HARMLESS = frozenset({PendingBecause.VACANCY_FORBIDDEN, PendingBecause.COUNT_FORBIDDEN})
"""Decisions that are not followed: they must be taken back, but nothing waits for that."""


@dataclass(slots=True)
class _Table:
    """What is being laid out, while it is. `winners` are the codes that hold a prize, by the name that excludes."""

    awards: list[PrizeAward] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    winners: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """The groups of ladders in which something is still to be decided."""
    revoked: list[Revoked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Field:
    """Who competes for one ladder: its entries, and under which names each of them counts as the same."""

    ladder: Ladder
    candidates: Mapping[str, Candidate]
    keys: Callable[[str], frozenset[str]]
    effects: Mapping[str, MovesUp | None]
    """What is to become of prizes of revoked codes."""
    by_unit: dict[str, list[str]] = field(default_factory=dict)

    def undecided(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The revoked codes of which nobody has said what becomes of their prize."""
        return tuple([code for code in codes if code in self.effects and self.effects[code] is None])

    def gives_way(self, code: str) -> bool:
        """Whether a revoked code lets the next move up."""
        return self.effects.get(code) is MovesUp.NEXT

    def holder(self, code: str, table: _Table) -> str | None:
        """The code whose prize keeps `code` from another one: the same winner's, or the last that its unit may have."""
        holders = sorted(table.winners[key] for key in self.keys(code) if key in table.winners)
        if holders:
            return holders[0]
        own = self.by_unit.get(self.candidates[code].unit, [])
        limit = self.ladder.per_unit
        return own[-1] if limit is not None and own and len(own) >= limit else None

    def crowds(self, codes: Sequence[str]) -> bool:
        """Whether equal entries are more of one unit than may still win."""
        limit = self.ladder.per_unit
        units = [self.candidates[code].unit for code in codes]
        return limit is not None and any(len(self.by_unit.get(one, ())) + units.count(one) > limit for one in {*units})

    def note(self, code: str, table: _Table) -> None:
        """`code` holds a prize from now on."""
        table.winners.update(dict.fromkeys(sorted(self.keys(code)), code))
        self.by_unit.setdefault(self.candidates[code].unit, []).append(code)


def assign_prizes(
    places: Sequence[Place],
    candidates: Mapping[str, Candidate],
    ladders: Sequence[Ladder],
    exclusivity: Exclusivity,
    vacancies: Iterable[VacancyDecision] = (),
    *,
    counts: Iterable[CountDecision] = (),
    choices: Iterable[ChoiceDecision] = (),
    revocations: Iterable[Revocation] = (),
) -> Prizes:
    """Lay the ladders on the ranking, in the plan's order; an earlier ladder and a better prize come first.

    Never more prizes, and never more money, than the ladders have with what the board decided; under an exclusivity
    nobody holds two prizes. No revoked code holds any.
    """
    table, gone = _Table(), tuple(revocations)
    decided = PrizeDecisions(tuple(vacancies), tuple(counts), tuple(choices))
    for ladder in ladders:
        group, before = group_of(ladder), len(table.pending)
        slots, is_cut = _open_slots(ladder, decided, table)
        is_exclusive = is_for_units(ladder) or exclusivity is not Exclusivity.UNLIMITED
        if slots and is_exclusive and group in table.waiting:
            table.pending.append(_pending(slots[0], (), PendingBecause.EARLIER_LADDER))
            continue
        effects = effects_in(ladder, gone)
        here = _Field(ladder, candidates, _keys_of(ladder, candidates, exclusivity), effects)
        if is_chosen(ladder):
            _choose(here, slots, places, decided.choices, table)
        else:
            _lay(here, slots, places, table, is_cut=is_cut)
        table.awards, taken, emptied = take_away(ladder, table.awards, gone, effects)
        table.revoked += taken
        table.vacancies += emptied
        if any(one.because not in _HARMLESS for one in table.pending[before:]):
            table.waiting.add(group)
    return Prizes(
        tuple(table.awards), tuple(table.vacancies), tuple(table.skipped), tuple(table.pending), tuple(table.revoked)
    )


def _open_slots(ladder: Ladder, decided: PrizeDecisions, table: _Table) -> tuple[list[Slot], bool]:
    """The slots that are to be given, and whether more may follow once the board has said how many there are.

    Those that the board leaves empty are recorded, and what it must still say.
    """
    empty = {(one.tier, one.place): one for one in decided.vacancies if one.ladder == ladder.key}
    counted = count_slots(ladder, decided.counts)
    slots: list[Slot] = []
    for slot in counted.slots:
        decision = empty.get((slot.tier, slot.place))
        if decision is not None and known(ladder.vacancy) is VacancyRule.BOARD_DECIDES:
            table.vacancies.append(Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.DECIDED, decision.reason))
            continue
        if decision is not None:
            table.pending.append(_pending(slot, (), PendingBecause.VACANCY_FORBIDDEN))
        slots.append(slot)
    table.pending += [_pending(slot, (), PendingBecause.COUNT_FORBIDDEN) for slot in counted.forbidden]
    if counted.awaited is not None:
        table.pending.append(_pending(counted.awaited, (), PendingBecause.COUNT_AWAITS_BOARD))
    return slots, counted.awaited is not None


def _lay(here: _Field, slots: Sequence[Slot], places: Iterable[Place], table: _Table, *, is_cut: bool) -> None:
    """Give one ladder's slots to the places of its categories, until slots or places end or a decision is missing."""
    left = list(slots)
    for place in places:
        if not left:
            return
        fresh = _fresh(here, place.codes, table)
        if undecided := here.undecided(fresh):
            table.pending.append(_pending(left[0], undecided, PendingBecause.REVOCATION_AWAITS_BOARD))
            return
        table.revoked += [Revoked(here.ladder.key, code, MovesUp.NEXT) for code in fresh if here.gives_way(code)]
        winners = [code for code in fresh if not here.gives_way(code)]
        if not winners:
            continue
        left = _reached(left, place, table)
        room = left[: len(winners)]
        if not room or (is_cut and len(room) < len(winners)):
            return
        because = _obstacle(here, place, winners, room)
        if because is not None:
            table.pending.append(_pending(room[0], place.codes, because))
            return
        _give(place, winners, room, table)
        left = left[len(room) :]
        for code in winners:
            here.note(code, table)
    table.vacancies += [Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.NO_CANDIDATE) for slot in left]


def _fresh(here: _Field, codes: Sequence[str], table: _Table) -> list[str]:
    """The codes of a place that compete here and do not hold a prize already; the others are named as passed over."""
    fresh = []
    for code in codes:
        if here.candidates[code].category not in here.ladder.categories:
            continue
        if (holder := here.holder(code, table)) is not None:
            table.skipped.append(Skipped(here.ladder.key, code, holder))
        else:
            fresh.append(code)
    return fresh


def _reached(slots: Sequence[Slot], place: Place, table: _Table) -> list[Slot]:
    """The slots whose least mark a place reaches. The others stay empty: no later place has a higher total."""
    reached = []
    for slot in slots:
        if slot.minimum_mark is not None and place.total < slot.minimum_mark:
            table.vacancies.append(Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.BELOW_MINIMUM))
        else:
            reached.append(slot)
    return reached


def _choose(
    here: _Field, slots: Sequence[Slot], places: Sequence[Place], choices: Sequence[ChoiceDecision], table: _Table
) -> None:
    """Give each slot to the entry that the board named for it."""
    ranked = {code: place for place in places for code in place.codes}
    said = {(one.tier, one.place): one.code for one in choices if one.ladder == here.ladder.key}
    for slot in slots:
        code = said.get((slot.tier, slot.place))
        if code is None:
            table.pending.append(_pending(slot, (), PendingBecause.AWAITS_CHOICE))
            continue
        place = ranked.get(code)
        if here.undecided([code]):
            table.pending.append(_pending(slot, (code,), PendingBecause.REVOCATION_AWAITS_BOARD))
            continue
        if (
            place is None
            or here.gives_way(code)
            or here.candidates[code].category not in here.ladder.categories
            or here.holder(code, table) is not None
            or (slot.minimum_mark is not None and place.total < slot.minimum_mark)
        ):
            table.pending.append(_pending(slot, (code,), PendingBecause.CHOICE_VOID))
            continue
        table.awards.append(PrizeAward(slot.ladder, slot.tier, slot.place, code, place.rank, slot.amount_vnd))
        here.note(code, table)


def _fit(winners: Sequence[str], room: Sequence[Slot]) -> bool:
    return len(room) == len(winners) and len({(slot.tier, slot.amount_vnd) for slot in room}) == 1


_AWAITED = {
    Ending.AWAITS_HEAD: PendingBecause.AWAITS_HEAD,
    Ending.AWAITS_BOARD: PendingBecause.AWAITS_BOARD,
    Ending.AWAITS_OPENING: PendingBecause.AWAITS_OPENING,
}


def _obstacle(here: _Field, place: Place, winners: Sequence[str], room: Sequence[Slot]) -> PendingBecause | None:
    """Why these winners cannot have this room yet, or None."""
    names = [name for code in winners for name in here.keys(code)]
    is_double = len(set(names)) < len(names)
    if is_double or here.crowds(winners):
        # Who stands before whom a rule may still tell; people are asked only after it.
        alike = PendingBecause.SAME_WINNER if is_double else PendingBecause.UNIT_LIMIT
        return PendingBecause.AWAITS_OPENING if place.ending is Ending.AWAITS_OPENING else alike
    if len(winners) == 1 or _fit(winners, room):
        return None
    if place.ending in _AWAITED:
        return _AWAITED[place.ending]
    rule = known(here.ladder.shared)
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


def _keys_of(
    ladder: Ladder, candidates: Mapping[str, Candidate], exclusivity: Exclusivity
) -> Callable[[str], frozenset[str]]:
    """Under which names a winner of this ladder counts as the same."""
    group = group_of(ladder)

    def keys(code: str) -> frozenset[str]:
        one = candidates[code]
        names = (one.unit,) if is_for_units(ladder) else _names(one, exclusivity)
        return frozenset(f"{group}/{name}" for name in names)

    return keys


def _names(candidate: Candidate, exclusivity: Exclusivity) -> tuple[str, ...]:
    if exclusivity is Exclusivity.UNLIMITED:
        return ()
    if exclusivity is Exclusivity.ONE_PER_UNIT:
        return (candidate.unit,)
    if exclusivity is Exclusivity.ONE_PER_AUTHOR:
        return candidate.authors
    return tuple(f"{candidate.category}/{author}" for author in candidate.authors)


def _pending(slot: Slot, codes: tuple[str, ...], because: PendingBecause) -> Pending:
    return Pending(slot.ladder, slot.tier, slot.place, codes, because)

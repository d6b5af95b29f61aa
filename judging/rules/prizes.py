"""The ladder (cơ cấu giải) laid on the ranking: who holds which prize, which stay empty, what people must decide.

Places of the ladder are slots in the plan's order, best first. The best entry takes the first slot that is not
vacant, and so on. Equal entries that all fit into one tier take a slot each. Where they do not fit and the place may
be shared, they take as many slots as they are, hold the best of those titles together, and the money of those slots
is divided equally: sharing never spends more than the ladder, and the next entry stands where its rank says. What
remains of a division stays unspent. A prize whose least mark nobody left reaches stays empty. Where people must decide
first, everything from there on waits, and is named. Prizes that no ranking gives go to whom the board names.

It is longer than 300 lines: one walk over the ladders, whose steps depend on each other.
"""

from collections.abc import Iterable, Mapping, Sequence

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
    is_voted,
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
from judging.rules.prize_tables import Field, Table, keys_of
from judging.rules.ranking import Place
from judging.rules.revocations import MovesUp, Revocation, Revoked, effects_in
from judging.rules.taken_prizes import take_away
from judging.rules.ties import Ending
from judging.rules.votes import VoteCount, VoteOrder, VotePlaces, vote_places
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


def assign_prizes(
    places: Sequence[Place],
    candidates: Mapping[str, Candidate],
    ladders: Sequence[Ladder],
    exclusivity: Exclusivity,
    vacancies: Iterable[VacancyDecision] = (),
    *,
    counts: Iterable[CountDecision] = (),
    choices: Iterable[ChoiceDecision] = (),
    votes: Iterable[VoteCount] = (),
    vote_orders: Iterable[VoteOrder] = (),
    revocations: Iterable[Revocation] = (),
) -> Prizes:
    """Lay the ladders on the ranking, in the plan's order; an earlier ladder and a better prize come first.

    A ladder whose prizes votes give is laid on the order by votes instead.

    Never more prizes, and never more money, than the ladders have with what the board decided; under an exclusivity
    nobody holds two prizes. No revoked code holds any.
    """
    table, gone = Table(), tuple(revocations)
    table.votes = _by_votes(ladders, places, candidates, tuple(votes), tuple(vote_orders))
    decided = PrizeDecisions(tuple(vacancies), tuple(counts), tuple(choices))
    for ladder in ladders:
        group, before = group_of(ladder), len(table.pending)
        slots, is_cut = _open_slots(ladder, decided, table)
        is_exclusive = is_for_units(ladder) or exclusivity is not Exclusivity.UNLIMITED
        if slots and is_exclusive and group in table.waiting:
            table.pending.append(_pending(slots[0], (), PendingBecause.EARLIER_LADDER))
            continue
        effects = effects_in(ladder, gone)
        here = Field(ladder, candidates, keys_of(ladder, candidates, exclusivity), effects)
        if is_chosen(ladder):
            _choose(here, slots, places, decided.choices, table)
        elif is_voted(ladder):
            _lay_by_votes(here, slots, table, is_cut=is_cut)
        else:
            _lay(here, slots, places, table, is_cut=is_cut)
        table.awards, taken, emptied = take_away(ladder, table.awards, gone, effects)
        table.revoked += taken
        table.vacancies += emptied
        if any(one.because not in _HARMLESS for one in table.pending[before:]):
            table.waiting.add(group)
    return Prizes(
        tuple(table.awards), tuple(table.vacancies), tuple(table.skipped), tuple(table.pending), tuple(table.revoked),
        tuple(table.votes.values()),
    )  # fmt: skip


def _open_slots(ladder: Ladder, decided: PrizeDecisions, table: Table) -> tuple[list[Slot], bool]:
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


def _lay(here: Field, slots: Sequence[Slot], places: Iterable[Place], table: Table, *, is_cut: bool) -> None:
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


def _by_votes(
    ladders: Iterable[Ladder],
    places: Sequence[Place],
    candidates: Mapping[str, Candidate],
    counts: Sequence[VoteCount],
    orders: Sequence[VoteOrder],
) -> dict[str, VotePlaces]:
    """The order by votes of every ladder whose votes were confirmed."""
    categories = {code: one.category for code, one in candidates.items()}
    found = (vote_places(one, places, categories, counts, orders) for one in ladders if is_voted(one))
    return {one.ladder: one for one in found if one is not None}


def _lay_by_votes(here: Field, slots: Sequence[Slot], table: Table, *, is_cut: bool) -> None:
    """Give one ladder's slots in the order of the votes, once the board confirmed how many there were."""
    found = table.votes.get(here.ladder.key)
    if found is None:
        table.pending += [_pending(slot, (), PendingBecause.AWAITS_VOTE) for slot in slots[:1]]
        return
    _lay(here, slots, found.places, table, is_cut=is_cut)


def _fresh(here: Field, codes: Sequence[str], table: Table) -> list[str]:
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


def _reached(slots: Sequence[Slot], place: Place, table: Table) -> list[Slot]:
    """The slots whose least mark a place reaches. The others stay empty: no later place has a higher total."""
    reached = []
    for slot in slots:
        if slot.minimum_mark is not None and place.total < slot.minimum_mark:
            table.vacancies.append(Vacancy(slot.ladder, slot.tier, slot.place, VacantBecause.BELOW_MINIMUM))
        else:
            reached.append(slot)
    return reached


def _choose(
    here: Field, slots: Sequence[Slot], places: Sequence[Place], choices: Sequence[ChoiceDecision], table: Table
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


def _obstacle(here: Field, place: Place, winners: Sequence[str], room: Sequence[Slot]) -> PendingBecause | None:
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


def _give(place: Place, winners: Sequence[str], room: Sequence[Slot], table: Table) -> None:
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


def _pending(slot: Slot, codes: tuple[str, ...], because: PendingBecause) -> Pending:
    return Pending(slot.ladder, slot.tier, slot.place, codes, because)

"""Who marks what: exact marks for each entry, no own unit, no declared tie, caps; then loads as equal as can be.

Where the plan divides a panel by category or topic, a seat is given nothing else; all of that is never bent.

The loads of all possible assignments form an M-convex set, in which a load vector that no single exchange along a
path improves is the best of all: its greatest load is the least possible and its least the greatest possible
(Frank and Murota 2022, decreasingly minimal elements). So shifting entries along paths from a fuller seat to one
with at least two fewer, until there is none, proves the least spread without a solver. Exchanges that keep the loads
then spread categories, and after them units, over the seats, until no exchange between two seats helps; last the
entries that pairs of judges share are made even where that costs nothing of it (`overlaps`).

The seed, not anybody's hand, decides among equals; the same input and seed give the same assignment (B25).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from judging.rules.balancing import Balance
from judging.rules.overlaps import even_overlaps, shared_entries
from judging.rules.seals import shuffled
from judging.rules.subpanels import EVERYTHING, Reach


@dataclass(frozen=True, slots=True)
class Work:
    """An entry to be marked. `people` are its authors, by any words that seats' ties use too.

    `held` are seats that have it already (a second run); `barred` those that stepped back from it. `topic` is empty for
    an entry that names none.
    """

    code: str
    category: str
    unit: str
    people: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """A seat that can be given entries: its judge's own units, the people he is tied to, its cap.

    `related` are the units above and below his own whose entries he does not mark either; `reach` is what the plan lets
    the seat mark at all.
    """

    seat: str
    units: frozenset[str] = frozenset()
    tied_to: frozenset[str] = frozenset()
    cap: int | None = None
    related: frozenset[str] = frozenset()
    reach: Reach = EVERYTHING


class Bar(StrEnum):
    """Why a seat may not mark an entry."""

    OTHER_PANEL = "other_panel"
    OWN_UNIT = "own_unit"
    RELATED_UNIT = "related_unit"
    DECLARED_TIE = "declared_tie"
    STEPPED_BACK = "stepped_back"


@dataclass(frozen=True, slots=True)
class TooFewSeats:
    """An entry that fewer seats may mark than marks are needed; `bars` say why the others may not."""

    code: str
    needed: int
    eligible: tuple[str, ...]
    bars: tuple[tuple[str, Bar], ...]


@dataclass(frozen=True, slots=True)
class TooLittleCapacity:
    """Entries that together need more marks of these seats (`needed`) than their caps leave (`capacity`)."""

    codes: tuple[str, ...]
    seats: tuple[str, ...]
    needed: int
    capacity: int


@dataclass(frozen=True, slots=True)
class AssignmentImpossible:
    """What stands in the way. Every named obstacle alone makes the assignment impossible."""

    too_few: tuple[TooFewSeats, ...] = ()
    too_little: TooLittleCapacity | None = None


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """New pairs (code, seat), sorted; the load of every seat with what it held before; the spread of the loads.

    `overlaps` are the entries that each pair of seats has in common; pairs without any are left out.
    """

    pairs: tuple[tuple[str, str], ...]
    loads: tuple[tuple[str, int], ...]
    spread: int
    overlaps: tuple[tuple[tuple[str, str], int], ...] = ()


def bar_between(work: Work, offer: SeatOffer, *, own_unit_excluded: bool = True) -> Bar | None:
    """Why this seat may not mark this entry, or None (A22, S001-R15)."""
    if not offer.reach.takes(work.category, work.topic):
        return Bar.OTHER_PANEL
    if offer.seat in work.barred:
        return Bar.STEPPED_BACK
    if own_unit_excluded and work.unit in offer.units:
        return Bar.OWN_UNIT
    if work.unit in offer.related:
        return Bar.RELATED_UNIT
    return Bar.DECLARED_TIE if work.people & offer.tied_to else None


def assign(
    works: Iterable[Work],
    offers: Iterable[SeatOffer],
    *,
    marks_per_entry: int,
    seed: str,
    own_unit_excluded: bool = True,
) -> AssignmentPlan | AssignmentImpossible:
    """Give every entry the seats that it still lacks, or say what makes it impossible."""
    by_code, by_seat = {one.code: one for one in works}, {one.seat: one for one in offers}
    order = [by_code[code] for code in shuffled(by_code, seed, "works")]
    seats = [by_seat[seat] for seat in shuffled(by_seat, seed, "seats")]
    eligible: list[frozenset[int]] = []
    too_few: list[TooFewSeats] = []
    for work in order:
        bars = [bar_between(work, offer, own_unit_excluded=own_unit_excluded) for offer in seats]
        free = frozenset(
            at
            for at, (bar, offer) in enumerate(zip(bars, seats, strict=True))
            if not bar and offer.seat not in work.held
        )
        eligible.append(free)
        if len(free) < marks_per_entry - len(work.held):
            too_few.append(_too_few(work, seats, bars, free, marks_per_entry))
    if too_few:
        return AssignmentImpossible(too_few=tuple(sorted(too_few, key=lambda one: one.code)))
    balance = _lay_out(order, seats, eligible)
    for at in sorted(range(len(order)), key=lambda at: len(eligible[at])):
        for _ in range(marks_per_entry - len(order[at].held)):
            if not balance.give(at):
                return AssignmentImpossible(too_little=_too_little(balance, at, order, seats, marks_per_entry))
    balance.level()
    balance.spread()
    numbers = {offer.seat: at for at, offer in enumerate(seats)}
    held = [frozenset(numbers[seat] for seat in work.held & numbers.keys()) for work in order]
    even_overlaps(balance, held)
    together = [
        {*(seats[at].seat for at in given), *work.held} for work, given in zip(order, balance.given, strict=True)
    ]
    loads = dict(zip((offer.seat for offer in seats), balance.loads, strict=True))
    return AssignmentPlan(
        pairs=tuple(
            sorted(
                (work.code, seats[at].seat) for work, given in zip(order, balance.given, strict=True) for at in given
            )
        ),
        loads=tuple(sorted(loads.items())),
        spread=max(balance.loads, default=0) - min(balance.loads, default=0),
        overlaps=tuple(sorted(shared_entries(together).items())),
    )


def _lay_out(order: Sequence[Work], seats: Sequence[SeatOffer], eligible: Sequence[frozenset[int]]) -> Balance:
    """The empty table, with what the seats hold already."""
    numbers = {offer.seat: at for at, offer in enumerate(seats)}
    balance = Balance(
        eligible=eligible,
        kinds=[(work.category, work.unit) for work in order],
        caps=[offer.cap for offer in seats],
    )
    for work in order:
        for seat in work.held & numbers.keys():
            balance.count((work.category, work.unit), numbers[seat], 1)
    return balance


def _too_few(
    work: Work, seats: Sequence[SeatOffer], bars: Sequence[Bar | None], free: frozenset[int], wanted: int
) -> TooFewSeats:
    named = [(offer.seat, bar) for offer, bar in zip(seats, bars, strict=True) if bar and offer.seat not in work.held]
    eligible = tuple(sorted(seats[at].seat for at in free))
    return TooFewSeats(work.code, wanted - len(work.held), eligible, tuple(sorted(named)))


def _too_little(
    balance: Balance, at: int, order: Sequence[Work], seats: Sequence[SeatOffer], wanted: int
) -> TooLittleCapacity:
    """The full seats that the search from one entry ended in, and the entries that cannot do without them."""
    full, stuck = balance.reached_from(at)
    needed = sum(wanted - len(order[one].held) - len(balance.eligible[one] - full) for one in stuck)
    return TooLittleCapacity(
        codes=tuple(sorted(order[one].code for one in stuck)),
        seats=tuple(sorted(seats[one].seat for one in full)),
        needed=needed,
        capacity=sum(len(balance.on[one]) for one in full),
    )

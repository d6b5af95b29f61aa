"""What the assignment is drawn from: codes with the units and authors behind them, seats with their judges."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.enums import AssignmentState
from judging.models.entries import Entry
from judging.models.gaps import GapDecider
from judging.models.people import Account, DeclaredTie, Person
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import CodeLink, SeatHolder
from judging.models.units import Unit
from judging.queries.remarkings import is_remark_round, list_former_markers
from judging.queries.rounds import LIVING
from judging.rules.assignment import SeatOffer, Work
from judging.rules.subpanels import EVERYTHING, Reach, reach_of_seat
from judging.spec.words import RelatedUnits

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.spec.rounds import Panel


def list_works(session: Session, round_id: RoundID) -> list[Work]:
    """Every code of the round with its unit, its author, and the seats that have it or stepped back from it.

    Seats that were taken off it (a judge who left) are barred as well: the table keeps one row for each pair. So is the
    seat that decides a gap: its sheet is none of the marks that the plan wants. And so is every other seat of the same
    person: a judge who left and came back never marks an entry twice. Who marked an entry before never marks it anew.
    """
    others = _other_seats(session, round_id)
    held: dict[UUID, set[str]] = defaultdict(set)
    barred: dict[UUID, set[str]] = defaultdict(set)
    rows: Any = session.execute(
        select(Assignment.code_id, Assignment.seat_id, Assignment.state, GapDecider.assignment_id)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .where(Code.round_id == round_id)
    )
    for code_id, seat_id, state, decides in rows:
        (held if state in LIVING and decides is None else barred)[code_id].add(str(seat_id))
        barred[code_id] |= others[seat_id]
    found = session.execute(
        select(Code.id, Code.word, Code.category_key, Entry.topic_key, Entry.unit_id, Person.id, Person.name_folded)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .join(Person, Person.id == Entry.author_id)
        .where(Code.round_id == round_id, ~Code.is_void)
        .order_by(Code.word)
    )
    former = list_former_markers(session, round_id) if is_remark_round(session, round_id) else {}
    return [
        Work(
            code=word,
            category=category,
            unit=str(unit),
            people=frozenset({str(author), _named(name)}) | former.get(code, frozenset()),
            held=frozenset(held[code]),
            barred=frozenset(barred[code]),
            topic=topic or "",
        )
        for code, word, category, topic, unit, author, name in found
    ]


def _other_seats(session: Session, round_id: RoundID) -> dict[UUID, set[str]]:
    """For each seat of the round the other seats that the same account held or holds."""
    rows = session.execute(
        select(SeatHolder.seat_id, SeatHolder.account_id)
        .join(Seat, Seat.id == SeatHolder.seat_id)
        .where(Seat.round_id == round_id)
    ).all()
    by_account: dict[UUID, set[UUID]] = defaultdict(set)
    for seat_id, account_id in rows:
        by_account[account_id].add(seat_id)
    own = {seat_id: by_account[account_id] - {seat_id} for seat_id, account_id in rows}
    return defaultdict(set, {seat: {str(one) for one in found} for seat, found in own.items()})


def list_offers(
    session: Session,
    round_id: RoundID,
    *,
    panel: Panel,
    cap: int | None,
    related: RelatedUnits = RelatedUnits.DIRECT,
) -> list[SeatOffer]:
    """Every filled seat: its judge's unit with what it was merged into, his declared ties, and whoever has his name.

    `panel` says which seats mark only some categories or topics; `related` which units above and below are left out as
    well. A judge never marks somebody of exactly his own name: it may be himself by another account (A22, A23).
    """
    rows = session.execute(
        select(Seat, Account)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .join(Account, Account.id == SeatHolder.account_id)
        .where(Seat.round_id == round_id, Seat.is_active, SeatHolder.to_at.is_(None))
        .order_by(Seat.number)
    ).all()
    judges = [
        (str(seat.id), account, seat.cap if seat.cap is not None else cap, reach_of_seat(panel, seat.panel_key))
        for seat, account in rows
    ]
    return _offers(session, judges, related=related)


def offer_of(
    session: Session,
    account: Account,
    *,
    seat: str,
    cap: int | None,
    related: RelatedUnits,
    reach: Reach = EVERYTHING,
) -> SeatOffer:
    """What an account that has no seat yet could be given under the name `seat`, with the same conflicts."""
    (offer,) = _offers(session, [(seat, account, cap, reach)], related=related)
    return offer


def _offers(
    session: Session, judges: list[tuple[str, Account, int | None, Reach]], *, related: RelatedUnits
) -> list[SeatOffer]:
    ties: dict[UUID, set[str]] = defaultdict(set)
    accounts = [account.id for _, account, _, _ in judges]
    for tie in session.scalars(select(DeclaredTie).where(DeclaredTie.account_id.in_(accounts))):
        ties[tie.account_id].add(str(tie.person_id))
    tree = _Tree(session)
    return [
        SeatOffer(
            seat=seat,
            units=frozenset(map(str, tree.family(account.person.unit_id))),
            related=frozenset(map(str, tree.related(account.person.unit_id, related))),
            tied_to=frozenset(ties[account.id] | {str(account.person_id), _named(account.person.name_folded)}),
            cap=cap,
            reach=reach,
        )
        for seat, account, cap, reach in judges
    ]


class _Tree:
    """The unit tree as conflicts see it: a unit with what it became and what became part of it, and its line."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Unit.id, Unit.successor_id, Unit.parent_id)).all()
        self._successors = {row.id: row.successor_id for row in rows if row.successor_id is not None}
        self._parents = {row.id: row.parent_id for row in rows if row.parent_id is not None}
        self._children: dict[UUID, set[UUID]] = defaultdict(set)
        for child, parent in self._parents.items():
            self._children[parent].add(child)

    def family(self, unit_id: UUID) -> set[UUID]:
        """The unit, what it became, and what became part of that: colleagues all."""
        last, seen = unit_id, set()
        while (following := self._successors.get(last)) is not None and last not in seen:
            seen.add(last)
            last = following
        family = {last}
        while more := {one for one, other in self._successors.items() if other in family} - family:
            family |= more
        return family | {unit_id}

    def related(self, unit_id: UUID, how: RelatedUnits) -> set[UUID]:
        """The units above and below: none, the next ones, or the whole line; without the unit's own family."""
        if how is RelatedUnits.NONE:
            return set()
        own = self.family(unit_id)
        above, below = self._above(own), self._below(own)
        if how is RelatedUnits.LINE:
            above, below = self._whole(own, self._above), self._whole(own, self._below)
        return (above | below) - own

    def _above(self, units: set[UUID]) -> set[UUID]:
        parents = {self._parents[one] for one in units if one in self._parents}
        return {one for parent in parents for one in self.family(parent)}

    def _below(self, units: set[UUID]) -> set[UUID]:
        return {one for unit in units for child in self._children[unit] for one in self.family(child)}

    @staticmethod
    def _whole(own: set[UUID], step: Callable[[set[UUID]], set[UUID]]) -> set[UUID]:
        found: set[UUID] = set()
        while more := step(own | found) - found - own:
            found |= more
        return found


def _named(name_folded: str) -> str:
    return f"name:{name_folded}"


@dataclass(frozen=True, slots=True)
class Overlaps:
    """How many entries each pair of active seats has in common, by seat number; the least and the most of them."""

    seats: tuple[int, ...]
    shared: tuple[tuple[tuple[int, int], int], ...]

    def of(self, one: int, other: int) -> int:
        """The entries that two seats have in common."""
        return dict(self.shared).get((min(one, other), max(one, other)), 0)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the most of all pairs; None with fewer than two seats."""
        counts = [count for _, count in self.shared]
        return (min(counts), max(counts)) if counts else None


def list_overlaps(session: Session, round_id: RoundID) -> Overlaps:
    """The overlaps of the assignment as it stands; sheets that decide a gap are none of it."""
    seats = list(
        session.scalars(select(Seat.number).where(Seat.round_id == round_id, Seat.is_active).order_by(Seat.number))
    )
    rows = session.execute(
        select(Assignment.code_id, Seat.number)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(
            Code.round_id == round_id,
            ~Code.is_void,
            Seat.is_active,
            Assignment.state.in_(LIVING),
            Assignment.id.not_in(select(GapDecider.assignment_id)),
        )
    )
    holders: dict[UUID, list[int]] = defaultdict(list)
    for code_id, number in rows:
        holders[code_id].append(number)
    counted = Counter(pair for numbers in holders.values() for pair in combinations(sorted(numbers), 2))
    return Overlaps(tuple(seats), tuple((pair, counted[pair]) for pair in combinations(seats, 2)))


def count_recused(session: Session, round_id: RoundID) -> int:
    """How many codes wait for a judge in the place of one who stepped back."""
    return len(
        session.scalars(
            select(Assignment.id)
            .join(Code, Code.id == Assignment.code_id)
            .where(Code.round_id == round_id, Assignment.state == AssignmentState.RECUSED.value)
        ).all()
    )

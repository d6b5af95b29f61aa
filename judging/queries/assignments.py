"""What the assignment is drawn from: codes with the units and authors behind them, seats with their judges."""

from __future__ import annotations

from collections import defaultdict
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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import RoundID


def list_works(session: Session, round_id: RoundID) -> list[Work]:
    """Every code of the round with its unit, its author, and the seats that have it or stepped back from it.

    Seats that were taken off it (a judge who left) are barred as well: the table keeps one row for each pair. So is the
    seat that decides a gap: its sheet is none of the marks that the plan wants. Who marked an entry before never marks
    it anew.
    """
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
    found = session.execute(
        select(Code.id, Code.word, Code.category_key, Entry.unit_id, Person.id, Person.name_folded)
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
        )
        for code, word, category, unit, author, name in found
    ]


def list_offers(session: Session, round_id: RoundID, *, cap: int | None) -> list[SeatOffer]:
    """Every filled seat: its judge's unit with what it was merged into, his declared ties, and whoever has his name.

    A judge never marks somebody of exactly his own name: it may be himself by another account (A22, A23).
    """
    rows = session.execute(
        select(Seat, Account)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .join(Account, Account.id == SeatHolder.account_id)
        .where(Seat.round_id == round_id, Seat.is_active, SeatHolder.to_at.is_(None))
        .order_by(Seat.number)
    ).all()
    ties: dict[UUID, set[str]] = defaultdict(set)
    for tie in session.scalars(select(DeclaredTie).where(DeclaredTie.account_id.in_([a.id for _, a in rows]))):
        ties[tie.account_id].add(str(tie.person_id))
    successors = dict(session.execute(select(Unit.id, Unit.successor_id).where(Unit.successor_id.is_not(None))).all())
    return [
        SeatOffer(
            seat=str(seat.id),
            units=_units(account.person.unit_id, successors),
            tied_to=frozenset(ties[account.id] | {str(account.person_id), _named(account.person.name_folded)}),
            cap=seat.cap if seat.cap is not None else cap,
        )
        for seat, account in rows
    ]


def _units(unit_id: UUID, successors: Mapping[UUID, UUID | None]) -> frozenset[str]:
    """The unit, what it became, and what became part of that: colleagues all."""
    last, seen = unit_id, set()
    while (following := successors.get(last)) is not None and last not in seen:
        seen.add(last)
        last = following
    family = {last}
    while more := {one for one, other in successors.items() if other in family} - family:
        family |= more
    return frozenset(map(str, family | {unit_id}))


def _named(name_folded: str) -> str:
    return f"name:{name_folded}"


def count_recused(session: Session, round_id: RoundID) -> int:
    """How many codes wait for a judge in the place of one who stepped back."""
    return len(
        session.scalars(
            select(Assignment.id)
            .join(Code, Code.id == Assignment.code_id)
            .where(Code.round_id == round_id, Assignment.state == AssignmentState.RECUSED.value)
        ).all()
    )

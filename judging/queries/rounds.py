"""Rounds, their panels and seats, on the side that knows who sits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import AssignmentState, EntryState, PlanState, Role, RoundState
from judging.errors import NotFoundError
from judging.ids import AccountID, PersonID, ProgrammeID, RoundID, SeatID
from judging.models.entries import Entry
from judging.models.people import Account, DeclaredTie, Person
from judging.models.programmes import PlanVersion, Programme
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import SeatHolder
from judging.queries.grants import held_duties
from judging.queries.programmes import plan_in_force, plan_of_text
from judging.queries.remarkings import list_remark_round_ids, plan_for
from judging.queries.standings import RoundAtHand
from judging.rules.duties import Duty, grant_conflict
from judging.rules.round_order import feeders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer
    from judging.spec.rounds import Round as RoundSpec

OFFICE = (Role.SECRETARY, Role.BOARD)
KEY_HOLDERS = (Role.HOLDER, Role.SECRETARY)
LIVING = (AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in a list. `valid` counts entries that could be sealed now, `codes` those that are."""

    id: RoundID
    programme_title: str
    key: str
    name: str
    state: RoundState
    valid: int
    codes: int
    is_remarking: bool = False


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat with its judge; `load` counts the assignments in force."""

    id: SeatID
    number: int
    is_head: bool
    is_active: bool
    cap: int | None
    holder_name: str
    holder_unit: str
    account_id: AccountID | None
    load: int
    panel_key: str = ""


@dataclass(frozen=True, slots=True)
class TieLine:
    """A declared tie between a judge and somebody who may have entered."""

    judge_name: str
    person_name: str
    reason: str


def get_round(session: Session, round_id: RoundID, *, visible_to: Viewer, roles: tuple[Role, ...]) -> RoundAtHand:
    """A round with its plan for whoever holds one of `roles` in its programme. Raises NotFoundError."""
    row = session.get(Round, round_id)
    if row is None or not visible_to.has(*roles, programme_id=ProgrammeID(row.programme_id)):
        raise NotFoundError("round")
    return RoundAtHand(row, plan_for(session, row, plan_in_force(session, ProgrammeID(row.programme_id))))


def planned(at_hand: RoundAtHand) -> RoundSpec:
    """What the plan says of the round. Raises NotFoundError when an amendment took it out."""
    found = at_hand.plan.plan.find_round(at_hand.round.key)
    if found is None:
        raise NotFoundError("round")
    return found


def list_rounds(
    session: Session, *, visible_to: Viewer, roles: tuple[Role, ...], with_remarkings: bool = False
) -> list[RoundLine]:
    """The rounds of the viewer's programmes, newest programme first, in the plan's order.

    A round that marks entries anew on request stands behind the one that it re-marks, where it is wanted at all.
    """
    programmes = visible_to.programmes(*roles)
    statement = (
        select(Round, Programme, PlanVersion.canonical)
        .join(Programme, Programme.id == Round.programme_id)
        .join(PlanVersion, (PlanVersion.programme_id == Programme.id) & (PlanVersion.state == PlanState.ISSUED.value))
        .order_by(Programme.created_at.desc(), Programme.slug, Round.position, Round.key)
    )
    if programmes is not None:
        statement = statement.where(Round.programme_id.in_(programmes))
    rows = session.execute(statement).all()
    codes = _count_codes(session)
    valid = _count_valid(session)
    remarking = list_remark_round_ids(session)
    lines = []
    for row, programme, canonical in rows:
        if row.id in remarking and not with_remarkings:
            continue
        plan = plan_of_text(canonical)
        spec = plan.find_round(remarking.get(row.id, row.key))
        if spec is None and row.state == RoundState.PLANNED.value:
            continue  # an amendment took it out before anything happened in it
        takes = spec is not None and row.id not in remarking
        categories = [category for category, key in feeders(plan, row.key).items() if key is None] if takes else []
        lines.append(
            RoundLine(
                id=RoundID(row.id),
                programme_title=programme.title,
                key=row.key,
                name=spec.name if spec else row.key,
                state=RoundState(row.state),
                valid=sum(valid.get((programme.id, key), 0) for key in categories),
                codes=codes.get(row.id, 0),
                is_remarking=row.id in remarking,
            )
        )
    return lines


def _count_codes(session: Session) -> dict[object, int]:
    rows = session.execute(select(Code.round_id, func.count()).where(~Code.is_void).group_by(Code.round_id))
    return {round_id: count for round_id, count in rows}  # noqa: C416  rows are not pairs to mypy


def _count_valid(session: Session) -> dict[tuple[object, str], int]:
    rows = session.execute(
        select(Entry.programme_id, Entry.category_key, func.count())
        .where(Entry.state == EntryState.VALID.value)
        .group_by(Entry.programme_id, Entry.category_key)
    )
    return {(programme, category): count for programme, category, count in rows}


def list_seats(session: Session, round_id: RoundID) -> list[SeatLine]:
    """Every seat of the round, by number, with whoever sits there now or sat there last."""
    loads = (
        select(Assignment.seat_id, func.count().label("load"))
        .where(Assignment.state.in_(LIVING))
        .group_by(Assignment.seat_id)
        .subquery()
    )
    rows = session.execute(
        select(Seat, SeatHolder.account_id, func.coalesce(loads.c.load, 0))
        .outerjoin(SeatHolder, SeatHolder.seat_id == Seat.id)
        .outerjoin(loads, loads.c.seat_id == Seat.id)
        .where(Seat.round_id == round_id)
        .order_by(Seat.number)
    ).all()
    wanted = [account_id for _, account_id, _ in rows if account_id is not None]
    accounts = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(wanted)))}
    lines = []
    for seat, account_id, load in rows:
        account = accounts.get(account_id)
        lines.append(
            SeatLine(
                id=SeatID(seat.id),
                number=seat.number,
                is_head=seat.is_head,
                is_active=seat.is_active,
                cap=seat.cap,
                holder_name=account.person.full_name if account else "",
                holder_unit=account.person.unit.name if account else "",
                account_id=account_id,
                load=load,
                panel_key=seat.panel_key,
            )
        )
    return lines


def count_seats(session: Session, round_id: RoundID, *, panel_key: str | None = None) -> int:
    """How many seats of the round, or of one of its subpanels, are filled."""
    statement = select(func.count()).where(Seat.round_id == round_id, Seat.is_active)
    if panel_key is not None:
        statement = statement.where(Seat.panel_key == panel_key)
    return session.scalar(statement) or 0


def get_seat(session: Session, seat_id: SeatID, *, round_id: RoundID) -> Seat:
    """A seat of the round, or NotFoundError."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.round_id != round_id:
        raise NotFoundError("seat")
    return seat


def find_holder(session: Session, seat_id: SeatID) -> SeatHolder | None:
    """Who sits there now."""
    return session.scalars(
        select(SeatHolder).where(SeatHolder.seat_id == seat_id, SeatHolder.to_at.is_(None))
    ).one_or_none()


def list_ties(session: Session, round_id: RoundID) -> list[TieLine]:
    """The ties declared by the round's judges, by the judge's name."""
    holders = select(SeatHolder.account_id).join(Seat, Seat.id == SeatHolder.seat_id).where(Seat.round_id == round_id)
    rows = session.execute(
        select(DeclaredTie, Account, Person)
        .join(Account, Account.id == DeclaredTie.account_id)
        .join(Person, Person.id == DeclaredTie.person_id)
        .where(DeclaredTie.account_id.in_(holders))
    ).all()
    lines = [
        (account.person.name_key, TieLine(account.person.full_name, person.full_name, tie.reason))
        for tie, account, person in rows
    ]
    return [line for _, line in sorted(lines, key=lambda one: (one[0], one[1].person_name))]


def list_acting_seats(session: Session, *, account_id: AccountID, person_id: PersonID) -> frozenset[SeatID]:
    """The seats on which a person may act now: held, and no other duty of his forbids judging there (A23).

    Asked on the main connection while signing in is resolved: the desk itself knows of no other duties.
    """
    rows = session.execute(
        select(Seat.id, Round.programme_id)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .join(Round, Round.id == Seat.round_id)
        .where(SeatHolder.account_id == account_id, SeatHolder.to_at.is_(None), Seat.is_active)
    ).all()
    if not rows:
        return frozenset()
    duties = held_duties(session, person_id)
    return frozenset(
        SeatID(seat) for seat, programme in rows if grant_conflict(duties, Duty(Role.JUDGE, str(programme))) is None
    )


def list_seats_in(session: Session, *, account_id: AccountID, programme_id: ProgrammeID) -> list[SeatID]:
    """The seats that an account holds in a programme now."""
    return [
        SeatID(one)
        for one in session.scalars(
            select(Seat.id)
            .join(SeatHolder, SeatHolder.seat_id == Seat.id)
            .join(Round, Round.id == Seat.round_id)
            .where(
                SeatHolder.account_id == account_id,
                SeatHolder.to_at.is_(None),
                Round.programme_id == programme_id,
            )
        )
    ]


def list_rounds_in(session: Session, state: RoundState) -> list[RoundID]:
    """Every round of any programme in `state`, in a fixed order."""
    rows = session.scalars(select(Round.id).where(Round.state == state.value).order_by(Round.id))
    return [RoundID(row) for row in rows]

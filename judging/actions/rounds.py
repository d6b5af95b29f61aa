"""Rounds and panels: seating judges, ties, opening a round with its sheet frozen.

It is longer than 300 lines: the steps of one round, which share their guards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.panel_places import PanelFullError, place_in
from judging.enums import AssignmentState, ReviewState, Role, RoundState
from judging.errors import (
    AlreadyDoneError,
    DutyConflictError,
    JudgingStoppedError,
    MissingReasonError,
    NotAllowedError,
    RefusedError,
)
from judging.events import MilestoneReached, Told, emit
from judging.ids import AccountID, PersonID, SeatID
from judging.models.people import Account, RoleGrant
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Round, Seat
from judging.models.seals import SeatHolder
from judging.queries.calibrations import count_samples
from judging.queries.coverage import list_shortfalls, list_strayed
from judging.queries.freezes import is_stopped
from judging.queries.grants import held_duties
from judging.queries.rounds import OFFICE, count_seats, find_holder, get_seat, list_seats, list_seats_in, planned
from judging.queries.seals import list_code_lines
from judging.rules.duties import Duty, grant_conflict
from judging.rules.lifecycle import move
from judging.rules.round_sheets import make_sheet, sheet_sha256, sheet_to_plain
from judging.rules.subpanels import subpanels_of
from judging.spec.unknown import is_known
from judging.spec.words import Calibration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

SEATING = (RoundState.PLANNED, RoundState.SEALED, RoundState.OPEN)


class RoundOverError(RefusedError):
    """The round is closed; nothing of its panel, seals or sheets changes any more."""

    code = "round_over"


class HeadSeatTakenError(RefusedError):
    """The panel has its head already."""

    code = "head_seat_taken"


class RoundNotReadyError(RefusedError):
    """The round cannot open yet. `code` says for which reason; facts count what is missing."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(**facts)
        self.code = code


def require_office(session: Session, at_hand: RoundAtHand, *, by: Viewer, roles: tuple[Role, ...] = OFFICE) -> Role:
    """The duty of `roles` in which `by` acts on the round; conflicts are asked for again (A23)."""
    acting_as = next((role for role in roles if by.has(role, programme_id=at_hand.programme_id)), None)
    if acting_as is None:
        raise NotAllowedError
    refuse_conflict(session, by=by, acting_as=acting_as, programme_id=at_hand.programme_id)
    return acting_as


def lock_round(session: Session, at_hand: RoundAtHand) -> Round:
    """The round's row, held until the transaction ends: of two acts one comes after the other (B13).

    Raises:
        JudgingStoppedError: while judging is stopped, nothing of a round moves (X38).
    """
    if is_stopped(session):
        raise JudgingStoppedError
    return session.get_one(Round, at_hand.id, with_for_update=True, populate_existing=True)


def seat_judge(
    session: Session,
    at_hand: RoundAtHand,
    *,
    account: Account,
    is_head: bool = False,
    cap: int | None = None,
    panel_key: str | None = None,
    by: Viewer,
    now: datetime,
) -> Seat:
    """Give an account a seat of the round's panel, and with it the duty of judging (and of heading) there.

    `panel_key` is the subpanel where the plan divides the panel; the panel's own key, for which only the head may
    sit, or None mark everything.

    Raises:
        DutyConflictError: when the person entered, or holds or ever held a duty that forbids judging (A23).
        SubpanelMissingError: when the plan divides the panel and no place of it was named.
        PanelFullError, HeadSeatTakenError, AlreadyDoneError (sits there already), RoundOverError.
    """
    acting_as = require_office(session, at_hand, by=by)
    row = lock_round(session, at_hand)
    if RoundState(row.state) not in SEATING:
        raise RoundOverError
    panel = planned(at_hand).panel
    if (
        is_known(panel.seats)
        and panel.seats.maximum is not None
        and count_seats(session, at_hand.id) >= panel.seats.maximum
    ):
        raise PanelFullError(maximum=panel.seats.maximum)
    key = place_in(session, at_hand, panel, panel_key, is_head=is_head)
    present = [line for line in list_seats(session, at_hand.id) if line.is_active]
    if any(line.account_id == account.id for line in present):
        raise AlreadyDoneError
    if is_head and any(line.is_head for line in present):
        raise HeadSeatTakenError
    _refuse_judging(session, at_hand, account)
    last = session.scalar(select(func.max(Seat.number)).where(Seat.round_id == at_hand.id)) or 0
    seat = Seat(round_id=at_hand.id, panel_key=key, number=last + 1, is_head=is_head, cap=cap)
    session.add(seat)
    session.flush()
    session.add(SeatHolder(seat_id=SeatID(seat.id), account_id=AccountID(account.id), from_at=now))
    for role in (Role.JUDGE, Role.HEAD) if is_head else (Role.JUDGE,):
        _grant(session, at_hand, account, role, by=by, now=now)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="seat.fill",
        subject=f"seat:{seat.id}",
        round=str(at_hand.id),
        number=seat.number,
        head=is_head,
        account=str(account.id),
        **({"panel": key} if subpanels_of(panel) else {}),
    )
    emit(session, Told(AccountID(account.id), "seat.filled", (("round", planned(at_hand).name),), "/cham"))
    return seat


def _refuse_judging(session: Session, at_hand: RoundAtHand, account: Account) -> None:
    wanted = Duty(Role.JUDGE, str(at_hand.programme_id))
    found = grant_conflict(held_duties(session, PersonID(account.person_id)), wanted)
    if found is not None:
        raise DutyConflictError(wanted=found.wanted.value, held=found.held.value)


def _grant(session: Session, at_hand: RoundAtHand, account: Account, role: Role, *, by: Viewer, now: datetime) -> None:
    held = session.scalars(
        select(RoleGrant.id).where(
            RoleGrant.account_id == account.id,
            RoleGrant.role == role.value,
            RoleGrant.programme_id == at_hand.programme_id,
            RoleGrant.ended_at.is_(None),
            RoleGrant.valid_to.is_(None),
        )
    ).first()
    if held is None:
        session.add(
            RoleGrant(
                account_id=AccountID(account.id),
                role=role.value,
                programme_id=at_hand.programme_id,
                granted_by=by.account_id,
                granted_at=now,
            )
        )


def vacate_seat(
    session: Session, at_hand: RoundAtHand, *, seat_id: SeatID, reason: str, by: Viewer, now: datetime
) -> int:
    """A judge leaves: unfinished sheets are void and want another judge, locked ones count on (B18).

    Returns how many assignments were taken off the seat. The seat's number is not given to anybody else.
    """
    acting_as = require_office(session, at_hand, by=by)
    row = lock_round(session, at_hand)
    if RoundState(row.state) not in SEATING:
        raise RoundOverError
    if not reason.strip():
        raise MissingReasonError
    seat = get_seat(session, seat_id, round_id=at_hand.id)
    holder = find_holder(session, seat_id)
    if holder is None:
        raise AlreadyDoneError
    seat.is_active = False
    holder.to_at = now
    open_ones = select(Assignment.id).where(
        Assignment.seat_id == seat_id, Assignment.state == AssignmentState.ASSIGNED.value
    )
    taken = list(session.scalars(open_ones))
    _void(session, taken, AssignmentState.REPLACED)
    if list_seats_in(session, account_id=holder.account_id, programme_id=at_hand.programme_id) == []:
        session.execute(
            update(RoleGrant)
            .where(
                RoleGrant.account_id == holder.account_id,
                RoleGrant.programme_id == at_hand.programme_id,
                RoleGrant.role.in_([Role.JUDGE.value, Role.HEAD.value]),
                RoleGrant.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="seat.vacate",
        subject=f"seat:{seat_id}",
        round=str(at_hand.id),
        number=seat.number,
        unfinished=len(taken),
        reason=reason.strip(),
    )
    return len(taken)


def _void(session: Session, assignments: Sequence[UUID], state: AssignmentState) -> None:
    session.execute(update(Assignment).where(Assignment.id.in_(assignments)).values(state=state.value))
    session.execute(update(Review).where(Review.assignment_id.in_(assignments)).values(state=ReviewState.VOID.value))


def open_round(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> Round:
    """Judging begins: the sheet that judges work from is frozen, and nothing more is sealed.

    Raises:
        UndecidedError: while the plan leaves open what the round needs, its rubric above all.
        RoundNotReadyError: without codes, with codes lacking renditions, with entries lacking judges or assigned to
            seats that the plan lets mark other works only, or without samples where the plan wants some scored first.
        AlreadyDoneError, RoundOverError.
    """
    acting_as = require_office(session, at_hand, by=by)
    row = lock_round(session, at_hand)
    if row.state == RoundState.OPEN.value:
        raise AlreadyDoneError
    if RoundState(row.state) not in SEATING:
        raise RoundOverError
    sheet = make_sheet(at_hand.plan.plan, row.key, at_hand.plan.version.sha256)
    lines = list_code_lines(session, at_hand.id)
    if not lines:
        raise RoundNotReadyError("nothing_sealed")
    if lacking := sum(line.renditions == 0 for line in lines):
        raise RoundNotReadyError("renditions_missing", count=lacking)
    if short := list_shortfalls(session, at_hand.id, marks_per_entry=sheet.marks_per_entry):
        raise RoundNotReadyError("judges_missing", count=len(short))
    if astray := list_strayed(session, at_hand):
        raise RoundNotReadyError("sheets_astray", count=len(astray))
    if planned(at_hand).calibration is Calibration.SAMPLES and not count_samples(session, at_hand.id):
        raise RoundNotReadyError("samples_missing")
    row.state = move(RoundState(row.state), RoundState.OPEN).value
    row.sheet = sheet_to_plain(sheet)
    row.sheet_sha256 = sheet_sha256(row.sheet)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="round.open",
        subject=f"round:{row.id}",
        sheet=row.sheet_sha256,
        plan=sheet.plan_sha256,
        codes=len(lines),
    )
    emit(session, MilestoneReached("round.open"))
    for line in list_seats(session, at_hand.id):
        if line.is_active and line.account_id is not None:
            emit(session, Told(line.account_id, "round.opened", (("round", sheet.round_name),), "/cham"))
    return row

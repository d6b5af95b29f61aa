"""Registers: the next number of an organ, kind and year, without gaps and never twice; where a book begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.papers import PaperNotThereError, acting_as
from judging.enums import PaperState, Role
from judging.errors import AlreadyDoneError, RefusedError
from judging.ids import ProgrammeID, RegisterID
from judging.models.papers import Register

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.models.papers import Paper
    from judging.rules.viewers import Viewer


class DayOutOfOrderError(RefusedError):
    """A number's day lies before that of the number before it, or after today. Facts: first, last."""

    code = "day_out_of_order"


class RegisterBegunError(RefusedError):
    """Numbers were given in this register: where it begins cannot change any more."""

    code = "register_begun"


def number_paper(
    session: Session, paper: Paper, *, organ: str, symbol: str, dated_on: date, today: date, by: Viewer, now: datetime
) -> int:
    """Give a signed paper the next number of its register and its day.

    The register's row is held until the transaction ends: of two clerks one takes the next number after the other,
    and a number that was rolled back was never taken.

    Raises:
        PaperNotThereError: when the paper is not signed, or has its number.
        DayOutOfOrderError: a register goes on in the order of days.
    """
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.SECRETARY,))
    session.refresh(paper, with_for_update=True)
    if paper.state != PaperState.SIGNED.value or paper.number is not None:
        raise PaperNotThereError
    register = held_register(session, organ=organ, symbol=symbol, year=dated_on.year)
    if dated_on > today or (register.last_day is not None and dated_on < register.last_day):
        raise DayOutOfOrderError(first=_shown(register.last_day), last=_shown(today))
    number = register.last_number + 1
    register.last_number, register.last_day = number, dated_on
    paper.register_id, paper.number, paper.dated_on = RegisterID(register.id), number, dated_on
    paper.full_number = f"{number:02d}/{symbol}"
    paper.numbered_by, paper.numbered_at, paper.state = by.account_id, now, PaperState.NUMBERED.value
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action="paper.number",
        subject=f"paper:{paper.id}",
        kind=paper.kind,
        organ=organ,
        number=paper.full_number,
        dated_on=dated_on.isoformat(),
    )
    return number


def begin_register(
    session: Session,
    programme_id: ProgrammeID,
    *,
    organ: str,
    symbol: str,
    year: int,
    first_number: int,
    by: Viewer,
    now: datetime,
) -> Register:
    """Say with which number the portal goes on from the book that the office kept before. Raises RegisterBegunError."""
    role = acting_as(session, programme_id, by=by, roles=(Role.SECRETARY,))
    register = held_register(session, organ=organ, symbol=symbol, year=year)
    if register.last_number >= register.first_number:
        raise RegisterBegunError
    register.first_number, register.last_number = first_number, first_number - 1
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=role.value,
        action="register.begin",
        subject=f"register:{register.id}",
        organ=organ,
        symbol=symbol,
        year=year,
        first_number=first_number,
    )
    return register


def held_register(session: Session, *, organ: str, symbol: str, year: int) -> Register:
    """The register's row, opened when it is new, and held until the transaction ends."""
    wanted = (
        select(Register)
        .where(Register.organ == organ, Register.symbol == symbol, Register.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(wanted).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(Register(organ=organ, symbol=symbol, year=year))
            session.flush()
    except IntegrityError:
        pass  # somebody else opened it at the same moment
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise AlreadyDoneError
    return found


def _shown(day: date | None) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day else "–"

"""Scoring the samples of a round, and seeing afterwards how the judges spread: by number, before one's own work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.desk.reviews import RoundClosedError, SheetIncompleteError, SheetLockedError, read_marks
from judging.desk.work import SHOWING, sheet_of, total_of
from judging.enums import RoundState
from judging.errors import NotFoundError, StaleVersionError
from judging.ids import CalibrationID, RoundID, SeatID
from judging.models.calibrations import CalibrationSheet, CalibrationWork
from judging.models.rounds import Round, Seat
from judging.queries.calibrations import Sample, SampleSpread, list_spread, sample_of
from judging.rules.scoring import missing_criteria

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.rules.round_sheets import RoundSheet


@dataclass(frozen=True, slots=True)
class SampleAtHand:
    """A sample with one's own sheet about it. `steps` are whole steps of the rubric by criterion."""

    sample: Sample
    round_id: RoundID
    seat_id: SeatID
    sheet: RoundSheet
    is_open: bool
    is_locked: bool
    version: int
    steps: Mapping[str, int]
    comment: str

    @property
    def may_change(self) -> bool:
        return self.is_open and not self.is_locked

    @property
    def total(self) -> Decimal | None:
        return total_of(self.sheet.rubric, self.steps)


@dataclass(frozen=True, slots=True)
class SampleList:
    """The samples of one of one's own rounds, by seat, each with whether one has submitted its sheet."""

    round_id: RoundID
    sheet: RoundSheet
    seat_number: int
    lines: tuple[tuple[Sample, bool], ...]

    @property
    def left(self) -> int:
        return sum(not is_done for _, is_done in self.lines)

    @property
    def following(self) -> CalibrationID | None:
        """The first sample that is not submitted."""
        return next((one.id for one, is_done in self.lines if not is_done), None)


def list_own_samples(session: Session, *, seats: Seats) -> list[SampleList]:
    """The samples of the rounds that one judges, in one statement; a round without any is not listed."""
    rows = session.execute(
        select(Round, Seat, CalibrationWork, CalibrationSheet.locked_at)
        .select_from(Seat)
        .join(Round, Round.id == Seat.round_id)
        .join(CalibrationWork, CalibrationWork.round_id == Round.id)
        .outerjoin(
            CalibrationSheet,
            (CalibrationSheet.work_id == CalibrationWork.id) & (CalibrationSheet.seat_id == Seat.id),
        )
        .where(Seat.id.in_(seats), Round.state.in_(SHOWING))
        .order_by(Round.position, Round.id, Seat.number, CalibrationWork.position)
    ).all()
    found: dict[object, tuple[Round, Seat, list[tuple[Sample, bool]]]] = {}
    for row, seat, work, locked_at in rows:
        found.setdefault(seat.id, (row, seat, []))[2].append((sample_of(work), locked_at is not None))
    return [
        SampleList(RoundID(row.id), sheet_of(row), seat.number, tuple(lines)) for row, seat, lines in found.values()
    ]


def get_own_sample(session: Session, sample_id: CalibrationID, *, seats: Seats) -> SampleAtHand:
    """A sample of a round that one judges, once it has opened. Raises NotFoundError."""
    found = session.execute(
        select(CalibrationWork, Seat, Round, CalibrationSheet)
        .select_from(CalibrationWork)
        .join(Round, Round.id == CalibrationWork.round_id)
        .join(Seat, Seat.round_id == Round.id)
        .outerjoin(
            CalibrationSheet,
            (CalibrationSheet.work_id == CalibrationWork.id) & (CalibrationSheet.seat_id == Seat.id),
        )
        .where(CalibrationWork.id == sample_id, Seat.id.in_(seats), Round.state.in_(SHOWING))
        .order_by(Seat.number)
    ).first()
    if found is None:
        raise NotFoundError("sample")
    work, seat, row, own = found
    kept: CalibrationSheet | None = own
    return SampleAtHand(
        sample=sample_of(work),
        round_id=RoundID(row.id),
        seat_id=SeatID(seat.id),
        sheet=sheet_of(row),
        is_open=row.state == RoundState.OPEN.value,
        is_locked=kept is not None and kept.locked_at is not None,
        version=kept.version if kept is not None else 0,
        steps=dict(kept.marks) if kept is not None else {},
        comment=kept.comment if kept is not None else "",
    )


def save_sample(
    session: Session,
    *,
    sample_id: CalibrationID,
    seats: Seats,
    typed: Mapping[str, str],
    comment: str,
    version: int,
    save_key: str,
) -> tuple[int, Mapping[str, str]]:
    """Keep what stands on the sheet of a sample; its version, and the criteria whose text is no mark, with the reason.

    Raises:
        StaleVersionError: when it was saved elsewhere since `version`.
        SheetLockedError, RoundClosedError, NotFoundError.
    """
    own = get_own_sample(session, sample_id, seats=seats)
    _refuse_change(own)
    steps, wrong = read_marks(own.sheet.rubric, typed)
    mine = (CalibrationSheet.work_id == sample_id, CalibrationSheet.seat_id == own.seat_id)
    if session.scalars(select(CalibrationSheet.save_key).where(*mine)).first() == save_key:
        return own.version, wrong
    if own.version != version:
        raise StaleVersionError(version=own.version)
    if not version:
        session.add(
            CalibrationSheet(
                work_id=sample_id, seat_id=own.seat_id, marks=steps, comment=comment, version=1, save_key=save_key
            )
        )
        session.flush()
        return 1, wrong
    done = session.execute(
        update(CalibrationSheet)
        .where(*mine, CalibrationSheet.version == version, CalibrationSheet.locked_at.is_(None))
        .values(marks=steps, comment=comment, version=version + 1, save_key=save_key)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise StaleVersionError(version=own.version)
    return version + 1, wrong


def lock_sample(session: Session, *, sample_id: CalibrationID, seats: Seats, version: int, now: datetime) -> None:
    """Submit the sheet of a sample. Raises SheetIncompleteError, StaleVersionError and those of `save_sample`."""
    own = get_own_sample(session, sample_id, seats=seats)
    _refuse_change(own)
    if missing := missing_criteria(own.sheet.rubric, own.steps):
        names = tuple(one.name for one in own.sheet.rubric.criteria if one.key in missing)
        raise SheetIncompleteError(names)
    done = session.execute(
        update(CalibrationSheet)
        .where(
            CalibrationSheet.work_id == sample_id,
            CalibrationSheet.seat_id == own.seat_id,
            CalibrationSheet.version == version,
            CalibrationSheet.locked_at.is_(None),
        )
        .values(locked_at=now)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise StaleVersionError(version=own.version)


def get_spread(session: Session, round_id: RoundID, *, seats: Seats) -> tuple[SampleList, list[SampleSpread]]:
    """How the judges of one's own round spread, once one has submitted every sample oneself; before, NotFoundError."""
    mine = next((one for one in list_own_samples(session, seats=seats) if one.round_id == round_id), None)
    if mine is None or mine.left:
        raise NotFoundError("spread")
    return mine, list_spread(session, round_id)


def _refuse_change(own: SampleAtHand) -> None:
    if not own.is_open:
        raise RoundClosedError
    if own.is_locked:
        raise SheetLockedError

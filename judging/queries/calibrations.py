"""Samples of a round: what is left to score before one's own work opens, and how the judges spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import RoundState
from judging.errors import NotFoundError
from judging.ids import CalibrationID
from judging.models.calibrations import CalibrationSheet, CalibrationWork
from judging.models.rounds import Round, Seat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import RoundID


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as the office keeps it. `reference` are whole steps by criterion."""

    id: CalibrationID
    position: int
    title: str
    text: str
    reference: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SampleSpread:
    """What the seats gave one sample, by seat number: whole steps by criterion, of submitted sheets alone."""

    sample: Sample
    by_seat: Mapping[int, Mapping[str, int]]


def awaits_samples() -> ColumnElement[bool]:
    """Over `Round` and `Seat`: the round is open and a sample is left that the seat has not submitted."""
    done = (
        select(CalibrationSheet.id)
        .where(
            CalibrationSheet.work_id == CalibrationWork.id,
            CalibrationSheet.seat_id == Seat.id,
            CalibrationSheet.locked_at.is_not(None),
        )
        .correlate(CalibrationWork, Seat)
        .exists()
    )
    left = select(CalibrationWork.id).where(CalibrationWork.round_id == Seat.round_id, ~done).correlate(Seat).exists()
    return (Round.state == RoundState.OPEN.value) & left


def has_samples() -> ColumnElement[bool]:
    """Over `Round`: whether its judges score samples."""
    return select(CalibrationWork.id).where(CalibrationWork.round_id == Round.id).correlate(Round).exists()


def count_samples(session: Session, round_id: RoundID) -> int:
    """How many samples the round has."""
    mine = CalibrationWork.round_id == round_id
    return session.scalars(select(func.count()).select_from(CalibrationWork).where(mine)).one()


def list_samples(session: Session, round_id: RoundID) -> list[Sample]:
    """The round's samples in their order."""
    rows = session.scalars(
        select(CalibrationWork).where(CalibrationWork.round_id == round_id).order_by(CalibrationWork.position)
    )
    return [sample_of(row) for row in rows]


def sample_of(row: CalibrationWork) -> Sample:
    """The plain value of a row."""
    return Sample(CalibrationID(row.id), row.position, row.title, row.text, row.reference)


def get_sample(session: Session, sample_id: UUID, *, round_id: RoundID) -> CalibrationWork:
    """A sample of the round. Raises NotFoundError."""
    found = session.get(CalibrationWork, sample_id)
    if found is None or found.round_id != round_id:
        raise NotFoundError("sample")
    return found


def list_spread(session: Session, round_id: RoundID) -> list[SampleSpread]:
    """How the seats scored each sample; what is not submitted does not show."""
    rows = session.execute(
        select(CalibrationSheet.work_id, Seat.number, CalibrationSheet.marks)
        .join(Seat, Seat.id == CalibrationSheet.seat_id)
        .where(Seat.round_id == round_id, CalibrationSheet.locked_at.is_not(None))
        .order_by(Seat.number)
    ).all()
    return [
        SampleSpread(one, {number: marks for work_id, number, marks in rows if work_id == one.id})
        for one in list_samples(session, round_id)
    ]

"""The office lays samples before the judges of a round, until the round opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.history import record
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.enums import Role, RoundState
from judging.errors import RefusedError
from judging.ids import CalibrationID
from judging.models.calibrations import CalibrationWork
from judging.queries.calibrations import count_samples, get_sample
from judging.queries.rounds import planned
from judging.rules.canonical import sha256_of
from judging.spec.words import Calibration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

MOST_SAMPLES = 10
BEFORE_OPENING = (RoundState.PLANNED, RoundState.SEALED)
LONGEST_TITLE = 300
LONGEST_TEXT = 100_000


class NoCalibrationError(RefusedError):
    """The plan does not want judges of this round to score samples."""

    code = "no_calibration"


class TooManySamplesError(RefusedError):
    """The round has `most` samples already."""

    code = "too_many_samples"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


def add_sample(
    session: Session,
    at_hand: RoundAtHand,
    *,
    title: str,
    text: str,
    reference: Mapping[str, int],
    by: Viewer,
    now: datetime,
) -> CalibrationID:
    """Lay a sample before the judges. `reference`: the office's marks in whole steps by criterion; may be empty.

    Raises:
        NoCalibrationError: when the plan has none for this round.
        RoundOverError: once the round is open: all judges score the same.
        TooManySamplesError.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    if planned(at_hand).calibration is not Calibration.SAMPLES:
        raise NoCalibrationError
    _refuse_late(session, at_hand)
    if count_samples(session, at_hand.id) >= MOST_SAMPLES:
        raise TooManySamplesError(MOST_SAMPLES)
    last = session.scalars(
        select(func.max(CalibrationWork.position)).where(CalibrationWork.round_id == at_hand.id)
    ).one()
    row = CalibrationWork(
        round_id=at_hand.id, position=(last or 0) + 1, title=title.strip(), text=text.strip(), reference=dict(reference)
    )
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="calibration.add",
        subject=f"round:{at_hand.id}",
        sample=str(row.id),
        sha256=sha256_of(row.text),
    )
    return CalibrationID(row.id)


def remove_sample(session: Session, at_hand: RoundAtHand, *, sample_id: UUID, by: Viewer, now: datetime) -> None:
    """Take a sample away again, before the round opens. Raises NotFoundError, RoundOverError."""
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    row = get_sample(session, sample_id, round_id=at_hand.id)
    _refuse_late(session, at_hand)
    session.delete(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="calibration.remove",
        subject=f"round:{at_hand.id}",
        sample=str(sample_id),
    )


def _refuse_late(session: Session, at_hand: RoundAtHand) -> None:
    if RoundState(lock_round(session, at_hand).state) not in BEFORE_OPENING:
        raise RoundOverError

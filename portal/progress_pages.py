"""How far the marking is, against the days of the plan: what the page of progress draws and whom it warns about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from judging.errors import DeadlineNotFixedError
from judging.queries.coverage import count_locked_by_day, list_paces
from judging.queries.rounds import planned
from judging.rules.deadlines import ZONE, last_day, opens_at
from judging.rules.pace import MarkingDay, marking_days, planned_by
from judging.spec.deadlines import Deadline
from portal.display import day
from portal.plots import Lines, Rows, lines_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import SeatID
    from judging.queries.coverage import SeatProgress
    from judging.queries.standings import RoundAtHand
    from judging.rules.pace import Pace

MOST_DAYS = 120
"""A plot of more days than this would say nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The days of marking with their plot, and the seats whose pace ends too late.

    `last_on` is the round's last day, None where the plan fixes none; `is_over` once it has passed.
    """

    days: tuple[MarkingDay, ...]
    plot: Lines | None
    shares: Rows | None
    paces: Mapping[SeatID, Pace]
    wanted: int
    last_on: date | None
    is_over: bool
    late: tuple[tuple[int, Pace], ...]
    unfinished: int

    @property
    def late_words(self) -> str:
        """The judges whose pace ends too late, each with the day: "2 (25/9/2026), 3 (22/9/2026)"."""
        return ", ".join(f"{number} ({day(pace.finished_on)})" for number, pace in self.late)


def load_progress(session: Session, at_hand: RoundAtHand, seats: Sequence[SeatProgress], *, now: datetime) -> Progress:
    """Everything that the page of progress shows of time; two statements."""
    paces = list_paces(session, at_hand.id, seats, now=now)
    today = now.astimezone(ZONE).date()
    opens_on, last_on = _opens_on(at_hand), _last_on(at_hand)
    wanted = sum(seat.assigned for seat in seats)
    days = marking_days(
        count_locked_by_day(session, at_hand.id), wanted=wanted, opens_on=opens_on, last_on=last_on, today=today
    )
    return Progress(
        days=days,
        plot=_plot(days, wanted=wanted, opens_on=opens_on, last_on=last_on),
        shares=_shares(seats),
        paces=paces,
        wanted=wanted,
        last_on=last_on,
        is_over=last_on is not None and today > last_on,
        late=tuple(
            (seat.number, pace)
            for seat in seats
            if (pace := paces.get(seat.seat_id)) is not None and pace.is_too_late(last_on)
        ),
        unfinished=sum(seat.assigned - seat.locked for seat in seats),
    )


def _plot(days: Sequence[MarkingDay], *, wanted: int, opens_on: date | None, last_on: date | None) -> Lines | None:
    """From the first day to the last one of the plan, or to today where that is later; None for too few or too many."""
    if not days:
        return None
    end = max(days[-1].day, last_on) if last_on else days[-1].day
    every = [days[0].day + timedelta(days=number) for number in range((end - days[0].day).days + 1)]
    if not 1 < len(every) <= MOST_DAYS:
        return None
    return lines_of(
        [one.so_far for one in days],
        [planned_by(one, wanted, opens_on, last_on) for one in every],
        [f"{one.day}/{one.month}" for one in every],
        most=max(wanted, days[-1].so_far),
    )


def _shares(seats: Sequence[SeatProgress]) -> Rows | None:
    """How much of its sheets each seat has submitted, in percent."""
    given = [seat for seat in seats if seat.assigned]
    rows = [(str(seat.number), 100 * seat.locked / seat.assigned, seat.is_done) for seat in given]
    ticks = [(float(one), f"{one}%") for one in range(0, 101, 25)]
    return rows_of(rows, least=0.0, most=100.0, ticks=ticks) if rows else None


def _opens_on(at_hand: RoundAtHand) -> date | None:
    opens = planned(at_hand).opens
    try:
        return opens_at(opens).astimezone(ZONE).date() if isinstance(opens, Deadline) else None
    except DeadlineNotFixedError:
        return None


def _last_on(at_hand: RoundAtHand) -> date | None:
    closes = planned(at_hand).closes
    try:
        return last_day(closes) if isinstance(closes, Deadline) else None
    except DeadlineNotFixedError:
        return None

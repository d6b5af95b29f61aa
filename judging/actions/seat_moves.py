"""A judge goes from one part of a divided panel to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.panel_places import place_in
from judging.actions.rounds import SEATING, RoundOverError, lock_round, require_office
from judging.enums import RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.queries.coverage import list_strayed
from judging.queries.rounds import get_seat, planned

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import SeatID
    from judging.models.rounds import Seat
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

SHOWN_CODES = 8


class SeatHoldsWorkError(RefusedError):
    """The seat holds sheets that the other part of the panel may not mark. Facts: count, codes."""

    code = "seat_holds_work"


def move_seat(
    session: Session, at_hand: RoundAtHand, *, seat_id: SeatID, panel_key: str, reason: str, by: Viewer, now: datetime
) -> Seat:
    """A judge goes to another part of the panel, with what he has: nothing that he holds may stay behind.

    Raises:
        SeatHoldsWorkError: when he has sheets that the other part may not mark; replace him, or take them off first.
        SubpanelMissingError, PanelFullError, MissingReasonError, AlreadyDoneError, NotFoundError, RoundOverError.
    """
    acting_as = require_office(session, at_hand, by=by)
    row = lock_round(session, at_hand)
    if RoundState(row.state) not in SEATING:
        raise RoundOverError
    if not reason.strip():
        raise MissingReasonError
    seat = get_seat(session, seat_id, round_id=at_hand.id)
    former, panel = seat.panel_key, planned(at_hand).panel
    if not seat.is_active or former == panel_key:
        raise AlreadyDoneError
    seat.panel_key = place_in(session, at_hand, panel, panel_key, is_head=seat.is_head)
    session.flush()
    if held := [word for word, number in list_strayed(session, at_hand) if number == seat.number]:
        raise SeatHoldsWorkError(count=len(held), codes=", ".join(held[:SHOWN_CODES]))
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="seat.move",
        subject=f"seat:{seat.id}",
        round=str(at_hand.id),
        number=seat.number,
        former=former,
        panel=seat.panel_key,
        reason=reason.strip(),
    )
    return seat

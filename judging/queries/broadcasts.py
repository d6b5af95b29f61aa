"""Broadcasts as the publisher works on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import Role
from judging.errors import NotFoundError
from judging.models.broadcasts import Broadcast, BroadcastSlot

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import BroadcastID, BroadcastSlotID, ProgrammeID
    from judging.rules.viewers import Viewer


def list_broadcasts(session: Session, programme_id: ProgrammeID, *, visible_to: Viewer) -> dict[str, Broadcast]:
    """The broadcasts of a contest by the place of their prize; none for whoever is no publisher there."""
    if not visible_to.has(Role.PUBLISHER, programme_id=programme_id):
        raise NotFoundError("programme")
    rows = session.scalars(
        select(Broadcast).where(Broadcast.programme_id == programme_id, Broadcast.withdrawn_at.is_(None))
    )
    return {row.award_place: row for row in rows}


def list_withdrawn(session: Session, programme_id: ProgrammeID, *, visible_to: Viewer) -> list[Broadcast]:
    """The scripts of a contest whose works are public no more, newest first."""
    if not visible_to.has(Role.PUBLISHER, programme_id=programme_id):
        raise NotFoundError("programme")
    return list(
        session.scalars(
            select(Broadcast)
            .where(Broadcast.programme_id == programme_id, Broadcast.withdrawn_at.is_not(None))
            .order_by(Broadcast.withdrawn_at.desc(), Broadcast.id)
        )
    )


def get_broadcast(session: Session, broadcast_id: BroadcastID, *, visible_to: Viewer, lock: bool = False) -> Broadcast:
    """One broadcast, or NotFoundError for whoever is no publisher there."""
    asked = select(Broadcast).where(Broadcast.id == broadcast_id)
    row = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if row is None or not visible_to.has(Role.PUBLISHER, programme_id=row.programme_id):
        raise NotFoundError("broadcast")
    return row


def get_slot(
    session: Session, slot_id: BroadcastSlotID, *, visible_to: Viewer, lock: bool = False
) -> tuple[Broadcast, BroadcastSlot]:
    """One airing with its broadcast, or NotFoundError."""
    asked = select(BroadcastSlot).where(BroadcastSlot.id == slot_id)
    slot = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if slot is None:
        raise NotFoundError("broadcast")
    return get_broadcast(session, slot.broadcast_id, visible_to=visible_to), slot


def list_taken(session: Session, stations: list[str]) -> set[tuple[str, datetime]]:
    """Where and when something is read already at `stations`, in whatever contest."""
    rows = session.execute(
        select(BroadcastSlot.station, BroadcastSlot.planned_at).where(BroadcastSlot.station.in_(stations))
    )
    return {(row.station, row.planned_at) for row in rows}


def list_stations(session: Session, programme_id: ProgrammeID) -> list[str]:
    """The stations that a contest was read at before, for the next plan."""
    rows = session.scalars(
        select(BroadcastSlot.station)
        .join(Broadcast, Broadcast.id == BroadcastSlot.broadcast_id)
        .where(Broadcast.programme_id == programme_id)
        .distinct()
        .order_by(BroadcastSlot.station)
    )
    return list(rows)

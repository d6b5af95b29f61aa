"""Who was told what since a day, for handing over on paper: people of one's units, or whom one's contests told.

A notice belongs to its reader. Whoever carries it sees that there is one; what it says is left to the portal's words,
which tell only what a carrier may read (`portal.notice_lists`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import Role
from judging.models.entries import Entry
from judging.models.history import Notice
from judging.models.notice_handings import NoticeHanding
from judging.models.people import Account, Person
from judging.models.programmes import PlanVersion, Programme
from judging.models.rounds import Round, Seat
from judging.models.seals import SeatHolder
from judging.models.units import Unit
from judging.queries.people import coordinated_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import UnitID
    from judging.rules.viewers import Viewer

MOST = 2000
"""Newest first: a list of more is none that anybody hands over."""
CARRIERS = (Role.COORDINATOR, Role.SECRETARY)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_OF_SEATS = frozenset(
    {"round.opened", "seat.filled", "judge.reminded", "judge.added", "review.unlocked", "gap.dialogue", "gap.head"}
)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One notice with its reader; `handed_by` is empty while it was not handed over."""

    notice_id: UUID
    kind: str
    facts: Mapping[str, str]
    told_at: datetime
    is_read: bool
    name: str
    unit_id: UUID
    unit: str
    has_address: bool
    handed_at: datetime | None
    handed_by: str


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    unit_id: UUID
    unit: str
    has_address: bool


@dataclass(frozen=True, slots=True)
class _Own:
    """What the notices of one's contests point at: ids in their addresses, slugs, and who sits in their panels."""

    ids: frozenset[str]
    slugs: frozenset[str]
    seated: frozenset[str]

    def covers(self, notice: Notice) -> bool:
        if notice.kind in _OF_SEATS:
            return notice.account in self.seated
        told = f"{notice.url} {notice.facts.get('warning', '')}"
        named = notice.url.split("/")[2:]  # behind the word that every address of its kind begins with
        return bool(self.ids.intersection(_UUID.findall(told)) or self.slugs.intersection(named))


def list_told(session: Session, *, visible_to: Viewer, since: datetime) -> list[ToldLine]:
    """The notices since a moment whose readers the viewer looks after, by unit, reader and time; at most `MOST`.

    A coordinator sees those of the people of the own units, a secretary those that the own contests told. Closed
    accounts are left out.
    """
    units = coordinated_units(visible_to) if visible_to.has(Role.COORDINATOR) else frozenset()
    own = _told_by_contests(session, visible_to) if visible_to.has(Role.SECRETARY) else None
    readers = _readers(session, units=None if own is not None else units)
    rows = session.execute(
        select(Notice, NoticeHanding.handed_at, Person.full_name)
        .outerjoin(NoticeHanding, NoticeHanding.notice_id == Notice.id)
        .outerjoin(Account, Account.id == NoticeHanding.handed_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Notice.created_at >= since)
        .order_by(Notice.created_at.desc(), Notice.id)
    )
    found: list[ToldLine] = []
    for notice, handed_at, handed_by in rows:
        reader = readers.get(notice.account)
        if reader is not None and (reader.unit_id in units or (own is not None and own.covers(notice))):
            found.append(_line(notice, reader, handed_at, handed_by))
        if len(found) == MOST:
            break
    return sorted(found, key=lambda one: (one.unit, one.name, one.told_at, one.notice_id))


def _line(notice: Notice, reader: _Reader, handed_at: datetime | None, handed_by: str | None) -> ToldLine:
    return ToldLine(
        notice_id=notice.id,
        kind=notice.kind,
        facts=notice.facts,
        told_at=notice.created_at,
        is_read=notice.read_at is not None,
        name=reader.name,
        unit_id=reader.unit_id,
        unit=reader.unit,
        has_address=reader.has_address,
        handed_at=handed_at,
        handed_by=handed_by or "",
    )


def _readers(session: Session, *, units: frozenset[UnitID] | None) -> dict[str, _Reader]:
    """Who may be handed something, by account as notices name it: of these units, or of all."""
    statement = (
        select(Account.id, Person.full_name, Person.email, Unit.id, Unit.name)
        .join(Person, Person.id == Account.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Account.is_active)
    )
    if units is not None:
        statement = statement.where(Unit.id.in_(units))
    return {
        str(account_id): _Reader(name, unit_id, unit, bool(email))
        for account_id, name, email, unit_id, unit in session.execute(statement)
    }


def _told_by_contests(session: Session, viewer: Viewer) -> _Own:
    """What tells that a notice comes from a contest in which the viewer is the secretary."""
    mine = viewer.programmes(Role.SECRETARY)
    programmes = session.execute(select(Programme.id, Programme.slug)).all()
    own = [(key, slug) for key, slug in programmes if mine is None or key in mine]
    keys = [key for key, _ in own]
    versions = session.scalars(select(PlanVersion.id).where(PlanVersion.programme_id.in_(keys)))
    entries = session.scalars(select(Entry.id).where(Entry.programme_id.in_(keys)))
    rounds = list(session.scalars(select(Round.id).where(Round.programme_id.in_(keys))))
    seats = session.execute(
        select(Seat.id, SeatHolder.account_id)
        .outerjoin(SeatHolder, (SeatHolder.seat_id == Seat.id) & SeatHolder.to_at.is_(None))
        .where(Seat.round_id.in_(rounds), Seat.is_active)
    ).all()
    ids = {*keys, *versions, *entries, *rounds, *(seat_id for seat_id, _ in seats)}
    return _Own(
        frozenset(str(one) for one in ids),
        frozenset(slug for _, slug in own),
        frozenset(str(account_id) for _, account_id in seats),
    )

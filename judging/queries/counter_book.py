"""The counter's book as it is printed: one line for each work that was brought, those that were taken back too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from judging.models.entries import Entry
from judging.models.handovers import Handover
from judging.queries.handovers import receipt_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


@dataclass(frozen=True, slots=True)
class CounterLine:
    """One line of the book. `copies` are kind and whereabouts of each; `receipt` is empty until it was handed in.

    `voided` and `objected` are the moment and the reason, None where nobody did.
    """

    number: str
    arrived_at: datetime
    recorded_at: datetime
    author: str
    unit: str
    way: str
    brought_by: str
    copies: tuple[tuple[str, str], ...]
    receipt: str
    late_reason: str
    waits: bool
    """Whether a second person still has to confirm when it came."""
    note: str
    voided: tuple[datetime, str] | None = None
    objected: tuple[datetime, str] | None = None


def list_counter_lines(session: Session, programme_id: ProgrammeID) -> list[CounterLine]:
    """The whole book of a programme in the order of its numbers."""
    rows = session.execute(
        select(Handover, Entry)
        .join(Entry, Entry.id == Handover.entry_id)
        .where(Handover.programme_id == programme_id)
        .options(selectinload(Handover.copies), selectinload(Handover.consent))
        .order_by(Handover.number)
    ).all()
    receipts = receipt_numbers(session, [row for row, _entry in rows])
    return [_line(row, entry, receipts.get(row.entry_id, "")) for row, entry in rows]


def _line(row: Handover, entry: Entry, receipt: str) -> CounterLine:
    consent = row.consent
    return CounterLine(
        number=row.full_number,
        arrived_at=row.arrived_at,
        recorded_at=row.recorded_at,
        author=entry.author.full_name,
        unit=entry.unit.name,
        way=row.way,
        brought_by=row.brought_by,
        copies=tuple((one.kind, one.state) for one in row.copies),
        receipt=receipt,
        late_reason=row.late_reason,
        waits=row.needs_second and row.confirmed_at is None,
        note=row.note,
        voided=None if row.voided_at is None else (row.voided_at, row.void_reason),
        objected=(consent.objected_at, consent.objection) if consent and consent.objected_at else None,
    )

"""What the scanner for malware said of parts, of entries, and of all; of parts that the caller found by the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from judging.enums import EntryState
from judging.ids import EntryID, PartID
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.redactions import Redaction
from judging.models.scans import Scan
from judging.queries.rounds import planned
from judging.rules.redactions import RedactionKind
from judging.rules.scans import PartsInfectedError, ScanState, check_cleared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand


@dataclass(frozen=True, slots=True)
class Uncleared:
    """An entry that cannot be sealed yet, by its receipt: `is_found` says malware, else nobody has looked."""

    entry_id: EntryID
    receipt_number: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class ScanCounts:
    """How the scans of all present parts stand. `oldest_asked_at` is that of the waiting ones."""

    waiting: int
    clean: int
    found: int
    oldest_asked_at: datetime | None


def list_scans(session: Session, parts: Iterable[UUID]) -> Mapping[UUID, Scan]:
    """The scans of these parts; a part that was attached without a scanner has none."""
    rows = session.scalars(select(Scan).where(Scan.part_id.in_(list(parts))))
    return {row.part_id: row for row in rows}


def check_part_cleared(session: Session, part_id: PartID) -> None:
    """Whether anybody but its author may be given a part, or what is made of it.

    Raises:
        PartInfectedError, PartNotScannedError.
    """
    scan = session.get(Scan, part_id)
    check_cleared(ScanState(scan.state) if scan is not None else None, scan.finding if scan is not None else "")


def is_cleared(session: Session, part_id: PartID) -> bool:
    """Whether a part was found clean, or no scanner was set up when it came."""
    return not session.scalar(select(exists().where(Scan.part_id == part_id, Scan.state != ScanState.CLEAN.value)))


def check_none_infected(session: Session, parts: Iterable[Part]) -> None:
    """Whether parts may be handed in or accepted. Raises PartsInfectedError with the names of the files."""
    listed = list(parts)
    scans = list_scans(session, [part.id for part in listed])
    found = {part_id for part_id, scan in scans.items() if scan.state == ScanState.FOUND.value}
    if names := tuple(part.file_name for part in listed if part.id in found):
        raise PartsInfectedError(names)


def list_uncleared(session: Session, entries: Sequence[Entry]) -> list[Uncleared]:
    """Those of these entries that have a part which is not cleared, by the number of their receipt.

    A part that is withheld altogether is shown to nobody.
    """
    withheld = exists().where(
        Redaction.part_id == Part.id, Redaction.kind == RedactionKind.PART.value, Redaction.undone_at.is_(None)
    )
    rows = session.execute(
        select(Part.entry_id, Scan.state)
        .join(Scan, Scan.part_id == Part.id)
        .where(
            Part.entry_id.in_([entry.id for entry in entries]),
            Part.removed_at.is_(None),
            Part.staged_at.is_(None),
            Scan.state != ScanState.CLEAN.value,
            ~withheld,
        )
    ).all()
    if not rows:
        return []
    found = {EntryID(entry_id) for entry_id, state in rows if state == ScanState.FOUND.value}
    wanted = {EntryID(entry_id) for entry_id, _ in rows}
    numbers = {
        EntryID(entry_id): number
        for entry_id, number in session.execute(
            select(EntryVersion.entry_id, Receipt.number)
            .join(Receipt, Receipt.entry_version_id == EntryVersion.id)
            .where(EntryVersion.entry_id.in_(wanted), Receipt.kind == "submit")
            .order_by(EntryVersion.number)
        )
    }
    listed = [Uncleared(one, numbers.get(one, ""), one in found) for one in wanted]
    return sorted(listed, key=lambda one: (one.receipt_number, str(one.entry_id)))


def list_uncleared_in_round(session: Session, at_hand: RoundAtHand) -> list[Uncleared]:
    """The valid entries of a round's categories that cannot be sealed for want of a clean scan."""
    entries = session.scalars(
        select(Entry).where(
            Entry.programme_id == at_hand.programme_id,
            Entry.category_key.in_(planned(at_hand).categories),
            Entry.state == EntryState.VALID.value,
        )
    ).all()
    return list_uncleared(session, entries)


def count_scans(session: Session) -> ScanCounts:
    """How the scans of all parts stand that were not taken out."""
    rows = session.execute(
        select(Scan.state, func.count(), func.min(Scan.asked_at))
        .join(Part, Part.id == Scan.part_id)
        .where(Part.removed_at.is_(None))
        .group_by(Scan.state)
    ).all()
    counts = {state: (count, oldest) for state, count, oldest in rows}

    def count(state: ScanState) -> int:
        return int(counts.get(state.value, (0, None))[0])

    return ScanCounts(
        waiting=count(ScanState.WAITING),
        clean=count(ScanState.CLEAN),
        found=count(ScanState.FOUND),
        oldest_asked_at=counts.get(ScanState.WAITING.value, (0, None))[1],
    )


def list_unasked(session: Session, *, limit: int) -> list[PartID]:
    """Present parts that came while no scanner was set up, oldest first."""
    return [
        PartID(one)
        for one in session.scalars(
            select(Part.id)
            .where(Part.removed_at.is_(None), ~exists().where(Scan.part_id == Part.id))
            .order_by(Part.created_at, Part.id)
            .limit(limit)
        )
    ]


def list_waiting(session: Session, *, limit: int) -> list[PartID]:
    """Present parts that wait for their scan, the longest waiting first."""
    return [
        PartID(one)
        for one in session.scalars(
            select(Scan.part_id)
            .join(Part, Part.id == Scan.part_id)
            .where(Scan.state == ScanState.WAITING.value, Part.removed_at.is_(None))
            .order_by(Scan.asked_at, Scan.part_id)
            .limit(limit)
        )
    ]

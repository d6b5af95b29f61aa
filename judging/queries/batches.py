"""What is green: every figure inside its limits, nothing noticed, nothing that names its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from judging.enums import PartKind, Verdict
from judging.errors import NotFoundError
from judging.ids import EntryVersionID
from judging.models.entries import Entry, EntryVersion, Part
from judging.models.validations import Claim
from judging.queries.scans import list_uncleared
from judging.queries.shelves import WAITING, on_shelf, validated_plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.models.entries import Measurement
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

REMARK = "info"
"""The severity of a finding that asks nobody to look."""


@dataclass(frozen=True, slots=True)
class Green:
    """An entry that could be accepted without a second look, with the version that would be."""

    entry: Entry
    version_id: EntryVersionID
    measurement: Measurement


def get_validated_plan(session: Session, programme_id: ProgrammeID, *, visible_to: Viewer) -> PlanInForce:
    """The plan of a programme in which the viewer validates, or NotFoundError."""
    found = next((p for p in validated_plans(session, visible_to=visible_to) if p.programme_id == programme_id), None)
    if found is None:
        raise NotFoundError("programme")
    return found


def list_green(
    session: Session, plan: PlanInForce, *, visible_to: Viewer, now: datetime, lock: bool = False
) -> list[Green]:
    """The green entries that wait and that no other validator has open, oldest first.

    Green is: the work measured and inside every limit, every part acceptable, no finding above a remark, no trace of
    who wrote it, no file that a scanner for malware did not clear. Whatever leaves a question open is read by a
    person.
    """
    held = exists().where(Claim.entry_id == Entry.id, Claim.expires_at > now, Claim.account_id != visible_to.account_id)
    statement = select(Entry).where(on_shelf([plan], WAITING), Entry.programme_id == plan.programme_id, ~held)
    if lock:
        # Rows are locked in one order by everybody, so that two such acts cannot wait for each other.
        statement = statement.order_by(Entry.id).with_for_update(of=Entry).execution_options(populate_existing=True)
    entries = session.scalars(statement.options(selectinload(Entry.parts).selectinload(Part.measurements))).all()
    green = [(entry, found) for entry in entries if (found := _measured_green(entry.parts)) is not None]
    waiting = {one.entry_id for one in list_uncleared(session, [entry for entry, _ in green])}
    green = [(entry, found) for entry, found in green if entry.id not in waiting]
    versions = _last_versions(session, [entry for entry, _ in green])
    listed = [Green(entry, versions[entry.id], found) for entry, found in green if entry.id in versions]
    return sorted(listed, key=lambda one: (one.entry.submitted_at or now, one.entry.id))


def _measured_green(parts: Sequence[Part]) -> Measurement | None:
    """The measurement of the work, when everything about the parts is green."""
    present = [part for part in parts if part.removed_at is None]
    work = next((part for part in present if part.kind == PartKind.CONTENT.value), None)
    if work is None or not all(part.measurements for part in present):
        return None
    last = [part.measurements[-1] for part in present]
    clean = all(
        one.is_acceptable
        and not one.identity
        and all(finding["severity"] == REMARK for finding in one.report.get("findings", []))
        for one in last
    )
    found = work.measurements[-1]
    return found if clean and found.verdict == Verdict.PASS.value else None


def _last_versions(session: Session, entries: Sequence[Entry]) -> dict[object, EntryVersionID]:
    last = (
        select(EntryVersion.entry_id, func.max(EntryVersion.number).label("number"))
        .where(EntryVersion.entry_id.in_([entry.id for entry in entries]))
        .group_by(EntryVersion.entry_id)
        .subquery()
    )
    rows = session.execute(
        select(EntryVersion.entry_id, EntryVersion.id).join(
            last, (last.c.entry_id == EntryVersion.entry_id) & (last.c.number == EntryVersion.number)
        )
    )
    return {row[0]: EntryVersionID(row[1]) for row in rows}

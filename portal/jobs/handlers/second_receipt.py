"""Job *second_receipt*: the second half of a receipt, once every part that it names was measured (design 5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from judging.actions.receipts import MeasuredFile, complete_receipt
from judging.ids import EntryVersionID
from judging.models.entries import EntryVersion, Part
from judging.queries.entries import list_receipts_lacking_second
from judging.rules.entry_texts import part_ids
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles
from portal.receipts import make_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@handles("second_receipt")
def second_receipt(arguments: Mapping[str, Any]) -> None:
    """Complete the receipts of a version. When something is not measured yet, measuring it asks for this again."""
    version_id = EntryVersionID(UUID(arguments["entry_version_id"]))
    with transaction() as session:
        version = session.get(EntryVersion, version_id)
        if version is None:
            return
        files = _measured_files(session, part_ids(version.canonical))
        if files is None:
            return
        for receipt in list_receipts_lacking_second(session, entry_version_id=version_id):
            complete_receipt(session, receipt, files=files, stamp=make_stamp(), now=clock())


def _measured_files(session: Session, ids: tuple[str, ...]) -> list[MeasuredFile] | None:
    rows = session.scalars(
        select(Part).where(Part.id.in_([UUID(one) for one in ids])).options(selectinload(Part.measurements))
    )
    by_id = {str(part.id): part for part in rows}
    parts = [by_id[one] for one in ids]
    if not all(part.measurements for part in parts):
        return None
    return [_measured_file(part) for part in parts]


def _measured_file(part: Part) -> MeasuredFile:
    found = part.measurements[-1]
    return MeasuredFile(
        file_name=part.file_name,
        size_bytes=part.size_bytes,
        sha256=part.sha256,
        kind=str(found.report["kind"]),
        verdict=found.verdict,
        figures=tuple((one["kind"], int(one["value"])) for row in found.verdicts for one in row["figures"]),
    )

"""Taking a list with personal data out of the portal: with a reason, on record, and seen when it is much (E19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.errors import MissingReasonError
from judging.events import Told, emit
from judging.models.exports import Export
from judging.models.people import Account
from judging.queries.exports import count_rows_taken, list_watchers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

SHORTEST_REASON = 10
"""A reason of fewer letters says nothing."""


def note_export(
    session: Session,
    *,
    export_id: UUID,
    kind: str,
    filters: Mapping[str, str],
    reason: str,
    row_count: int,
    sha256: str,
    alarm_rows: int,
    by: Viewer,
    now: datetime,
) -> Export:
    """Note that `by` takes a file. Over `alarm_rows` rows within a day every supervisor is told at once.

    The chain keeps list and count; reason and filters, which may name people, stand in the row alone.
    Raises MissingReasonError.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise MissingReasonError
    # The account's row is held, so that two files taken at once count together.
    session.get_one(Account, by.account_id, with_for_update=True, populate_existing=True)
    taken = count_rows_taken(session, by.account_id, now=now) + row_count
    row = Export(
        id=export_id,
        kind=kind,
        account_id=by.account_id,
        filters=dict(filters),
        reason=reason,
        row_count=row_count,
        sha256=sha256,
        alarmed=taken > alarm_rows,
        taken_at=now,
    )
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role="",
        action="list.export",
        subject=f"export:{export_id}",
        list=kind,
        rows=row_count,
        sha256=sha256,
        alarm=row.alarmed,
    )
    if row.alarmed:
        facts = (("rows", str(taken)), ("name", by.display_name))
        for watcher in list_watchers(session, now=now):
            emit(session, Told(watcher, "export.large", facts, "/nhat-ky/xuat-danh-sach"))
    return row

"""Uploads that are not finished: shown to their owner, given up by the owner, and by a sweep after a day (D23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select

from judging.ids import UploadID
from portal.db import transaction
from portal.records.tables import Upload
from portal.upload_sweeps import ABANDONED_AFTER
from portal.uploads import forget

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.rules.viewers import Viewer
    from media.store.contract import Store

MOST_SWEPT = 2000


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload that somebody began and did not finish; it is kept until `kept_until`."""

    id: UploadID
    name: str
    size_bytes: int
    attachment_key: str | None
    began_at: datetime
    kept_until: datetime


def list_unfinished(session: Session, *, by: Viewer, entry_id: EntryID | None = None) -> list[Unfinished]:
    """One's own unfinished uploads (for an entry, or all), newest first."""
    statement = (
        select(Upload)
        .where(Upload.account_id == by.account_id, Upload.state == "open", Upload.store_ref != "")
        .order_by(Upload.began_at.desc(), Upload.id)
    )
    rows = session.scalars(statement if entry_id is None else statement.where(Upload.entry_id == entry_id))
    return [
        Unfinished(
            UploadID(row.id),
            row.file_name,
            row.size_bytes,
            row.attachment_key,
            row.began_at,
            row.touched_at + ABANDONED_AFTER,
        )
        for row in rows
    ]


def sweep_abandoned(*, now: datetime) -> int:
    """Give up uploads that nobody touched for a day, and remove what they and killed processes left; how many."""
    with transaction() as session:
        rows = session.scalars(
            select(Upload)
            .where(Upload.state == "open", Upload.touched_at < now - ABANDONED_AFTER)
            .order_by(Upload.touched_at)
            .limit(MOST_SWEPT)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.state = "aborted"
    for row in rows:
        forget(row)
    store: Store = current_app.extensions["bangvang_store"]
    store.sweep(before=now - ABANDONED_AFTER)
    return len(rows)

"""Resumable uploads (design 5.2): begin, tell what is there, sign addresses, receive parts, complete.

The bytes go to the store part by part; only a complete and durable object becomes a part of an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from judging.actions.parts import Stored, attach_part
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, PartID, UploadID
from judging.queries.entries import get_own_entry
from judging.queries.programmes import plan_in_force
from judging.rules.entering import UnknownChoiceError
from media.store.contract import (
    ObjectExistsError,
    StorageKey,
    StoreFullError,
    UploadIncompleteError,
    UploadRef,
    count_parts,
    part_length,
)
from portal.clock import clock
from portal.db import database, transaction
from portal.display import byte_size
from portal.failpoints import failpoint
from portal.file_names import clean_name
from portal.jobs.claim import enqueue
from portal.records.tables import Upload
from portal.upload_checks import FileTooLargeError, StoreTooFullError, Wanted, check_room, check_wanted
from portal.upload_slots import Slot, read_slot, sign_slot

if TYPE_CHECKING:
    from datetime import datetime

    from config import Settings
    from judging.rules.viewers import Viewer
    from media.store.contract import ByteSource, PartReceived, Store

ADDRESS_SECONDS = 3600
ABANDONED_AFTER = timedelta(hours=24)
MOST_ADDRESSES = 50
MOST_SWEPT = 2000


class AddressExpiredError(RefusedError):
    """The signed address is not valid (any more), or not for this account."""

    code = "address_expired"


class UploadLacksPartsError(RefusedError):
    """Not everything has arrived; the page sends the missing parts."""

    code = "upload_lacks_parts"

    def __init__(self, missing: tuple[int, ...]) -> None:
        super().__init__(missing=", ".join(str(number) for number in missing[:20]))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload as its page needs it."""

    id: UploadID
    part_bytes: int


def begin_upload(wanted: Wanted, *, by: Viewer, arrived_at: datetime) -> Begun:
    """Reserve room for a file, or refuse with a sentence before the person waits for nothing."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    if wanted.instead_of is not None:
        abandon_upload(wanted.instead_of, by=by)
    now = clock()
    with transaction() as session:
        check_wanted(session, wanted, by=by, arrived_at=arrived_at)
        check_room(session, wanted.size_bytes, by=by)
        row = Upload(
            account_id=by.account_id,
            entry_id=wanted.entry_id,
            purpose="content" if wanted.attachment_key is None else "attachment",
            attachment_key=wanted.attachment_key,
            file_name=clean_name(wanted.name),
            media_type=clean_name(wanted.media_type)[:100],
            size_bytes=wanted.size_bytes,
            part_bytes=settings.part_bytes,
            store_key=token_hex(16),
            store_ref="",
            began_at=arrived_at,
            touched_at=now,
        )
        session.add(row)
        session.flush()
        _ask_for_sweep(session, now)
    failpoint("upload_reserved")
    # Making room for a large file may take a moment: it happens outside any transaction.
    try:
        ref = _store().create_upload(StorageKey(row.store_key), size=row.size_bytes, part_size=row.part_bytes)
    except StoreFullError as error:
        abandon_upload(UploadID(row.id), by=by)
        raise StoreTooFullError from error
    with transaction() as session:
        session.execute(update(Upload).where(Upload.id == row.id).values(store_ref=ref))
    return Begun(UploadID(row.id), settings.part_bytes)


def upload_state(session: Session, upload_id: UploadID, *, by: Viewer) -> dict[str, Any]:
    """What has arrived, with the SHA-256 of each part, so that the right file can be recognised after a reload."""
    row = _get(session, upload_id, by=by)
    state = row.state
    parts: tuple[PartReceived, ...] = ()
    if state == "open":
        try:
            parts = _store().list_parts(UploadRef(row.store_ref))
        except ObjectExistsError:
            state = "stored"  # everything has arrived; only the last step is missing
    return {
        "id": str(row.id),
        "state": state,
        "name": row.file_name,
        "size": row.size_bytes,
        "part_size": row.part_bytes,
        "parts": [{"number": part.number, "size": part.size, "sha256": part.sha256} for part in parts],
        "part_id": str(row.part_id) if row.part_id else None,
    }


def list_open_uploads(session: Session, entry_id: EntryID, *, by: Viewer) -> list[dict[str, Any]]:
    """The unfinished uploads of an entry, for its page to offer going on with them."""
    rows = session.scalars(
        select(Upload)
        .where(Upload.entry_id == entry_id, Upload.account_id == by.account_id, Upload.state == "open")
        .order_by(Upload.began_at.desc())
    )
    return [
        {"id": str(row.id), "name": row.file_name, "size": row.size_bytes, "attachment": row.attachment_key}
        for row in rows
    ]


def sign_addresses(upload_id: UploadID, numbers: list[int], *, by: Viewer) -> dict[str, str]:
    """An address for each part: the store's own where it has a door, else one of the portal's, signed."""
    now = clock()
    with transaction() as session:
        row = _get(session, upload_id, by=by, lock=True)
        if row.state != "open":
            raise NotFoundError("upload")
        row.touched_at = now
    store, ref = _store(), UploadRef(row.store_ref)
    most = count_parts(size=row.size_bytes, part_size=row.part_bytes)
    addresses = {}
    for number in numbers[:MOST_ADDRESSES]:
        if not 1 <= number <= most:
            raise UnknownChoiceError(key=str(number))
        length = part_length(number, size=row.size_bytes, part_size=row.part_bytes)
        own = store.part_address(ref, number, length=length, expires_seconds=ADDRESS_SECONDS)
        slot = Slot(upload_id, number, length, str(by.account_id), int(now.timestamp()) + ADDRESS_SECONDS)
        addresses[str(number)] = own or url_for("uploads.receive", token=sign_slot(slot))
    return addresses


def receive_part(token: str, stream: ByteSource, *, length: int | None, by: Viewer) -> PartReceived:
    """Take the bytes of one part as they come; nothing is held in memory as a whole.

    Raises:
        AddressExpiredError: for an address that was altered, is over, or belongs to another account.
        media.store.contract.StoreError: what the store says of the bytes.
    """
    slot = read_slot(token)
    if slot is None or slot.account != str(by.account_id) or slot.until < clock().timestamp():
        raise AddressExpiredError
    if length != slot.length:
        raise FileTooLargeError(limit=byte_size(slot.length)) if (length or 0) > slot.length else AddressExpiredError
    # A short look of its own: no connection is held while the bytes come.
    with Session(database().main) as session:
        row = _get(session, slot.upload_id, by=by)
        if row.state != "open":
            raise NotFoundError("upload")
        ref = UploadRef(row.store_ref)
    part = _store().write_part(ref, slot.number, stream, length=slot.length)
    failpoint("part_written")
    return part


def complete_upload(upload_id: UploadID, *, by: Viewer, arrived_at: datetime) -> PartID:
    """Make the parts one object, then attach it in one transaction; asked again it answers the same (X02)."""
    with Session(database().main, expire_on_commit=False) as session:
        row = _get(session, upload_id, by=by)
        if row.part_id is not None:
            return PartID(row.part_id)
        if row.state != "open":
            raise NotFoundError("upload")
    try:
        stored = _store().complete(UploadRef(row.store_ref), size=row.size_bytes)
    except UploadIncompleteError as error:
        raise UploadLacksPartsError(error.missing) from error
    failpoint("upload_completed")
    with transaction() as session:
        row = _get(session, upload_id, by=by, lock=True)
        if row.part_id is not None:
            return PartID(row.part_id)
        entry = get_own_entry(session, EntryID(row.entry_id), visible_to=by)
        part = attach_part(
            session,
            entry_id=EntryID(row.entry_id),
            attachment_key=row.attachment_key,
            stored=Stored(
                store_key=row.store_key,
                file_name=row.file_name,
                size_bytes=stored.size,
                sha256=stored.sha256 or "",
                upload_began_at=row.began_at,
            ),
            plan=plan_in_force(session, entry.programme_id),
            by=by,
            arrived_at=arrived_at,
        )
        row.state, row.part_id, row.touched_at = "complete", PartID(part.id), clock()
        failpoint("part_attached")
    return PartID(part.id)


def abandon_upload(upload_id: UploadID, *, by: Viewer) -> None:
    """Give up an unfinished upload and its room."""
    with transaction() as session:
        row = _get(session, upload_id, by=by, lock=True)
        if row.state != "open":
            return
        row.state = "aborted"
    _forget(row)


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
        _forget(row)
    _store().sweep(before=now - ABANDONED_AFTER)
    return len(rows)


def store_whole(
    entry_id: EntryID,
    attachment_key: str | None,
    source: ByteSource | bytes,
    *,
    name: str,
    size_bytes: int,
    by: Viewer,
    arrived_at: datetime,
    is_typed: bool = False,
) -> PartID:
    """Attach a small file that came in one piece (a form without script, a typed text): store first, then attach."""
    wanted = Wanted(entry_id, attachment_key, name, size_bytes, "")
    with transaction() as session:
        check_wanted(session, wanted, by=by, arrived_at=arrived_at, is_typed=is_typed)
        check_room(session, size_bytes, by=by)
    key = StorageKey(token_hex(16))
    try:
        stored = _store().put(key, source)
    except StoreFullError as error:
        raise StoreTooFullError from error
    failpoint("whole_stored")
    with transaction() as session:
        entry = get_own_entry(session, entry_id, visible_to=by)
        part = attach_part(
            session,
            entry_id=entry_id,
            attachment_key=attachment_key,
            stored=Stored(key, clean_name(name), stored.size, stored.sha256 or "", arrived_at, is_typed=is_typed),
            plan=plan_in_force(session, entry.programme_id),
            by=by,
            arrived_at=arrived_at,
        )
    return PartID(part.id)


def _forget(row: Upload) -> None:
    """Remove the bytes of an upload that became no part; also when they were complete already."""
    _store().abort(UploadRef(row.store_ref or row.store_key))
    _store().delete(StorageKey(row.store_key))


def _get(session: Session, upload_id: UploadID, *, by: Viewer, lock: bool = False) -> Upload:
    statement = select(Upload).where(Upload.id == upload_id, Upload.account_id == by.account_id)
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFoundError("upload")
    return row


def _ask_for_sweep(session: Session, now: datetime) -> None:
    """Whoever begins an upload also asks for the round that removes it, should it be abandoned: once an hour."""
    slot = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    enqueue(
        session,
        "sweep_uploads",
        now=now,
        run_at=slot + ABANDONED_AFTER,
        unique_key=f"sweep_uploads:{slot:%Y%m%d%H}",
        priority=8,
    )


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store

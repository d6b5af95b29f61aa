"""Resumable uploads (design 5.2): begin, tell what is there, sign addresses, receive parts, complete.

The bytes go to the store part by part; only a complete and durable object becomes a part of an entry.
It is longer than 300 lines: one upload's life in its order.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from judging.actions.parts import Stored, attach_part
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, PartID, UploadID
from judging.queries.entries import get_own_entry
from judging.queries.handovers import hand_for
from judging.queries.programmes import plan_in_force
from judging.rules.entering import UnknownChoiceError
from media.store.contract import (
    PART_HASH_HEADER,
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
from portal.idempotency import find_answer, keep_answer
from portal.records.tables import Upload
from portal.upload_checks import (
    AddressExpiredError,
    FileTooLargeError,
    StoreTooFullError,
    UploadLacksPartsError,
    Wanted,
    check_open_uploads,
    check_room,
    check_wanted,
)
from portal.upload_slots import Slot, read_slot, sign_slot
from portal.upload_sweeps import ask_for_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from config import Settings
    from judging.rules.viewers import Viewer
    from media.store.contract import ByteSource, PartReceived, Store, StoredObject

MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload as its page needs it."""

    id: UploadID
    part_bytes: int


@dataclass(frozen=True, slots=True)
class PartAddress:
    """Where the browser PUTs one part, and the headers that the address was signed for."""

    url: str
    headers: dict[str, str]


def begin_upload(wanted: Wanted, *, by: Viewer, arrived_at: datetime, key: str = "") -> Begun:
    """Reserve room for a file, or refuse with a sentence before the person waits for nothing.

    Asked again under the same idempotency `key` (the first answer was lost) it gives the same upload.
    """
    if wanted.instead_of is not None:
        abandon_upload(wanted.instead_of, by=by)
    now = clock()
    with transaction() as session:
        known = find_answer(session, account_id=by.account_id, key=key)
        if known is None:
            by = hand_for(session, wanted.entry_id, by=by)
            check_wanted(session, wanted, by=by, arrived_at=arrived_at)
            check_room(session, wanted.size_bytes, entry_id=wanted.entry_id, by=by)
            check_open_uploads(session, by=by)
            row = reserve(session, wanted, by=by, arrived_at=arrived_at)
            keep_answer(session, account_id=by.account_id, key=key, body={"upload": str(row.id)}, now=now)
        else:
            row = _get(session, UploadID(UUID(known["upload"])), by=by)
    failpoint("upload_reserved")
    # Making room for a large file may take a moment: it happens outside any transaction.
    if row.state == "open" and not row.store_ref:
        try:
            ref = _store().create_upload(StorageKey(row.store_key), size=row.size_bytes, part_size=row.part_bytes)
        except StoreFullError as error:
            abandon_upload(UploadID(row.id), by=by)
            raise StoreTooFullError from error
        with transaction() as session:
            session.execute(update(Upload).where(Upload.id == row.id).values(store_ref=ref))
    return Begun(UploadID(row.id), row.part_bytes)


def reserve(session: Session, wanted: Wanted, *, by: Viewer, arrived_at: datetime) -> Upload:
    """The row that stands before any byte: whatever is killed later, a sweep finds what it left behind."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    now = clock()
    row = Upload(
        account_id=by.account_id,
        entry_id=wanted.entry_id,
        purpose="content" if wanted.attachment_key is None else "attachment",
        attachment_key=wanted.attachment_key,
        file_name=clean_name(wanted.name),
        media_type=clean_name(wanted.media_type)[:100],
        size_bytes=max(1, wanted.size_bytes),
        part_bytes=settings.part_bytes,
        store_key=token_hex(16),
        store_ref="",
        state="open",
        began_at=arrived_at,
        touched_at=now,
    )
    session.add(row)
    session.flush()
    ask_for_sweep(session, now)
    return row


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
        "binds": binds_content(),
        "parts": [
            {"number": part.number, "size": part.size, "sha256": part.sha256 or row.part_sums.get(str(part.number))}
            for part in parts
        ],
        "part_id": str(row.part_id) if row.part_id else None,
    }


def sign_addresses(
    upload_id: UploadID, numbers: list[int], *, by: Viewer, sums: Mapping[str, str] | None = None
) -> dict[str, PartAddress]:
    """An address for each part, by number: the store's own where it has a door, else one of the portal's, signed.

    `sums` (number → SHA-256 in hex, as the browser made it) binds the content too where the store can.
    """
    now, seconds = clock(), part_address_seconds()
    sums = sums or {}
    with transaction() as session:
        row = _get(session, upload_id, by=by, lock=True)
        if row.state != "open":
            raise NotFoundError("upload")
        most = count_parts(size=row.size_bytes, part_size=row.part_bytes)
        if wrong := [number for number in numbers if not 1 <= number <= most]:
            raise UnknownChoiceError(key=str(wrong[0]))
        row.touched_at = now
        row.part_sums = {**row.part_sums, **{str(one): sums[str(one)] for one in numbers if str(one) in sums}}
    ref = UploadRef(row.store_ref)
    addresses = {}
    for number in numbers[:MOST_ADDRESSES]:
        length, sha256 = part_length(number, size=row.size_bytes, part_size=row.part_bytes), sums.get(str(number))
        own = _store().part_address(ref, number, length=length, expires_seconds=seconds, sha256=sha256)
        if own is not None:
            addresses[str(number)] = PartAddress(own, {PART_HASH_HEADER: sha256} if sha256 else {})
        else:
            slot = Slot(upload_id, row.store_key, number, length, str(by.account_id))
            token = sign_slot(slot, now=now, seconds=seconds)
            addresses[str(number)] = PartAddress(url_for("uploads.receive", token=token), {})
    return addresses


def binds_content() -> bool:
    """Whether the browser should tell the SHA-256 of each part: a store with a door of its own signs it."""
    return _store().browser_origin is not None


def part_address_seconds() -> int:
    """How long a signed address of a part is good for."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings.part_address_seconds


def receive_part(token: str, stream: ByteSource, *, length: int | None, by: Viewer) -> PartReceived:
    """Take the bytes of one part as they come; nothing is held in memory as a whole.

    Raises:
        AddressExpiredError: for an address that was altered, is over, or belongs to another account.
        media.store.contract.StoreError: what the store says of the bytes.
    """
    slot = read_slot(token, now=clock())
    if slot is None or slot.account != str(by.account_id):
        raise AddressExpiredError
    if length != slot.length:
        raise FileTooLargeError(limit=byte_size(slot.length)) if (length or 0) > slot.length else AddressExpiredError
    # A short look of its own: no connection is held while the bytes come.
    with Session(database().main) as session:
        row = _get(session, slot.upload_id, by=by)
        if row.state != "open" or row.store_key != slot.store_key:
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
        by = hand_for(session, EntryID(row.entry_id), by=by)
    try:
        stored = _store().complete(UploadRef(row.store_ref), size=row.size_bytes)
    except UploadIncompleteError as error:
        raise UploadLacksPartsError(error.missing) from error
    failpoint("upload_completed")
    with transaction() as session:
        return _attach(session, upload_id, stored, by=by, arrived_at=arrived_at)


def abandon_upload(upload_id: UploadID, *, by: Viewer) -> Upload:
    """Give up an unfinished upload and its room; one that is finished or gone stays as it is."""
    with transaction() as session:
        row = _get(session, upload_id, by=by, lock=True)
        if row.state != "open":
            return row
        row.state = "aborted"
    forget(row)
    return row


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
        by = hand_for(session, entry_id, by=by)
        check_wanted(session, wanted, by=by, arrived_at=arrived_at, is_typed=is_typed)
        check_room(session, size_bytes, entry_id=entry_id, by=by)
        row = reserve(session, wanted, by=by, arrived_at=arrived_at)
    try:
        stored = _store().put(StorageKey(row.store_key), source)
        failpoint("whole_stored")
        with transaction() as session:
            return _attach(session, UploadID(row.id), stored, by=by, arrived_at=arrived_at, is_typed=is_typed)
    except StoreFullError as error:
        abandon_upload(UploadID(row.id), by=by)
        raise StoreTooFullError from error
    except RefusedError:
        abandon_upload(UploadID(row.id), by=by)
        raise


def forget(row: Upload) -> None:
    """Remove the bytes of an upload that became no part; also when they were complete already."""
    _store().abort(UploadRef(row.store_ref or row.store_key))
    _store().delete(StorageKey(row.store_key))


def _attach(
    session: Session,
    upload_id: UploadID,
    stored: StoredObject,
    *,
    by: Viewer,
    arrived_at: datetime,
    is_typed: bool = False,
) -> PartID:
    """The complete object becomes a part of its entry, once."""
    row = _get(session, upload_id, by=by, lock=True)
    if row.part_id is not None:
        return PartID(row.part_id)
    if row.state != "open":
        raise NotFoundError("upload")
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
            is_typed=is_typed,
        ),
        plan=plan_in_force(session, entry.programme_id),
        by=by,
        arrived_at=arrived_at,
    )
    row.state, row.part_id, row.touched_at = "complete", PartID(part.id), clock()
    failpoint("part_attached")
    return PartID(part.id)


def _get(session: Session, upload_id: UploadID, *, by: Viewer, lock: bool = False) -> Upload:
    statement = select(Upload).where(Upload.id == upload_id, Upload.account_id == by.account_id)
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFoundError("upload")
    return row


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store

"""Whether a file may come: the plan's limits, the person's room, the disk's; asked before a byte is sent (D22, D23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import func, select

from judging.actions.parts import check_may_attach
from judging.actions.submit_checks import check_hand
from judging.errors import RefusedError
from judging.models.entries import Entry, Part
from judging.models.people import Account
from judging.queries.entries import get_own_entry
from judging.queries.handovers import door_time
from judging.queries.programmes import plan_in_force
from judging.queries.replaced import FREED
from judging.queries.working_copies import working_copy
from judging.rules.entering import UnknownChoiceError
from portal.bridge.limits import part_limits
from portal.display import byte_size
from portal.file_names import kind_by_name
from portal.records.tables import Upload

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from config import Settings
    from judging.ids import EntryID, UploadID
    from judging.rules.viewers import Viewer
    from media.store.contract import Store

MOST_OPEN = 12


class FileTooLargeError(RefusedError):
    """The plan allows no file of this size."""

    code = "file_too_large"


class FileKindRefusedError(RefusedError):
    """The name says a kind that the plan does not allow; the bytes are looked at later."""

    code = "file_kind_refused"


class QuotaExceededError(RefusedError):
    """This person's files would take more room than one person may have (D23)."""

    code = "quota_exceeded"


class EntryQuotaExceededError(RefusedError):
    """This entry's files would take more room than one entry may have (D23)."""

    code = "entry_quota_exceeded"


class StoreQuotaExceededError(RefusedError):
    """All entries' files together would take more room than the office gives them."""

    code = "store_quota_exceeded"


class StoreTooFullError(RefusedError):
    """The disk has no room for a file of this size; said before a byte is sent."""

    code = "store_too_full"


class TooManyUploadsError(RefusedError):
    """This person has too many unfinished uploads."""

    code = "too_many_uploads"


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
class Wanted:
    """What a browser announces. `attachment_key` None means the work itself."""

    entry_id: EntryID
    attachment_key: str | None
    name: str
    size_bytes: int
    media_type: str
    instead_of: UploadID | None = None


def check_wanted(session: Session, wanted: Wanted, *, by: Viewer, arrived_at: datetime, is_typed: bool = False) -> None:
    """Whether the plan has a place for such a file now. Raises what says why not."""
    entry = get_own_entry(session, wanted.entry_id, visible_to=by)
    plan = plan_in_force(session, entry.programme_id)
    category = plan.plan.find_category(entry.category_key)
    if category is None:
        raise UnknownChoiceError(key=entry.category_key)
    check_hand(entry, by=by)
    check_may_attach(
        entry,
        working_copy(session, entry),
        plan,
        attachment_key=wanted.attachment_key,
        began_at=arrived_at,
        arrived_at=door_time(session, entry, by=by, arrived_at=arrived_at),
    )
    limits = part_limits(category, wanted.attachment_key, is_typed=is_typed)
    if wanted.size_bytes > limits.max_bytes:
        raise FileTooLargeError(limit=byte_size(limits.max_bytes))
    kind = kind_by_name(wanted.name)
    if kind is not None and kind not in limits.kinds:
        raise FileKindRefusedError(kinds=", ".join(one.value.upper() for one in limits.kinds))


def check_room(session: Session, size_bytes: int, *, entry_id: EntryID, by: Viewer) -> None:
    """Whether the entry, the person, the store and its disk have room for `size_bytes` more.

    Raises:
        EntryQuotaExceededError, QuotaExceededError, StoreQuotaExceededError: by the office's settings.
        StoreTooFullError: when the disk could not hold the file.
    """
    settings: Settings = current_app.extensions["bangvang_settings"]
    # The account's row is held, so that of two uploads begun at once the second sees the first one's room taken.
    session.get_one(Account, by.account_id, with_for_update={"of": Account})
    rooms: tuple[tuple[type[RefusedError], int, ColumnElement[bool] | None, ColumnElement[bool] | None], ...] = (
        (EntryQuotaExceededError, settings.entry_quota_bytes, Upload.entry_id == entry_id, Part.entry_id == entry_id),
        (
            QuotaExceededError,
            settings.person_quota_bytes,
            Upload.account_id == by.account_id,
            Part.entry_id.in_(select(Entry.id).where(Entry.author_id == by.person_id)),
        ),
        (StoreQuotaExceededError, settings.store_quota_bytes, None, None),
    )
    for error, limit, uploads, parts in rooms:
        if limit and _taken(session, uploads, parts) + size_bytes > limit:
            raise error(limit=byte_size(limit))
    store: Store = current_app.extensions["bangvang_store"]
    free = store.free_bytes()
    if free is not None and free - settings.free_bytes_reserve < size_bytes:
        raise StoreTooFullError


def check_open_uploads(session: Session, *, by: Viewer) -> None:
    """Raises TooManyUploadsError when as many uploads as one person may have are unfinished."""
    open_count = session.scalar(select(func.count()).where(Upload.account_id == by.account_id, Upload.state == "open"))
    if (open_count or 0) >= MOST_OPEN:
        raise TooManyUploadsError(maximum=MOST_OPEN)


def _taken(session: Session, uploads: ColumnElement[bool] | None, parts: ColumnElement[bool] | None) -> int:
    """Bytes that unfinished uploads have reserved and parts hold; replaced parts too, until their bytes are freed."""
    reserved = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(Upload.state == "open")
    held = select(func.coalesce(func.sum(Part.size_bytes), 0)).where(Part.store_key.not_like(f"{FREED}%"))
    if uploads is not None:
        reserved = reserved.where(uploads)
    if parts is not None:
        held = held.where(parts)
    return int(session.scalar(reserved) or 0) + int(session.scalar(held) or 0)

"""Preparing a winning essay for the loudspeaker, approving its script, planning its slots, keeping the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.enums import BroadcastState, Role
from judging.errors import AlreadyDoneError, MoveRefusedError, NotFoundError, RefusedError, StaleVersionError
from judging.ids import ProgrammeID
from judging.models.broadcasts import Broadcast, BroadcastItem, BroadcastSlot
from judging.queries.broadcasts import get_broadcast, get_slot, list_taken
from judging.queries.public_results import get_public_work
from judging.rules.broadcasts import MOST_DAYS, cut_items, plan_slots, split_items
from judging.rules.canonical import sha256_of
from judging.rules.note_places import list_paragraphs
from vietnamese.spoken import speak, unknown_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from sqlalchemy.orm import Session

    from judging.ids import BroadcastID, BroadcastSlotID
    from judging.rules.viewers import Viewer


class NotAnEssayError(RefusedError):
    """Only essays are read out (S001-R33); a video is not."""

    code = "broadcast_not_an_essay"


class ScriptEmptyError(RefusedError):
    """Nothing would be read."""

    code = "broadcast_script_empty"


class ScriptUnspokenError(RefusedError):
    """Short forms that nobody wrote out; fact `words`."""

    code = "broadcast_script_unspoken"


class NoRoomError(RefusedError):
    """There are no stations or times, or too few moments; fact `days`."""

    code = "broadcast_no_room"


class BroadcastWithdrawnError(RefusedError):
    """Its work is public no more: nothing of it is planned or read."""

    code = "broadcast_withdrawn"


class NotAiredYetError(RefusedError):
    """What has not been read cannot be written down."""

    code = "broadcast_not_aired_yet"


def prepare_broadcast(
    session: Session, programme_id: ProgrammeID, award_place: str, *, by: Viewer, now: datetime
) -> Broadcast:
    """A draft of a published essay's script: written out as it is spoken, cut into items.

    Raises:
        NotFoundError: no such work is public (now), or he is no publisher there.
        NotAnEssayError: a video. AlreadyDoneError: there is one already.
    """
    if not by.has(Role.PUBLISHER, programme_id=programme_id):
        raise NotFoundError("programme")
    work = get_public_work(session, programme_id, award_place).work
    if work.kind != "essay" or work.html is None:
        raise NotAnEssayError
    paragraphs = [speak(one).text for one in (work.title, *list_paragraphs(work.html))]
    row = Broadcast(
        programme_id=programme_id, award_place=award_place, work_sha256=work.sha256, prepared_by=by.account_id,
        prepared_at=now,
    )  # fmt: skip
    row.items = _items(cut_items(paragraphs))
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    _record(session, row, "broadcast.prepare", by=by, now=now)
    return row


def rewrite_script(
    session: Session, broadcast_id: BroadcastID, texts: Sequence[str], *, version: int, by: Viewer, now: datetime
) -> Broadcast:
    """Keep what a person made of the items; an approved script is a draft again and loses the slots to come.

    Raises:
        StaleVersionError: somebody saved since. ScriptEmptyError: nothing is left.
    """
    row = _at(session, broadcast_id, version, by=by)
    kept = split_items(texts)
    if not kept:
        raise ScriptEmptyError
    if kept == [item.text for item in row.items]:
        return row
    row.items = _items(kept)
    row.state, row.approved_by, row.approved_at = BroadcastState.DRAFT.value, None, None
    row.slots = [slot for slot in row.slots if slot.aired_at is not None]
    _changed(session, row, "broadcast.rewrite", by=by, now=now)
    return row


def approve_script(
    session: Session, broadcast_id: BroadcastID, *, version: int, by: Viewer, now: datetime
) -> Broadcast:
    """Let the script be planned.

    Raises:
        StaleVersionError, MoveRefusedError: it changed, or is approved. ScriptUnspokenError: see there.
    """
    row = _at(session, broadcast_id, version, by=by)
    if row.state != BroadcastState.DRAFT.value:
        raise MoveRefusedError("broadcast", row.state, BroadcastState.APPROVED.value)
    get_public_work(session, ProgrammeID(row.programme_id), row.award_place)
    if unknown := [word for item in row.items for word in unknown_in(item.text)]:
        raise ScriptUnspokenError(words=", ".join(dict.fromkeys(unknown)))
    row.state, row.approved_by, row.approved_at = BroadcastState.APPROVED.value, by.account_id, now
    _changed(session, row, "broadcast.approve", by=by, now=now)
    return row


def plan_broadcast(
    session: Session,
    broadcast_id: BroadcastID,
    *,
    version: int,
    stations: Sequence[str],
    first: date,
    times: Sequence[time],
    repeats: int,
    by: Viewer,
    now: datetime,
) -> Broadcast:
    """Put the items on slots; those planned before and not aired give way, what was aired stays.

    Raises:
        StaleVersionError, MoveRefusedError: it changed, or is not approved. NoRoomError: see there.
    """
    row = _at(session, broadcast_id, version, by=by)
    if row.state != BroadcastState.APPROVED.value:
        raise MoveRefusedError("broadcast", row.state, "planned")
    get_public_work(session, ProgrammeID(row.programme_id), row.award_place)
    row.slots = [slot for slot in row.slots if slot.aired_at is not None]
    session.flush()
    named = list(dict.fromkeys(" ".join(one.split()) for one in stations if one.strip()))
    planned = plan_slots(
        len(row.items), named, first=first, times=times, repeats=repeats, taken=list_taken(session, named)
    )
    if not planned:
        raise NoRoomError(days=MOST_DAYS)
    row.slots += [BroadcastSlot(position=one.position, station=one.station, planned_at=one.at) for one in planned]
    try:
        _changed(session, row, "broadcast.plan", by=by, now=now, slots=len(planned))
    except IntegrityError as error:  # another contest took a moment in between
        raise StaleVersionError from error
    return row


def note_aired(
    session: Session, slot_id: BroadcastSlotID, *, at: datetime, note: str, by: Viewer, now: datetime
) -> Broadcast:
    """Write down that an item was read, when, and what there was to say of it.

    Raises:
        AlreadyDoneError: it is written down. NotAiredYetError: `at` has not come yet.
    """
    row, slot = get_slot(session, slot_id, visible_to=by, lock=True)
    if slot.aired_at is not None:
        raise AlreadyDoneError
    if at > now:
        raise NotAiredYetError
    if row.withdrawn_at is not None and at >= row.withdrawn_at:
        raise BroadcastWithdrawnError
    slot.aired_at, slot.aired_by, slot.note = at, by.account_id, note.strip()
    _record(session, row, "broadcast.aired", by=by, now=now, slot=str(slot.id), station=slot.station, aired_at=at)
    return row


def undo_aired(session: Session, slot_id: BroadcastSlotID, *, by: Viewer, now: datetime) -> Broadcast:
    """It was written down by mistake. Raises AlreadyDoneError when it is not written down."""
    row, slot = get_slot(session, slot_id, visible_to=by, lock=True)
    if slot.aired_at is None:
        raise AlreadyDoneError
    slot.aired_at, slot.aired_by, slot.note = None, None, ""
    _record(session, row, "broadcast.not_aired", by=by, now=now, slot=str(slot.id), station=slot.station)
    return row


def _at(session: Session, broadcast_id: BroadcastID, version: int, *, by: Viewer) -> Broadcast:
    row = get_broadcast(session, broadcast_id, visible_to=by, lock=True)
    if row.version != version:
        raise StaleVersionError
    if row.withdrawn_at is not None:
        raise BroadcastWithdrawnError
    return row


def _items(texts: Sequence[str]) -> list[BroadcastItem]:
    return [BroadcastItem(position=number, text=text) for number, text in enumerate(texts, start=1)]


def _changed(session: Session, row: Broadcast, action: str, *, by: Viewer, now: datetime, **facts: object) -> None:
    row.version += 1
    session.flush()
    _record(session, row, action, by=by, now=now, **facts)


def _record(session: Session, row: Broadcast, action: str, *, by: Viewer, now: datetime, **facts: object) -> None:
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in facts.items()}
    script = sha256_of("\n\n".join(item.text for item in row.items))
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.PUBLISHER.value,
        action=action,
        subject=f"broadcast:{row.id}",
        script=script,
        **told,
    )

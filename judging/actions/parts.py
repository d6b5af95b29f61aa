"""Parts of an entry: attaching what was stored, taking it out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.submit_checks import check_hand
from judging.enums import EntryState, PartKind, ProgrammeState, Role
from judging.errors import RefusedError
from judging.events import PartAttached, emit
from judging.ids import EntryID, PartID
from judging.models.entries import Part
from judging.queries.entries import get_own_entry
from judging.queries.handovers import door_time
from judging.queries.working_copies import working_copy
from judging.rules import entering
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.queries.programmes import PlanInForce
    from judging.queries.working_copies import WorkingCopy
    from judging.rules.viewers import Viewer


class TooManyAttachmentsError(RefusedError):
    """The plan allows no further attachment of this kind."""

    code = "too_many_attachments"


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are safe: where, how many, and their SHA-256 (empty when it is still to be computed)."""

    store_key: str
    file_name: str
    size_bytes: int
    sha256: str
    upload_began_at: datetime
    is_typed: bool = False


def check_may_attach(
    entry: Entry,
    copy: WorkingCopy,
    plan: PlanInForce,
    *,
    attachment_key: str | None,
    began_at: datetime,
    arrived_at: datetime,
) -> None:
    """Whether a part may be added now: asked when its upload begins, and again when it is attached.

    Raises:
        UnknownChoiceError, TooManyAttachmentsError: when the plan has no place for it.
        EntriesClosedError, FrozenError: when the entry may not change now.
    """
    entering.check_taking(ProgrammeState(plan.programme.state))
    entering.check_may_change(
        plan.plan,
        key_of(attachment_key),
        state=EntryState(entry.state),
        listed=entry.may_change,
        arrived_at=arrived_at,
        return_until=entry.return_until,
        began_at=began_at,
    )
    if attachment_key is None:
        return
    category = plan.plan.find_category(entry.category_key)
    rule = next((one for one in category.accompanying if one.key == attachment_key), None) if category else None
    if rule is None:
        raise entering.UnknownChoiceError(key=attachment_key)
    most = rule.count.maximum if is_known(rule.count) else None
    if most is not None and len(copy.attachments(attachment_key)) >= most:
        raise TooManyAttachmentsError(maximum=most, name=rule.name)


def attach_part(
    session: Session,
    *,
    entry_id: EntryID,
    attachment_key: str | None,
    stored: Stored,
    plan: PlanInForce,
    by: Viewer,
    arrived_at: datetime,
) -> Part:
    """Attach stored bytes as the work (attachment_key None) or as an attachment; it wants to be measured then.

    A draft's earlier work makes way at once; after handing in, the new one waits beside it until it is handed in.
    """
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    check_hand(entry, by=by)
    copy = working_copy(session, entry)
    check_may_attach(
        entry,
        copy,
        plan,
        attachment_key=attachment_key,
        began_at=stored.upload_began_at,
        arrived_at=door_time(session, entry, by=by, arrived_at=arrived_at),
    )
    is_draft = entry.state == EntryState.DRAFT.value
    if attachment_key is None:
        for part in copy.parts:
            if part.kind == PartKind.CONTENT.value and (is_draft or part.staged_at is not None):
                part.removed_at = arrived_at
        session.flush()
    part = Part(
        entry_id=entry_id,
        kind=(PartKind.CONTENT if attachment_key is None else PartKind.ATTACHMENT).value,
        attachment_key=attachment_key,
        store_key=stored.store_key,
        file_name=stored.file_name,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        upload_began_at=stored.upload_began_at,
        is_typed=stored.is_typed,
        created_at=arrived_at,
        staged_at=None if is_draft else arrived_at,
    )
    session.add(part)
    if not is_draft:
        entry.changes = {**entry.changes, "parts": True}
    session.flush()
    _record(session, entry, part, "part.attach", by=by, at=arrived_at)
    emit(session, PartAttached(PartID(part.id)))
    return part


def remove_part(
    session: Session, *, entry_id: EntryID, part_id: PartID, plan: PlanInForce, by: Viewer, arrived_at: datetime
) -> None:
    """Take a part out. What was handed in loses it only when the change is handed in as well."""
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    check_hand(entry, by=by)
    copy = working_copy(session, entry)
    part = next((one for one in copy.parts if one.id == part_id), None)
    if part is None:
        return  # it is out already: a second click
    entering.check_taking(ProgrammeState(plan.programme.state))
    entering.check_may_change(
        plan.plan,
        key_of(part.attachment_key),
        state=EntryState(entry.state),
        listed=entry.may_change,
        arrived_at=door_time(session, entry, by=by, arrived_at=arrived_at),
        return_until=entry.return_until,
    )
    if entry.state == EntryState.DRAFT.value or part.staged_at is not None:
        part.removed_at = arrived_at
    else:
        entry.changes = {**entry.changes, "removed": [*entry.changes.get("removed", []), str(part.id)]}
    session.flush()
    _record(session, entry, part, "part.remove", by=by, at=arrived_at)


def key_of(attachment_key: str | None) -> str:
    """A part's place as `may_change` names it."""
    return entering.CONTENT if attachment_key is None else f"{entering.ATTACHMENT}:{attachment_key}"


def _record(session: Session, entry: Entry, part: Part, action: str, *, by: Viewer, at: datetime) -> None:
    record(
        session,
        at=at,
        actor=by.account_id,
        role=(by.acts_as or Role.ENTRANT).value,
        action=action,
        subject=f"entry:{entry.id}",
        part=str(part.id),
        place=key_of(part.attachment_key),
        bytes=part.size_bytes,
        sha256=part.sha256,
    )

"""Putting a finished programme away, holding its data, and deleting what is due or what two persons agreed on.

A deletion empties rows and keeps them: receipts, awards, standings and the chain name them, and verify as before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from judging.actions.erasures import empty_draft
from judging.actions.history import record
from judging.actions.payees import purge_row
from judging.enums import ProgrammeState, PurgeState, RetentionKind, Role
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    MoveRefusedError,
    NotAllowedError,
    NotFoundError,
    SamePersonError,
)
from judging.events import MilestoneReached, emit
from judging.models.archives import Archiving, Purge, RetentionHold
from judging.models.entries import EntryVersion, Part
from judging.models.part_renditions import PartRendition
from judging.models.payments import PayeeDetails
from judging.plans.personal_data import retention_on
from judging.queries.archives import (
    count_of,
    find_archiving,
    is_kind_held,
    list_bearers,
    list_phoned,
    list_programme_drafts,
    list_senders,
    list_unawarded,
    open_matters,
    renditions_of,
)
from judging.queries.replaced import FREED
from judging.rules.canonical import canonical_json
from judging.rules.lifecycle import move
from judging.rules.retention import MAY_PURGE, DataHeldError, NothingToDeleteError, NotYetToArchiveError, purge_day
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.models.entries import Entry
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def archive_programme(session: Session, plan: PlanInForce, *, by: Viewer, now: datetime) -> Archiving:
    """Put a programme away whose result is published: read-only from now on, retention begins.

    Raises NotYetToArchiveError while payments or letters are open, MoveRefusedError before the publication.
    """
    _board(plan, by)
    programme = plan.programme
    payments, cases = open_matters(session, plan.programme_id)
    if payments or cases:
        raise NotYetToArchiveError(payments=payments, cases=cases)
    if programme.state == ProgrammeState.ARCHIVED.value:
        raise AlreadyDoneError
    if programme.state != ProgrammeState.PUBLISHED.value:  # a cancelled one was never public, and must not become it
        raise MoveRefusedError("programme", programme.state, ProgrammeState.ARCHIVED.value)
    programme.state = move(ProgrammeState(programme.state), ProgrammeState.ARCHIVED).value
    row = Archiving(
        programme_id=plan.programme_id, archived_on=local_day(now), archived_by=by.account_id, archived_at=now
    )
    session.add(row)
    session.flush()
    _record(session, plan.programme_id, "programme.archive", by=by, now=now)
    emit(session, MilestoneReached("archive"))
    return row


def hold_data(
    session: Session, plan: PlanInForce, kind: RetentionKind | None, *, reason: str, by: Viewer, now: datetime
) -> RetentionHold:
    """Delete nothing of this kind (None: nothing at all) until the hold is released. Raises AlreadyDoneError."""
    _board(plan, by)
    if not reason.strip():
        raise MissingReasonError
    row = RetentionHold(
        programme_id=plan.programme_id, kind=kind.value if kind else "", reason=reason.strip(), held_by=by.account_id,
        held_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    _record(session, plan.programme_id, "retention.hold", by=by, now=now, kind=row.kind, reason=row.reason)
    return row


def release_data(
    session: Session, plan: PlanInForce, hold_id: UUID, *, reason: str, by: Viewer, now: datetime
) -> RetentionHold:
    """The hold has served its purpose. Raises NotFoundError, AlreadyDoneError, MissingReasonError."""
    _board(plan, by)
    row = session.scalars(
        select(RetentionHold)
        .where(RetentionHold.id == hold_id, RetentionHold.programme_id == plan.programme_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("hold")
    if row.released_at is not None:
        raise AlreadyDoneError
    if not reason.strip():
        raise MissingReasonError
    row.released_by, row.released_at, row.release_reason = by.account_id, now, reason.strip()
    session.flush()
    _record(session, plan.programme_id, "retention.release", by=by, now=now, kind=row.kind, reason=row.release_reason)
    return row


def propose_purge(
    session: Session, plan: PlanInForce, kind: RetentionKind, *, reason: str, by: Viewer, now: datetime
) -> Purge:
    """Ask for a deletion before its day; another person confirms it.

    Raises MissingReasonError, DataHeldError, NothingToDeleteError, AlreadyDoneError when it was asked for already.
    """
    _board(plan, by)
    archiving = find_archiving(session, plan.programme_id)
    if archiving is None:
        raise NotFoundError("archive")
    if not reason.strip():
        raise MissingReasonError
    _may_go(session, plan.programme_id, kind)
    rule = retention_on(archiving.archived_on)
    row = Purge(
        programme_id=plan.programme_id, kind=kind.value, state=PurgeState.PROPOSED.value,
        due_on=purge_day(archiving.archived_on, rule.days.get(kind, 0)), law=rule.law, reason=reason.strip(),
        proposed_by=by.account_id, proposed_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    _record(session, plan.programme_id, "retention.propose", by=by, now=now, kind=kind.value, reason=row.reason)
    return row


def confirm_purge(session: Session, plan: PlanInForce, purge_id: UUID, *, by: Viewer, now: datetime) -> Purge:
    """The second person agrees: the next run of the job deletes. Raises SamePersonError, DataHeldError."""
    row = _proposed(session, plan, purge_id, by)
    if row.proposed_by == by.account_id:
        raise SamePersonError
    _may_go(session, plan.programme_id, RetentionKind(row.kind))
    row.state, row.confirmed_by, row.confirmed_at = PurgeState.CONFIRMED.value, by.account_id, now
    session.flush()
    _record(session, plan.programme_id, "retention.confirm", by=by, now=now, kind=row.kind)
    return row


def drop_purge(session: Session, plan: PlanInForce, purge_id: UUID, *, by: Viewer, now: datetime) -> Purge:
    """Nothing is deleted before the day after all. Raises AlreadyDoneError."""
    row = _proposed(session, plan, purge_id, by)
    row.state = PurgeState.DROPPED.value
    session.flush()
    _record(session, plan.programme_id, "retention.drop", by=by, now=now, kind=row.kind)
    return row


def due_purges(session: Session, programme_id: ProgrammeID, *, now: datetime) -> list[RetentionKind]:
    """The kinds of an archived programme whose day has come, or that two persons agreed on, and that nothing holds."""
    archiving = find_archiving(session, programme_id)
    if archiving is None:
        return []
    rule, today = retention_on(archiving.archived_on), local_day(now)
    agreed = set(
        session.scalars(
            select(Purge.kind).where(Purge.programme_id == programme_id, Purge.state == PurgeState.CONFIRMED.value)
        )
    )
    return [
        kind
        for kind in RetentionKind
        if (kind.value in agreed or (kind in rule.days and purge_day(archiving.archived_on, rule.days[kind]) <= today))
        and not is_kind_held(session, programme_id, kind)
        and count_of(session, programme_id, kind)
    ]


def purge_kind(session: Session, programme_id: ProgrammeID, kind: RetentionKind, *, now: datetime) -> int:
    """Delete one kind, with its line in the log and in the chain; how many things. Objects were deleted before."""
    archiving = find_archiving(session, programme_id)
    if archiving is None or kind not in due_purges(session, programme_id, now=now):
        return 0
    session.info[MAY_PURGE] = True
    rows = {
        RetentionKind.DRAFTS: _purge_drafts,
        RetentionKind.CONTACTS: _purge_contacts,
        RetentionKind.WORKS: _purge_works,
        RetentionKind.PAYEES: _purge_payees,
    }[kind](session, programme_id, now)
    rule = retention_on(archiving.archived_on)
    living = session.scalars(
        select(Purge).where(
            Purge.programme_id == programme_id, Purge.kind == kind.value,
            Purge.state.in_((PurgeState.PROPOSED.value, PurgeState.CONFIRMED.value)),
        )
    ).one_or_none()  # fmt: skip
    if living is not None and living.state == PurgeState.PROPOSED.value:  # the day came before the second person did
        living.state = PurgeState.DROPPED.value
        living = None
    if living is None:
        due = purge_day(archiving.archived_on, rule.days.get(kind, 0))
        living = Purge(programme_id=programme_id, kind=kind.value, due_on=due, law=rule.law)
        session.add(living)
    living.state, living.rows, living.done_at = PurgeState.DONE.value, rows, now
    session.flush()
    record(
        session, at=now, actor="system", role="system", action="retention.purge", subject=f"programme:{programme_id}",
        kind=kind.value, rows=rows, law=rule.law,
    )  # fmt: skip
    return rows


def _purge_drafts(session: Session, programme_id: ProgrammeID, now: datetime) -> int:
    found = list_programme_drafts(session, programme_id)
    for entry in found:
        empty_draft(session, entry, now=now)
    return len(found)


def _purge_contacts(session: Session, programme_id: ProgrammeID, _now: datetime) -> int:
    phoned, senders = list_phoned(session, programme_id), list_senders(session, programme_id)
    bearers = list_bearers(session, programme_id)
    for entry in phoned:
        entry.cover = {**entry.cover, "phone": ""}
        for version in session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry.id)):
            # The hash stays that of what was handed in: receipt and chain name it.
            version.canonical = _without_phone(version.canonical)
    for sender in senders:
        session.delete(sender)
    for line in bearers:
        line.brought_phone = ""
    session.flush()
    return len(phoned) + len(senders) + len(bearers)


def _purge_works(session: Session, programme_id: ProgrammeID, now: datetime) -> int:
    found = list_unawarded(session, programme_id)
    for entry in found:
        _empty_work(session, entry, now)
    session.flush()
    return len(found)


def _empty_work(session: Session, entry: Entry, now: datetime) -> None:
    entry.typed_text = ""
    parts = session.scalars(select(Part).where(Part.entry_id == entry.id)).all()
    for part in parts:
        part.store_key, part.removed_at = f"{FREED}{part.id}", part.removed_at or now
    session.execute(
        delete(PartRendition)
        .where(PartRendition.part_id.in_([part.id for part in parts]))
        .execution_options(synchronize_session=False)
    )
    for shown in renditions_of(session, entry):
        shown.store_key, shown.html, shown.size_bytes = None, "", 0


def _purge_payees(session: Session, programme_id: ProgrammeID, now: datetime) -> int:
    rows = session.scalars(
        select(PayeeDetails).where(PayeeDetails.programme_id == programme_id, PayeeDetails.purged_at.is_(None))
    ).all()
    for row in rows:
        purge_row(session, row, now=now)
    session.flush()
    return len(rows)


def _without_phone(canonical: str) -> str:
    told = json.loads(canonical)
    if not told.get("cover", {}).get("phone"):
        return canonical
    return canonical_json({**told, "cover": {**told["cover"], "phone": ""}})


def _may_go(session: Session, programme_id: ProgrammeID, kind: RetentionKind) -> None:
    if is_kind_held(session, programme_id, kind):
        raise DataHeldError
    if not count_of(session, programme_id, kind):
        raise NothingToDeleteError


def _proposed(session: Session, plan: PlanInForce, purge_id: UUID, by: Viewer) -> Purge:
    _board(plan, by)
    row = session.scalars(
        select(Purge).where(Purge.id == purge_id, Purge.programme_id == plan.programme_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("purge")
    if row.state != PurgeState.PROPOSED.value:
        raise AlreadyDoneError
    return row


def _board(plan: PlanInForce, by: Viewer) -> None:
    if not by.has(Role.BOARD, programme_id=plan.programme_id):
        raise NotAllowedError


def _record(
    session: Session, programme_id: ProgrammeID, action: str, *, by: Viewer, now: datetime, **facts: object
) -> None:
    record(
        session, at=now, actor=by.account_id, role=Role.BOARD.value, action=action,
        subject=f"programme:{programme_id}", **facts,
    )  # fmt: skip

"""Physical copies: what is written on them, and each step from hand to hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.handovers import HandoverVoidedError
from judging.actions.history import record
from judging.enums import CopyKind, CopyState, LabelState
from judging.errors import NotAllowedError, RefusedError, StaleVersionError
from judging.ids import HandoverID, PhysicalCopyID, ProgrammeID
from judging.models.handovers import CopyMove, PhysicalCopy
from judging.queries.handovers import counter_role, get_copy, get_handover
from judging.queries.programmes import plan_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.models.handovers import Handover
    from judging.rules.viewers import Viewer

LABEL_FIELDS = ("author", "title", "unit", "phone")
"""Họ tên tác giả, tiêu đề, đơn vị công tác, điện thoại: what a cover and a sleeve have to say (S001-R18, R24)."""


class ReceiverMissingError(RefusedError):
    """Whoever gives a copy out of his hand says to whom."""

    code = "receiver_missing"


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A booklet or a disc as it lies on the counter."""

    kind: CopyKind
    pages: int | None
    is_whole: bool
    label: Mapping[str, LabelState]
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a copy goes: its state then, the place, and who took it."""

    state: CopyState
    place: str
    received_by: str = ""
    note: str = ""


def add_copy(session: Session, handover_id: HandoverID, new: NewCopy, *, by: Viewer, now: datetime) -> PhysicalCopy:
    """Write down one more booklet or disc of a line (S001-R19, R24). Raises HandoverVoidedError."""
    row = get_handover(session, handover_id, visible_to=by, lock=True).handover
    role = _role(session, row, by=by)
    if row.voided_at is not None:
        raise HandoverVoidedError
    copy = PhysicalCopy(
        handover_id=handover_id,
        position=len(row.copies) + 1,
        kind=new.kind.value,
        pages=new.pages,
        is_whole=new.is_whole,
        label={field: LabelState(new.label[field]).value for field in LABEL_FIELDS},
        note=new.note,
        place=new.place,
    )
    row.copies.append(copy)
    session.flush()
    _step(session, copy, Move(CopyState.HERE, new.place), by=by, now=now)
    _record(session, copy, row, "copy.add", by=by, now=now, role=role, kind=copy.kind)
    return copy


def move_copy(
    session: Session, copy_id: PhysicalCopyID, move: Move, *, version: int, by: Viewer, now: datetime
) -> PhysicalCopy:
    """Say where a copy went, and who took it.

    Raises:
        StaleVersionError: when it was moved since `version`; ReceiverMissingError: given away to nobody.
    """
    copy = get_copy(session, copy_id, visible_to=by)
    row = get_handover(session, HandoverID(copy.handover_id), visible_to=by).handover
    role = _role(session, row, by=by)
    if copy.version != version:
        raise StaleVersionError
    if move.state in {CopyState.HANDED_ON, CopyState.RETURNED} and not move.received_by.strip():
        raise ReceiverMissingError
    copy.state, copy.place = move.state.value, move.place
    session.flush()
    _step(session, copy, move, by=by, now=now)
    _record(session, copy, row, "copy.move", by=by, now=now, role=role, state=move.state.value)
    return copy


def _role(session: Session, row: Handover, *, by: Viewer) -> Role:
    role = counter_role(plan_in_force(session, ProgrammeID(row.programme_id)), by=by)
    if role is None:
        raise NotAllowedError
    return role


def _step(session: Session, copy: PhysicalCopy, move: Move, *, by: Viewer, now: datetime) -> None:
    copy.moves.append(
        CopyMove(
            copy_id=PhysicalCopyID(copy.id),
            number=len(copy.moves) + 1,
            state=move.state.value,
            place=move.place,
            received_by=move.received_by.strip(),
            note=move.note,
            moved_by=by.account_id,
            moved_at=now,
        )
    )
    session.flush()


def _record(
    session: Session,
    copy: PhysicalCopy,
    row: Handover,
    action: str,
    *,
    by: Viewer,
    now: datetime,
    role: Role,
    **facts: object,
) -> None:
    record(
        session, at=now, actor=by.account_id, role=role.value, action=action, subject=f"handover:{row.id}",
        programme=str(row.programme_id), copy=str(copy.id), position=copy.position, **facts,
    )  # fmt: skip

"""The head of a panel asks for a late change of the sealed list; which entry is meant he never learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.unlockings import list_headed
from judging.enums import Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError
from judging.ids import CodeID
from judging.models.list_changes import ListChange
from judging.models.rounds import Code
from judging.recording import record
from judging.rules.round_paths import ChangeWhat
from judging.rules.seals import normalise_code

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change that the head asked for: `word` is empty until a code was drawn for an entry that was let in."""

    what: ChangeWhat
    word: str
    reason: str
    asked_at: datetime
    outcome: str
    refused_because: str


def ask_change(
    session: Session, *, round_id: RoundID, what: ChangeWhat, word: str = "", reason: str, by: Viewer, now: datetime
) -> ListChange:
    """Ask for one more entry to be let in, or for a code to be taken out of the round; a second person does it.

    Raises:
        NotAllowedError: for anybody but the head of this panel.
        NotFoundError: when the round has no such code.
        MissingReasonError, AlreadyDoneError (that code was asked for before and not refused).
    """
    headed = next((one for one in list_headed(session, by=by) if one.round_id == round_id), None)
    if headed is None:
        raise NotAllowedError
    if not reason.strip():
        raise MissingReasonError
    code_id = _code(session, round_id, word) if what is ChangeWhat.REMOVED else None
    change = ListChange(
        round_id=round_id,
        what=what.value,
        code_id=code_id,
        asked_by_seat=headed.seat_id,
        asked_by=str(by.account_id),
        reason=reason.strip(),
        asked_at=now,
    )
    session.add(change)
    session.flush()
    record(
        session,
        at=now,
        actor=headed.seat_id,
        role=Role.HEAD.value,
        action="list.ask",
        subject=f"round:{round_id}",
        change=str(change.id),
        what=what.value,
        reason=change.reason,
    )
    return change


def _code(session: Session, round_id: RoundID, word: str) -> CodeID:
    code_id = session.scalars(
        select(Code.id).where(Code.round_id == round_id, Code.word == normalise_code(word), ~Code.is_void)
    ).one_or_none()
    if code_id is None:
        raise NotFoundError("code")
    asked = select(ListChange.id).where(
        ListChange.code_id == code_id, ListChange.what == ChangeWhat.REMOVED.value, ListChange.refused_at.is_(None)
    )
    if session.scalars(asked).first() is not None:
        raise AlreadyDoneError
    return CodeID(code_id)


def list_asked(session: Session, *, by: Viewer) -> list[AskedChange]:
    """What this head asked for, newest first."""
    rows = session.execute(
        select(ListChange, Code.word)
        .outerjoin(Code, Code.id == ListChange.code_id)
        .where(ListChange.asked_by_seat.in_(by.seats))
        .order_by(ListChange.asked_at.desc(), ListChange.id)
    )
    return [
        AskedChange(
            what=ChangeWhat(row.what),
            word=word or "",
            reason=row.reason,
            asked_at=row.asked_at,
            outcome="done" if row.done_at else "refused" if row.refused_at else "asked",
            refused_because=row.refused_because,
        )
        for row, word in rows
    ]

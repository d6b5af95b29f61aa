"""A nomination's steps: who may take them, and the record of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.enums import NominationState, Role
from judging.errors import MissingReasonError, NotFoundError, RefusedError
from judging.ids import NominationID, ProgrammeID, UnitID
from judging.models.nominations import NominationStep
from judging.queries.nominations import get_nomination, proposes
from judging.rules.nominations import EDITABLE, NEEDS_REASON, move_nomination

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.nominations import Nomination
    from judging.rules.viewers import Viewer


class NotEditableError(RefusedError):
    """The dossier lies with the office: it changes only when it is asked for."""

    code = "dossier_not_editable"


def own_nomination(session: Session, nomination_id: NominationID, *, by: Viewer) -> Nomination:
    """A nomination that the viewer's unit writes, held for this transaction. Raises NotFoundError."""
    row = get_nomination(session, nomination_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(row.programme_id)
    if not proposes(by, programme_id=programme_id, unit_id=UnitID(row.proposed_by)):
        raise NotFoundError("nomination")
    refuse_conflict(session, by=by, acting_as=Role.COORDINATOR, programme_id=programme_id)
    return row


def check_editable(row: Nomination) -> None:
    """Raises NotEditableError."""
    if NominationState(row.state) not in EDITABLE:
        raise NotEditableError


def move(
    session: Session,
    row: Nomination,
    to: NominationState,
    *,
    by: Viewer,
    now: datetime,
    reason: str = "",
    acting_as: Role = Role.COORDINATOR,
) -> None:
    """Take a step and write it down. Raises MoveRefusedError, MissingReasonError."""
    came_from = NominationState(row.state)
    move_nomination(came_from, to)
    if to in NEEDS_REASON and not reason.strip():
        raise MissingReasonError
    row.state, row.changed_at = to.value, now
    session.flush()
    write_step(session, row, came_from, to, reason=reason, by=by, now=now)
    record_act(session, row, to.value, by=by, now=now, acting_as=acting_as, came_from=came_from.value)


def write_step(
    session: Session,
    row: Nomination,
    came_from: NominationState | None,
    to: NominationState,
    *,
    reason: str,
    by: Viewer,
    now: datetime,
) -> None:
    """One line of the nomination's way."""
    last = session.scalar(select(func.max(NominationStep.number)).where(NominationStep.nomination_id == row.id))
    session.add(
        NominationStep(
            nomination_id=NominationID(row.id),
            number=(last or 0) + 1,
            from_state=came_from.value if came_from else None,
            to_state=to.value,
            reason=reason.strip(),
            made_by=by.account_id,
            made_at=now,
        )
    )
    session.flush()


def record_act(
    session: Session,
    row: Nomination,
    act: str,
    *,
    by: Viewer,
    now: datetime,
    acting_as: Role = Role.COORDINATOR,
    **facts: object,
) -> None:
    """A line of the chain about a nomination."""
    record(
        session, at=now, actor=str(by.account_id), role=acting_as.value, action=f"nomination.{act}",
        subject=f"nomination:{row.id}", **facts,
    )  # fmt: skip

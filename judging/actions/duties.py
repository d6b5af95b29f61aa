"""The second lock of the duties: asked again whenever somebody acts (A23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import Role
from judging.errors import DutyConflictError, NotAllowedError
from judging.queries.grants import held_duties
from judging.rules.duties import Duty, grant_conflict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.rules.viewers import Viewer


def refuse_conflict(session: Session, *, by: Viewer, acting_as: Role, programme_id: ProgrammeID) -> None:
    """Let `by` act as `acting_as` in the programme, or raise.

    Everybody signed in may act as ENTRANT; any other duty must be in force for the programme. Then nothing that
    the person ever held there, by whatever way it came in, may forbid it.

    Raises:
        NotAllowedError: when the duty is not held.
        DutyConflictError: when another duty of the person forbids it; facts `wanted` and `held`.
    """
    if acting_as is not Role.ENTRANT and not by.has(acting_as, programme_id=programme_id):
        raise NotAllowedError
    found = grant_conflict(held_duties(session, by.person_id), Duty(acting_as, str(programme_id)))
    if found is not None:
        raise DutyConflictError(wanted=found.wanted.value, held=found.held.value)

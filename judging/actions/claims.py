"""Who has an entry open: a visible claim that a heartbeat keeps alive and that lapses by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.ids import ProgrammeID
from judging.models.validations import Claim
from judging.queries.programmes import plan_in_force
from judging.queries.validations import find_holder, get_received_entry
from judging.rules.lifecycle import queue_state
from judging.rules.validating import CLAIM_SECONDS, HeldByAnotherError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.rules.viewers import Viewer


def take_claim(session: Session, entry_id: EntryID, *, by: Viewer, now: datetime) -> datetime:
    """Have an entry open for 15 minutes, or keep it open; until when. One that lapsed is taken anew.

    Raises:
        HeldByAnotherError: when another validator has it open.
        AlreadyDoneError: when it does not wait for its validation any more.
    """
    entry = get_received_entry(session, entry_id, visible_to=by, roles=(Role.VALIDATOR,))
    refuse_conflict(session, by=by, acting_as=Role.VALIDATOR, programme_id=ProgrammeID(entry.programme_id))
    intake = plan_in_force(session, ProgrammeID(entry.programme_id)).plan.entering.intake
    if entry.state != queue_state(intake).value:
        raise AlreadyDoneError
    until = now + timedelta(seconds=CLAIM_SECONDS)
    taken = session.execute(
        update(Claim)
        .where(Claim.entry_id == entry_id, or_(Claim.account_id == by.account_id, Claim.expires_at <= now))
        .values(account_id=by.account_id, expires_at=until)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        return until
    try:
        with session.begin_nested():
            session.add(Claim(entry_id=entry_id, account_id=by.account_id, expires_at=until))
            session.flush()
    except IntegrityError:
        refuse_if_held(session, entry_id, by=by, now=now)
        raise AlreadyDoneError from None
    return until


def release_claim(session: Session, entry_id: EntryID, *, by: Viewer) -> None:
    """Let go of an entry, if it is one's own."""
    session.execute(delete(Claim).where(Claim.entry_id == entry_id, Claim.account_id == by.account_id))


def refuse_if_held(session: Session, entry_id: EntryID, *, by: Viewer, now: datetime) -> None:
    """Raise HeldByAnotherError when another validator has the entry open now."""
    holder = find_holder(session, entry_id, now=now)
    if holder is not None and holder.account_id != by.account_id:
        raise HeldByAnotherError(name=holder.name, until=holder.until)

"""Saying what of oneself may be public; the office may write down what somebody said on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.taken_down import CONSENT, withdraw_broadcasts
from judging.enums import ConsentField, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError
from judging.ids import ProgrammeID
from judging.models.consents import Consent
from judging.models.entries import Entry
from judging.queries.consents import get_person_consents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PersonID
    from judging.rules.viewers import Viewer


def state_consents(
    session: Session,
    *,
    programme_id: ProgrammeID,
    person_id: PersonID,
    public: Iterable[ConsentField],
    by: Viewer,
    now: datetime,
    reason: str = "",
) -> int:
    """Say which fields of a person may be public from now on; how many of them changed.

    One speaks for oneself; a publisher speaks for an author and names the paper in `reason`. It holds at once, for
    every version of the result that was ever published.

    Raises:
        NotFoundError: when the person has no entry in the programme.
        NotAllowedError: when `by` is neither the person nor a publisher there; MissingReasonError: without the paper.
        AlreadyDoneError: when the same was said a moment ago in another window.
    """
    entered = select(Entry.id).where(Entry.programme_id == programme_id, Entry.author_id == person_id).limit(1)
    if session.scalar(entered) is None:
        raise NotFoundError("person")
    acting_as = Role.ENTRANT
    if by.person_id != person_id:
        if not by.has(Role.PUBLISHER, programme_id=programme_id):
            raise NotAllowedError
        if not reason.strip():
            raise MissingReasonError
        acting_as = Role.PUBLISHER
    wanted = frozenset(public)
    withheld = get_person_consents(session, programme_id, person_id).withheld
    changed = [one for one in ConsentField if (one in wanted) == (one in withheld)]
    for field in changed:
        _state(session, programme_id, person_id, field, is_given=field in wanted, by=by, now=now, reason=reason.strip())
        record(
            session,
            at=now,
            actor=by.account_id,
            role=acting_as.value,
            action="consent.state",
            subject=f"person:{person_id}",
            programme=str(programme_id),
            field=field.value,
            is_given=field in wanted,
        )
    if ConsentField.WORK in changed and ConsentField.WORK not in wanted:
        withdraw_broadcasts(session, programme_id, reason=reason.strip() or CONSENT, role=acting_as, by=by, now=now)
    return len(changed)


def withdraw_all(session: Session, person_id: PersonID, *, by: Viewer, role: Role, reason: str, now: datetime) -> int:
    """Nothing of a person is public any more in any contest that he entered; how many statements that took.

    Published pages show him no more at once; the result stays recomputable by code.
    """
    entered = select(Entry.programme_id).where(Entry.author_id == person_id).distinct().order_by(Entry.programme_id)
    count = 0
    for one in session.scalars(entered).all():
        programme_id = ProgrammeID(one)
        withheld = get_person_consents(session, programme_id, person_id).withheld
        for field in (field for field in ConsentField if field not in withheld):
            _state(session, programme_id, person_id, field, is_given=False, by=by, now=now, reason=reason)
            record(
                session, at=now, actor=by.account_id, role=role.value, action="consent.state",
                subject=f"person:{person_id}", programme=str(programme_id), field=field.value, is_given=False,
            )  # fmt: skip
            count += 1
    return count


def _state(
    session: Session,
    programme_id: ProgrammeID,
    person_id: PersonID,
    field: ConsentField,
    *,
    is_given: bool,
    by: Viewer,
    now: datetime,
    reason: str,
) -> None:
    last = session.scalar(
        select(func.max(Consent.number)).where(
            Consent.programme_id == programme_id, Consent.person_id == person_id, Consent.field == field.value
        )
    )
    session.add(
        Consent(
            programme_id=programme_id,
            person_id=person_id,
            field=field.value,
            number=(last or 0) + 1,
            is_given=is_given,
            reason=reason,
            stated_by=by.account_id,
            stated_at=now,
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error

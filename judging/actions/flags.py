"""Raising a flag about a unit or a person, and lifting it. Both say what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError, RefusedError
from judging.models.flags import BlockingFlag
from judging.models.people import Person
from judging.models.units import Unit
from judging.queries.flags import KEEPERS, get_flag

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.enums import FlagKind
    from judging.ids import BlockingFlagID, PersonID, UnitID
    from judging.rules.viewers import Viewer


class EndsBeforeItBeginsError(RefusedError):
    """The last day lies before the first."""

    code = "flag_ends_before_it_begins"


def raise_flag(
    session: Session,
    kind: FlagKind,
    *,
    unit_id: UnitID | None,
    person_id: PersonID | None,
    since: date,
    until: date | None,
    source: str,
    by: Viewer,
    now: datetime,
) -> BlockingFlag:
    """Block a unit or a person from `since` on, to `until` or until it is lifted.

    Raises:
        NotFoundError: for whoever keeps no flags, and for a subject that is not there.
        MissingReasonError: without a source. EndsBeforeItBeginsError.
    """
    there = session.get(Person, person_id) if person_id is not None else session.get(Unit, unit_id)
    if not by.has(*KEEPERS) or there is None or (unit_id is not None and person_id is not None):
        raise NotFoundError("subject")
    if not source.strip():
        raise MissingReasonError
    if until is not None and until < since:
        raise EndsBeforeItBeginsError
    row = BlockingFlag(
        kind=kind.value,
        unit_id=unit_id,
        person_id=person_id,
        since=since,
        until=until,
        source=source.strip(),
        raised_by=by.account_id,
        raised_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, row, "raise", by=by, now=now)
    return row


def lift_flag(
    session: Session, flag_id: BlockingFlagID, *, on: date, because: str, by: Viewer, now: datetime
) -> BlockingFlag:
    """The matter is settled: from `on` it blocks no more.

    Raises: NotFoundError, AlreadyDoneError, MissingReasonError.
    """
    row = get_flag(session, flag_id, visible_to=by, lock=True)
    if row.lifted_on is not None:
        raise AlreadyDoneError
    if not because.strip():
        raise MissingReasonError
    row.lifted_on, row.lifted_by, row.lifted_at, row.lifted_because = on, by.account_id, now, because.strip()
    session.flush()
    _record(session, row, "lift", by=by, now=now)
    return row


def _record(session: Session, row: BlockingFlag, act: str, *, by: Viewer, now: datetime) -> None:
    role = next((role for role in KEEPERS if by.has(role)), KEEPERS[0])
    record(
        session, at=now, actor=str(by.account_id), role=role.value, action=f"flag.{act}", subject=f"flag:{row.id}",
        kind=row.kind,
    )  # fmt: skip

"""Requests about one's own data: one's own for everybody, those to decide for the office, the log for supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import DataRequestState, Role
from judging.errors import NotFoundError
from judging.ids import PersonID
from judging.models.data_requests import DataRequest
from judging.models.entries import Entry
from judging.models.people import Person
from vietnamese.logins import login_skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import DataRequestID
    from judging.rules.viewers import Viewer


def may_decide(session: Session, person_id: PersonID, *, by: Viewer) -> bool:
    """Whether `by` decides about this person's data: the administrator, or the secretary of a contest he entered.

    Nobody decides about himself.
    """
    if by.person_id == person_id:
        return False
    if by.has(Role.ADMIN):
        return True
    return session.scalar(select(Person.id).where(Person.id == person_id, _entered_with(by))) is not None


def list_own_requests(session: Session, *, visible_to: Viewer) -> Sequence[DataRequest]:
    """What the viewer asked for himself, newest first."""
    return session.scalars(
        select(DataRequest)
        .where(DataRequest.person_id == visible_to.person_id)
        .order_by(DataRequest.received_at.desc(), DataRequest.id)
    ).all()


def list_data_requests(
    session: Session, *, visible_to: Viewer, waiting: bool, most: int = 200
) -> Sequence[DataRequest]:
    """Those that the viewer decides or oversees: open ones by their last day, closed ones newest first."""
    is_open = DataRequest.state == DataRequestState.WAITING.value
    order = (DataRequest.due_on, DataRequest.received_at) if waiting else (DataRequest.decided_at.desc(),)
    return session.scalars(
        select(DataRequest)
        .join(Person, Person.id == DataRequest.person_id)
        .where(is_open if waiting else ~is_open, _shown(visible_to))
        .order_by(*order, DataRequest.id)
        .limit(most)
    ).all()


def get_data_request(
    session: Session, request_id: DataRequestID, *, visible_to: Viewer, lock: bool = False
) -> DataRequest:
    """A request that the viewer decides, or NotFoundError; his own are decided by others."""
    statement = select(DataRequest).where(DataRequest.id == request_id)
    if lock:
        statement = statement.with_for_update(of=DataRequest).execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    if row is None or not may_decide(session, row.person_id, by=visible_to):
        raise NotFoundError("data_request")
    return row


def get_own_request(session: Session, request_id: DataRequestID, *, visible_to: Viewer) -> DataRequest:
    """A request of the viewer's own, locked, or NotFoundError."""
    row = session.scalars(
        select(DataRequest)
        .where(DataRequest.id == request_id, DataRequest.person_id == visible_to.person_id)
        .with_for_update(of=DataRequest)
    ).one_or_none()
    if row is None:
        raise NotFoundError("data_request")
    return row


def find_person_by_code(session: Session, staff_code: str, *, visible_to: Viewer) -> Person | None:
    """Somebody about whose data the viewer decides, by the staff code; None for everybody else."""
    person = session.scalars(select(Person).where(Person.code_skeleton == login_skeleton(staff_code))).one_or_none()
    if person is None or not may_decide(session, PersonID(person.id), by=visible_to):
        return None
    return person


def _shown(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.has(Role.ADMIN, Role.SUPERVISOR):
        return Person.id.is_not(None)
    return _entered_with(viewer)


def _entered_with(viewer: Viewer) -> ColumnElement[bool]:
    """People who handed something in where the viewer is secretary, and is no judge."""
    programmes = viewer.programmes(Role.SECRETARY)
    entered = select(Entry.id).where(Entry.author_id == Person.id, Entry.submitted_at.is_not(None))
    if programmes is not None:
        entered = entered.where(Entry.programme_id.in_(programmes))
    return entered.exists()

"""Cases as their handlers read them, as their senders do, and by the code of whoever has no account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from judging.enums import CaseKind, CaseState, Role
from judging.errors import NotFoundError
from judging.ids import CaseID, ProgrammeID
from judging.models.cases import Case, CaseSender
from judging.models.people import Account, Person
from judging.models.programmes import Programme
from judging.models.units import Unit
from judging.queries.grants import list_holders
from judging.rules.cases import OPEN, handler_of, is_late
from judging.rules.working_days import working_days_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.rules.viewers import Viewer
    from judging.rules.working_days import WorkingCalendar

CASES_PER_PAGE = 50
HANDLING = (Role.SECRETARY, Role.SUPERVISOR)
_OPEN_WORDS = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases; without whoever wrote it. `days_left` are working days, negative when late."""

    case_id: CaseID
    number: str
    kind: CaseKind
    state: CaseState
    title: str
    programme_title: str
    received_at: datetime
    due_on: date
    days_left: int
    late: bool
    taken_by: AccountID | None


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """Who wrote, for the one duty that handles the case: by account, or as typed."""

    name: str
    contact: str
    unit_name: str
    has_account: bool


def list_cases(
    session: Session, *, is_open: bool, page: int, today: date, calendar: WorkingCalendar, visible_to: Viewer
) -> tuple[list[CaseLine], int]:
    """A page of the cases that the viewer handles, and how many there are on all pages.

    Open ones stand by their last day, the latest first; closed ones newest first.
    """
    mine = or_(*_handled(visible_to))
    states = Case.state.in_(_OPEN_WORDS) if is_open else Case.state.not_in(_OPEN_WORDS)
    total = session.scalar(select(func.count()).select_from(Case).where(mine, states)) or 0
    order = (Case.due_on, Case.received_at, Case.id) if is_open else (Case.closed_at.desc(), Case.id)
    rows = session.execute(
        select(Case, Programme.title)
        .join(Programme, Programme.id == Case.programme_id)
        .where(mine, states)
        .order_by(*order)
        .limit(CASES_PER_PAGE)
        .offset((page - 1) * CASES_PER_PAGE)
    )
    return [_line(case, title, today, calendar) for case, title in rows], total


def count_late(session: Session, *, today: date, visible_to: Viewer) -> int:
    """How many of the viewer's open cases are past their last day."""
    late = (or_(*_handled(visible_to)), Case.state.in_(_OPEN_WORDS), Case.due_on < today)
    return session.scalar(select(func.count()).select_from(Case).where(*late)) or 0


def get_case(session: Session, case_id: CaseID, *, visible_to: Viewer, lock: bool = False) -> Case:
    """A case that the viewer's duty handles. Raises NotFoundError."""
    statement = select(Case).where(Case.id == case_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None or not visible_to.has(
        handler_of(CaseKind(found.kind)), programme_id=ProgrammeID(found.programme_id)
    ):
        raise NotFoundError("case")
    return found


def sender_of(session: Session, case: Case) -> SenderFacts:
    """Who wrote a case that was found through its handler."""
    if case.account_id is not None:
        name, phone, unit = session.execute(
            select(Person.full_name, Person.phone, Unit.name)
            .join(Account, Account.person_id == Person.id)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Account.id == case.account_id)
        ).one()
        return SenderFacts(name, phone or "", unit, has_account=True)
    row = session.get(CaseSender, case.id)
    return SenderFacts(row.name if row else "", row.contact if row else "", "", has_account=False)


def list_own_cases(session: Session, account_id: AccountID) -> Sequence[Case]:
    """What an account wrote, newest first; never a denunciation, which names no account."""
    return session.scalars(
        select(Case).where(Case.account_id == account_id).order_by(Case.received_at.desc(), Case.id)
    ).all()


def get_own_case(session: Session, case_id: CaseID, *, visible_to: Viewer) -> Case:
    """A case of the viewer's own. Raises NotFoundError."""
    found = session.scalars(
        select(Case).where(Case.id == case_id, Case.account_id == visible_to.account_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("case")
    return found


def find_case_by_code(session: Session, digest: str) -> Case | None:
    """The case whose code has this SHA-256."""
    return session.scalars(select(Case).where(Case.code_digest == digest)).one_or_none()


def find_case_by_form(session: Session, digest: str) -> Case | None:
    """The case that came by the form of this digest."""
    return session.scalars(select(Case).where(Case.form_digest == digest)).one_or_none()


def list_received_kinds(session: Session, programme_id: ProgrammeID, *, now: datetime) -> list[CaseKind]:
    """The kinds of cases that somebody's duty reads now, in the order in which a form offers them."""
    present = {role for role in HANDLING if list_holders(session, role, programme_id=programme_id, now=now)}
    return [kind for kind in CaseKind if handler_of(kind) in present]


def programme_title(session: Session, case: Case) -> str:
    """The title of the contest that a case is about."""
    return session.scalars(select(Programme.title).where(Programme.id == case.programme_id)).one()


def _handled(viewer: Viewer) -> list[ColumnElement[bool]]:
    """What the viewer handles, kind by kind, in the contests of that duty."""
    conditions: list[ColumnElement[bool]] = []
    for role in HANDLING:
        if role not in viewer.roles:
            continue
        condition = Case.kind.in_([kind.value for kind in CaseKind if handler_of(kind) is role])
        programmes = viewer.programmes(role)
        conditions.append(condition if programmes is None else condition & Case.programme_id.in_(programmes))
    return conditions or [Case.id.is_(None)]


def _line(case: Case, title: str, today: date, calendar: WorkingCalendar) -> CaseLine:
    state = CaseState(case.state)
    return CaseLine(
        case_id=CaseID(case.id),
        number=case.number,
        kind=CaseKind(case.kind),
        state=state,
        title=case.title,
        programme_title=title,
        received_at=case.received_at,
        due_on=case.due_on,
        days_left=working_days_between(today, case.due_on, calendar),
        late=is_late(state, case.due_on, today),
        taken_by=case.taken_by,
    )

"""Writing to the office about a contest, and what the office does with it: take, answer, pass on, decline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.enums import CaseKind, CaseState
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.events import Told, emit
from judging.ids import AccountID, CaseID, ProgrammeID
from judging.models.cases import Case, CaseCounter, CaseSender
from judging.models.history import Notice
from judging.queries.calendars import load_calendar
from judging.queries.cases import get_case
from judging.queries.grants import list_holders
from judging.rules.canonical import sha256_of
from judging.rules.cases import (
    FORMAL,
    MOST_OPEN_OF_ACCOUNT,
    MOST_OPEN_WITHOUT_ACCOUNT,
    OPEN,
    CaseIsFormalError,
    CaseNotYoursError,
    CaseQueueFullError,
    NobodyReceivesError,
    book_of,
    due_day,
    handler_of,
    move_case,
    term_of,
)
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

LONGEST_SLUG = 24
WAITING = "case.waiting"


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody wrote: `form_digest` names the form that it came by, `code_digest` the code to look it up with."""

    kind: CaseKind
    title: str
    text: str
    form_digest: str
    code_digest: str | None
    name: str = ""
    contact: str = ""


def send_case(session: Session, plan: PlanInForce, letter: Letter, *, by: Viewer | None, now: datetime) -> Case:
    """Receive a case, with its number and its last day; whoever handles its kind finds a notice.

    A denunciation keeps no account, whoever is signed in.

    Raises:
        NobodyReceivesError: when nobody holds the duty that reads cases of this kind.
        CaseQueueFullError: when too many are open already (E21).
        AlreadyDoneError: when this form was sent a moment ago.
    """
    kind = letter.kind
    handlers = list_holders(session, handler_of(kind), programme_id=plan.programme_id, now=now)
    if not handlers:
        raise NobodyReceivesError
    sender = by.account_id if by is not None and kind is not CaseKind.DENUNCIATION else None
    _refuse_flood(session, plan.programme_id, kind, sender)
    term = term_of(kind, plan.plan.answering)
    case = Case(
        programme_id=plan.programme_id,
        kind=kind.value,
        number=_next_number(session, plan, kind),
        account_id=sender,
        code_digest=None if sender is not None else letter.code_digest,
        form_digest=letter.form_digest,
        title=letter.title,
        text=letter.text,
        sha256=sha256_of(letter.text),
        received_at=now,
        term_days=term,
        due_on=due_day(local_day(now), term, load_calendar(session)),
    )
    try:
        with session.begin_nested():
            session.add(case)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    if sender is None:
        session.add(CaseSender(case_id=CaseID(case.id), name=letter.name, contact=letter.contact))
        session.flush()
    actor = sender or "sender"
    facts = {"kind": kind.value, "number": case.number, "words": case.sha256, "due_on": case.due_on.isoformat()}
    record(session, at=now, actor=actor, role="", action="case.receive", subject=f"case:{case.id}", **facts)
    _tell_handlers(session, [AccountID(one.id) for one in handlers])
    return case


def take_case(session: Session, *, case_id: CaseID, take_over: bool, by: Viewer, now: datetime) -> Case:
    """The viewer handles this case from now on. `take_over` takes it from a colleague who has it.

    Raises:
        NotFoundError: when the viewer's duty does not handle it.
        AlreadyDoneError: when somebody took it a moment ago, or it is the viewer's own already.
        MoveRefusedError: when it is closed.
    """
    case = get_case(session, case_id, visible_to=by, lock=True)
    state = CaseState(case.state)
    if state is CaseState.TAKEN and (not take_over or case.taken_by == by.account_id):
        raise AlreadyDoneError
    case.state = move_case(state, CaseState.TAKEN).value
    before, case.taken_by, case.taken_at = case.taken_by, by.account_id, now
    _record(session, case, "case.take", by=by, at=now, taken_from=str(before) if before else "")
    return case


def answer_case(session: Session, *, case_id: CaseID, answer: str, by: Viewer, now: datetime) -> Case:
    """Answer a question or petition. Raises CaseIsFormalError for what has to be passed on, and as `_close`."""
    case = get_case(session, case_id, visible_to=by, lock=True)
    if CaseKind(case.kind) in FORMAL:
        raise CaseIsFormalError
    if not answer.strip():
        raise MissingReasonError
    _close(session, case, CaseState.ANSWERED, by=by, now=now)
    case.answer = answer.strip()
    _record(session, case, "case.answer", by=by, at=now, words=sha256_of(case.answer))
    return case


def refer_case(
    session: Session, *, case_id: CaseID, body: str, paper: str, words: str, by: Viewer, now: datetime
) -> Case:
    """Pass a case on to the competent body, by a paper with its number; the sender reads both.

    Raises MissingReasonError without the body's name, and as `_close`.
    """
    case = get_case(session, case_id, visible_to=by, lock=True)
    if not body.strip():
        raise MissingReasonError
    case.referred_to, case.referred_by_paper, case.answer = body.strip(), paper.strip(), words.strip()
    _close(session, case, CaseState.REFERRED, by=by, now=now)
    _record(session, case, "case.refer", by=by, at=now, body=sha256_of(case.referred_to))
    return case


def decline_case(session: Session, *, case_id: CaseID, reason: str, by: Viewer, now: datetime) -> Case:
    """Close a case that is nobody's to answer or pass on (not about the contest, said twice), with the reason."""
    case = get_case(session, case_id, visible_to=by, lock=True)
    if not reason.strip():
        raise MissingReasonError
    case.answer = reason.strip()
    _close(session, case, CaseState.DECLINED, by=by, now=now)
    _record(session, case, "case.decline", by=by, at=now, words=sha256_of(case.answer))
    return case


def _close(session: Session, case: Case, state: CaseState, *, by: Viewer, now: datetime) -> None:
    """Raises AlreadyDoneError when it is closed, CaseNotYoursError when the viewer has not taken it."""
    if CaseState(case.state) not in OPEN:
        raise AlreadyDoneError
    if case.taken_by != by.account_id:
        raise CaseNotYoursError
    case.state = move_case(CaseState(case.state), state).value
    case.closed_by, case.closed_at = by.account_id, now
    if case.account_id is not None:
        facts = (("number", case.number),)
        emit(session, Told(case.account_id, f"case.{state.value}", facts, f"/don-cua-toi/{case.id}"))


def _refuse_flood(session: Session, programme_id: ProgrammeID, kind: CaseKind, sender: AccountID | None) -> None:
    """Each queue has its own bound: strangers cannot fill the one of people with an account, nor each other's kind."""
    waiting = select(func.count()).select_from(Case).where(Case.state.in_([state.value for state in OPEN]))
    if sender is not None:
        count, most = session.scalar(waiting.where(Case.account_id == sender)), MOST_OPEN_OF_ACCOUNT
    else:
        queue = (Case.programme_id == programme_id, Case.kind == kind.value, Case.account_id.is_(None))
        count, most = session.scalar(waiting.where(*queue)), MOST_OPEN_WITHOUT_ACCOUNT
    if (count or 0) >= most:
        raise CaseQueueFullError(most=most)


def _tell_handlers(session: Session, account_ids: list[AccountID]) -> None:
    """One unread notice for each handler, however many cases come in."""
    told = set(session.scalars(select(Notice.account).where(Notice.kind == WAITING, Notice.read_at.is_(None))))
    for account_id in account_ids:
        if str(account_id) not in told:
            emit(session, Told(account_id, WAITING, url="/don-thu"))


def _next_number(session: Session, plan: PlanInForce, kind: CaseKind) -> str:
    book = book_of(kind)
    taken = (
        update(CaseCounter)
        .where(CaseCounter.programme_id == plan.programme_id, CaseCounter.book == book)
        .values(last_number=CaseCounter.last_number + 1)
        .returning(CaseCounter.last_number)
        .execution_options(synchronize_session=False)
    )
    number = session.scalar(taken)
    if number is None:
        try:
            with session.begin_nested():
                session.add(CaseCounter(programme_id=plan.programme_id, book=book, last_number=0))
                session.flush()
        except IntegrityError:
            pass  # somebody else sent the contest's first case at the same moment
        number = session.scalar(taken)
    slug = plan.programme.slug
    if len(slug) > LONGEST_SLUG:  # two long names may begin alike
        slug = f"{slug[: LONGEST_SLUG - 9]}-{plan.programme.id.hex[:8]}"
    return f"{number:04d}/{book}-{slug.upper()}"


def _record(session: Session, case: Case, action: str, *, by: Viewer, at: datetime, **facts: object) -> None:
    role = handler_of(CaseKind(case.kind)).value
    session.flush()
    subject = f"case:{case.id}"
    record(session, at=at, actor=by.account_id, role=role, action=action, subject=subject, number=case.number, **facts)

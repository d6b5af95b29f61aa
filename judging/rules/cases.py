"""What becomes of a case: who handles which kind, within which term, and which step may follow which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import CaseKind, CaseState, Role
from judging.errors import MoveRefusedError, RefusedError
from judging.rules.working_days import add_working_days
from judging.spec.after import Answering

if TYPE_CHECKING:
    from datetime import date

    from judging.rules.working_days import WorkingCalendar

LONGEST_TITLE = 200
LONGEST_TEXT = 6_000
LONGEST_NAME = 120
LONGEST_CONTACT = 200

MOST_OPEN_WITHOUT_ACCOUNT = 300
"""In one contest and one queue. People with an account are counted apart, so that no flood of strangers stops them."""
MOST_OPEN_OF_ACCOUNT = 10

FORMAL = frozenset({CaseKind.COMPLAINT, CaseKind.DENUNCIATION})
"""Taken with a receipt and passed on to the competent body: they are never answered as a question (practice 3.7)."""

OPEN = frozenset({CaseState.RECEIVED, CaseState.TAKEN})

_MOVES = {
    CaseState.RECEIVED: frozenset({CaseState.TAKEN}),
    CaseState.TAKEN: frozenset({CaseState.TAKEN, CaseState.ANSWERED, CaseState.REFERRED, CaseState.DECLINED}),
}


class CaseQueueFullError(RefusedError):
    """So many cases wait that no further one can be taken here (E21)."""

    code = "case_queue_full"


class CaseIsFormalError(RefusedError):
    """A complaint or denunciation is passed on, not answered."""

    code = "case_is_formal"


class CaseNotYoursError(RefusedError):
    """Somebody else has taken this case; take it over first."""

    code = "case_not_yours"


class NobodyReceivesError(RefusedError):
    """Nobody holds the duty that may receive such a case."""

    code = "nobody_receives_case"


def handler_of(kind: CaseKind) -> Role:
    """The one duty that reads cases of `kind`: a denunciation may be about the office itself."""
    return Role.SUPERVISOR if kind is CaseKind.DENUNCIATION else Role.SECRETARY


def book_of(kind: CaseKind) -> str:
    """The book that numbers cases of `kind`: the other book shows no gap where a denunciation was received."""
    return "TC" if kind is CaseKind.DENUNCIATION else "D"


def term_of(kind: CaseKind, answering: Answering | None) -> int:
    """The working days within which a case of `kind` is answered or passed on.

    >>> term_of(CaseKind.QUESTION, None), term_of(CaseKind.COMPLAINT, Answering(referral_days=3))
    (5, 3)
    """
    told = answering or Answering()
    if kind in FORMAL:
        return told.referral_days
    return told.question_days if kind is CaseKind.QUESTION else told.petition_days


def due_day(received_on: date, term_days: int, calendar: WorkingCalendar) -> date:
    """The last day of the term; the day of receipt does not count."""
    return add_working_days(received_on, term_days, calendar)


def is_late(state: CaseState, due_on: date, today: date) -> bool:
    """Whether a case is still open after its last day."""
    return state in OPEN and today > due_on


def move_case(from_state: CaseState, to_state: CaseState) -> CaseState:
    """The state after a step. Raises MoveRefusedError."""
    if to_state not in _MOVES.get(from_state, frozenset()):
        raise MoveRefusedError("case", from_state.value, to_state.value)
    return to_state

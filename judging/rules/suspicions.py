"""What is asked and decided when an entry looks like another text: evidence, explanation, decision; never a verdict."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import EntryState, SuspicionOutcome
from judging.errors import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

ASKABLE = frozenset(
    {
        EntryState.SUBMITTED,
        EntryState.SELECTED,
        EntryState.FORWARDED,
        EntryState.RETURNED,
        EntryState.VALID,
        EntryState.SEALED,
    }
)
"""What takes part, or may yet: about anything else there is nothing to decide."""
LONGEST_WORDS = 4000


class SuspicionState(StrEnum):
    """Where a suspicion stands."""

    ASKED = "asked"
    EXPLAINED = "explained"
    PROPOSED = "proposed"
    CLOSED = "closed"


class NotAskableError(RefusedError):
    """The entry does not take part: withdrawn, not valid, or excluded already."""

    code = "not_askable"


class ExplainDayError(RefusedError):
    """The author needs a moment in the future until which he may explain."""

    code = "explain_day"


class ExplanationPendingError(RefusedError):
    """Nobody is decided against before he was heard, or had the time for it; fact `until`."""

    code = "explanation_pending"

    def __init__(self, until: datetime) -> None:
        super().__init__(until=until)


def suspicion_state(*, outcome: str | None, is_confirmed: bool, is_explained: bool) -> SuspicionState:
    """Where a suspicion stands.

    >>> suspicion_state(outcome="disqualify", is_confirmed=False, is_explained=True).value
    'proposed'
    """
    if outcome is None:
        return SuspicionState.EXPLAINED if is_explained else SuspicionState.ASKED
    needs_second = outcome == SuspicionOutcome.DISQUALIFY.value
    return SuspicionState.PROPOSED if needs_second and not is_confirmed else SuspicionState.CLOSED


def check_heard(outcome: SuspicionOutcome, *, is_explained: bool, explain_until: datetime, now: datetime) -> None:
    """Whether the board may decide now: in the author's favour at any time, otherwise once he was heard.

    Raises:
        ExplanationPendingError: before he explained, while he still has time.
    """
    if outcome is not SuspicionOutcome.UNFOUNDED and not is_explained and now < explain_until:
        raise ExplanationPendingError(explain_until)

"""What a unit owes and may send on (S001-R06), and the order of what it sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.enums import EntryState
from judging.errors import RefusedError

if TYPE_CHECKING:
    from judging.spec.programme import Programme

WITH_UNIT = frozenset({EntryState.SUBMITTED, EntryState.SELECTED})
"""States in which an entry waits for its unit's decision."""
SENT_ON = frozenset(
    {EntryState.FORWARDED, EntryState.VALID, EntryState.RETURNED, EntryState.REJECTED, EntryState.SEALED}
)
"""States of an entry that its unit (or, late, the board) let through."""


class NotThroughUnitError(RefusedError):
    """In this contest authors hand in to the organiser directly."""

    code = "not_through_unit"


class TooManyForwardsError(RefusedError):
    """The plan takes no more entries from one unit; fact `maximum`."""

    code = "too_many_forwards"


class DeadlineNotOverError(RefusedError):
    """The unit may still forward by itself: the board decides only on what is left afterwards."""

    code = "deadline_not_over"


@dataclass(frozen=True, slots=True)
class Owed:
    """How a unit stands: what it sent on, and the bounds of the plan."""

    sent: int
    minimum: int | None = None
    maximum: int | None = None

    @property
    def missing(self) -> int:
        """How many are still owed."""
        return max(0, (self.minimum or 0) - self.sent)

    @property
    def may_send_more(self) -> bool:
        return self.maximum is None or self.sent < self.maximum


def owed(plan: Programme, sent: int) -> Owed:
    """How a unit stands that sent on `sent` entries.

    >>> Owed(0, minimum=1).missing, Owed(3, minimum=1).missing
    (1, 0)
    """
    bounds = plan.entering.per_unit
    return Owed(sent, bounds.minimum, bounds.maximum)

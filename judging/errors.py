"""Refusals: one small class for each way to be refused, carrying facts. The portal holds the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class RefusedError(Exception):
    """The parent of every refusal. `code` is stable; `facts` fill the portal's sentence."""

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code}: {facts}" if facts else self.code)
        self.facts: Mapping[str, object] = facts


class NotFoundError(RefusedError):
    """The thing does not exist, or not for this viewer: nobody learns which (A01)."""

    code = "not_found"

    def __init__(self, noun: str) -> None:
        super().__init__(noun=noun)


class NotAllowedError(RefusedError):
    """The viewer has no duty that allows this act."""

    code = "not_allowed"


class StaleVersionError(RefusedError):
    """Somebody else, or another tab, saved since this page was loaded (B12). Carries what stands now."""

    code = "stale_version"


class MoveRefusedError(RefusedError):
    """A state machine has no such move."""

    code = "move_refused"

    def __init__(self, noun: str, from_state: str, to_state: str) -> None:
        super().__init__(noun=noun, from_state=from_state, to_state=to_state)


class EntriesClosedError(RefusedError):
    """The deadline has passed."""

    code = "entries_closed"

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at=closed_at)
        self.closed_at = closed_at


class EntriesNotYetOpenError(RefusedError):
    """The contest has not opened."""

    code = "entries_not_yet_open"


class MissingReasonError(RefusedError):
    """This act needs a reason in words."""

    code = "missing_reason"


class SamePersonError(RefusedError):
    """A second person must do this, not the one who asked."""

    code = "same_person"


class DutyConflictError(RefusedError):
    """One person may not combine these duties (rules/duties)."""

    code = "duty_conflict"


class AlreadyDoneError(RefusedError):
    """Somebody did this a moment ago; it happens once (B13)."""

    code = "already_done"


class UndecidedError(RefusedError):
    """The plan leaves open what this step needs; `decided_by` names the office that must decide."""

    code = "undecided"

    def __init__(self, path: str, decided_by: str) -> None:
        super().__init__(path=path, decided_by=decided_by)


class JudgingStoppedError(RefusedError):
    """An administrator has stopped all judging because something happened (X38). It goes on when that is clear."""

    code = "judging_stopped"


class DeadlineNotFixedError(RefusedError):
    """The deadline follows an event or the day of loading: it is no instant yet."""

    code = "deadline_not_fixed"

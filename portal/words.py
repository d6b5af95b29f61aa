"""The words for stable keys that several pages show: acts of the history, states, roles, verdicts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import EntryState, ProgrammeState, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

ROLES: Mapping[Role, LazyString] = {
    Role.ENTRANT: _l("Entrant"),
    Role.COORDINATOR: _l("Unit coordinator"),
    Role.VALIDATOR: _l("Validator"),
    Role.SECRETARY: _l("Secretary"),
    Role.JUDGE: _l("Judge"),
    Role.HEAD: _l("Head of the panel"),
    Role.HOLDER: _l("Key holder"),
    Role.BOARD: _l("Organising board"),
    Role.FINANCE: _l("Finance"),
    Role.PUBLISHER: _l("Publisher"),
    Role.COUNCIL: _l("Council member"),
    Role.COUNCIL_SECRETARY: _l("Council secretary"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.ADMIN: _l("Administrator"),
}
ENTRY_STATES: Mapping[EntryState, tuple[LazyString, str]] = {
    EntryState.DRAFT: (_l("draft"), "neutral"),
    EntryState.SUBMITTED: (_l("submitted"), "info"),
    EntryState.SELECTED: (_l("selected by the unit"), "info"),
    EntryState.NOT_SELECTED: (_l("not selected by the unit"), "neutral"),
    EntryState.FORWARDED: (_l("forwarded to the board"), "info"),
    EntryState.VALID: (_l("valid"), "success"),
    EntryState.RETURNED: (_l("returned for completion"), "warning"),
    EntryState.REJECTED: (_l("not valid"), "danger"),
    EntryState.SEALED: (_l("sealed"), "sealed"),
    EntryState.WITHDRAWN: (_l("withdrawn"), "neutral"),
    EntryState.DISQUALIFIED: (_l("disqualified"), "danger"),
}
"""State → (word, kind of the status component)."""
PROGRAMME_STATES: Mapping[ProgrammeState, tuple[LazyString, str]] = {
    ProgrammeState.DRAFT: (_l("being drafted"), "neutral"),
    ProgrammeState.SUBMITTED: (_l("handed in for approval"), "info"),
    ProgrammeState.APPROVED: (_l("approved"), "info"),
    ProgrammeState.ISSUED: (_l("issued"), "info"),
    ProgrammeState.OPEN: (_l("taking entries"), "success"),
    ProgrammeState.CLOSED: (_l("closed for entries"), "warning"),
    ProgrammeState.EVALUATING: (_l("being judged"), "info"),
    ProgrammeState.DECIDED: (_l("decided"), "info"),
    ProgrammeState.PUBLISHED: (_l("results published"), "success"),
    ProgrammeState.ARCHIVED: (_l("archived"), "neutral"),
    ProgrammeState.SUSPENDED: (_l("suspended"), "warning"),
    ProgrammeState.CANCELLED: (_l("cancelled"), "danger"),
}
VERDICTS: Mapping[Verdict, LazyString] = {
    Verdict.PASS: _l("within the limits"),
    Verdict.BORDERLINE: _l("borderline"),
    Verdict.FAIL: _l("outside the limits"),
    Verdict.UNKNOWN: _l("not known: a person looks"),
}
_ACTIONS: dict[str, LazyString] = {
    "account.open": _l("account opened"),
    "account.password": _l("password set"),
    "account.slip": _l("sign-in slip printed"),
    "account.reset": _l("password reset given"),
    "account.close": _l("account closed"),
    "programme.create": _l("programme drafted"),
    "plan.issue": _l("plan put into force"),
}


def say_actions(words: Mapping[str, LazyString]) -> None:
    """Add the words of further acts of the history, where their views are."""
    _ACTIONS.update(words)
    action_words.cache_clear()


@lru_cache(maxsize=1)
def action_words() -> Mapping[str, LazyString]:
    """The word of every act that the history knows; an act without one is shown by its key."""
    return dict(_ACTIONS)

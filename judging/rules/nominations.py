"""The way of a nomination: which state may follow which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import NominationState
from judging.errors import MoveRefusedError
from judging.rules.deadlines import find_closing_at
from judging.spec.campaign_words import MomentKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from judging.spec.campaign import Campaign
    from judging.spec.campaign_words import Subject

_N = NominationState
_OUT = frozenset({_N.WITHDRAWN})
_AFTER_COUNCIL = frozenset({_N.COUNCIL_PASSED, _N.COUNCIL_FAILED, _N.WAITLIST})

MOVES: Mapping[NominationState, frozenset[NominationState]] = {
    _N.INVITED: frozenset({_N.PREPARING}) | _OUT,
    _N.PROPOSED: frozenset({_N.PREPARING, _N.UNIT_REJECTED}) | _OUT,
    # The unit's own choice may be changed until the dossier has left the house.
    _N.UNIT_REJECTED: frozenset({_N.PROPOSED}),
    _N.PREPARING: frozenset({_N.SUBMITTED}) | _OUT,
    _N.SUBMITTED: frozenset({_N.SUPPLEMENT, _N.RETURNED, _N.ELIGIBLE, _N.INELIGIBLE}) | _OUT,
    _N.SUPPLEMENT: frozenset({_N.SUBMITTED, _N.RETURNED, _N.INELIGIBLE}) | _OUT,
    _N.RETURNED: frozenset({_N.PREPARING}) | _OUT,
    # What was found may be looked at again until a council has voted.
    _N.ELIGIBLE: frozenset({_N.SUBMITTED}) | _AFTER_COUNCIL | _OUT,
    _N.INELIGIBLE: frozenset({_N.SUBMITTED}),
    _N.COUNCIL_PASSED: frozenset({_N.WAITLIST, _N.PRESENTED, _N.ESCALATED}) | _OUT,
    _N.COUNCIL_FAILED: frozenset(),
    # Somebody before it fell out: the next of the reserve list moves up.
    _N.WAITLIST: frozenset({_N.COUNCIL_PASSED}) | _OUT,
    _N.PRESENTED: frozenset({_N.DECIDED, _N.COUNCIL_PASSED}),
    _N.DECIDED: frozenset({_N.AWARDED, _N.REVOKED}),
    _N.AWARDED: frozenset({_N.REVOKED}),
    _N.ESCALATED: frozenset({_N.HIGHER_APPROVED, _N.HIGHER_RETURNED, _N.HIGHER_REJECTED}),
    _N.HIGHER_RETURNED: frozenset({_N.ESCALATED, _N.SUPPLEMENT}),
    _N.HIGHER_APPROVED: frozenset({_N.AWARDED, _N.REVOKED}),
    _N.HIGHER_REJECTED: frozenset(),
    _N.WITHDRAWN: frozenset(),
    _N.REVOKED: frozenset(),
}

WITH_THE_UNIT = frozenset({_N.INVITED, _N.PROPOSED, _N.UNIT_REJECTED, _N.PREPARING, _N.SUPPLEMENT, _N.RETURNED})
"""The unit writes on it; everybody else only learns that it exists when it is handed in."""

EDITABLE = frozenset({_N.PREPARING, _N.SUPPLEMENT})
"""Papers and answers may change."""

IN_APPRAISAL = frozenset({_N.SUBMITTED, _N.SUPPLEMENT, _N.ELIGIBLE, _N.INELIGIBLE})

HOLDS_PLACE = frozenset(
    {_N.COUNCIL_PASSED, _N.PRESENTED, _N.DECIDED, _N.AWARDED, _N.ESCALATED, _N.HIGHER_RETURNED, _N.HIGHER_APPROVED}
)
"""Counts against a quota."""

WAITS_FOR_FLAGS = frozenset({_N.PRESENTED, _N.DECIDED, _N.AWARDED, _N.ESCALATED, _N.HIGHER_APPROVED})
"""No step into one of these while a flag is open: nobody is commended who is being looked into."""

NEEDS_REASON = frozenset(
    {_N.UNIT_REJECTED, _N.SUPPLEMENT, _N.RETURNED, _N.INELIGIBLE, _N.WITHDRAWN, _N.HIGHER_RETURNED,
     _N.HIGHER_REJECTED, _N.REVOKED}
)  # fmt: skip
"""Steps that somebody will ask about."""


def move_nomination(state: NominationState, to: NominationState) -> NominationState:
    """`to`, if it may follow `state`. Raises MoveRefusedError."""
    if to not in MOVES[state]:
        raise MoveRefusedError("nomination", state.value, to.value)
    return to


def is_late(campaign: Campaign, form: str, subject: Subject, at: datetime) -> bool:
    """Whether a dossier that comes at `at` comes after the plan's day for it; a plan without a fixed day has none late.

    Late dossiers are taken in and marked: what becomes of them is a person's decision.
    """
    closings = (
        find_closing_at(moment.deadline) for moment in campaign.moments_for(MomentKind.DOSSIERS_CLOSE, form, subject)
    )
    return any(closing is not None and at >= closing for closing in closings)

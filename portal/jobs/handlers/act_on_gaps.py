"""Job *act_on_gaps*: asked every five minutes; what follows from a gap, and that it is done once, is the action's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.actions.gaps import act_on_gaps as act
from judging.enums import RoundState
from judging.queries.freezes import is_stopped
from judging.queries.rounds import list_rounds_in
from judging.queries.standings import round_at_hand
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("act_on_gaps")
def act_on_gaps(_arguments: Mapping[str, Any]) -> None:
    """Every open round, each in a transaction of its own; none while judging is stopped."""
    with transaction() as session:
        rounds = [] if is_stopped(session) else list_rounds_in(session, RoundState.OPEN)
    for round_id in rounds:
        with transaction() as session:
            act(session, round_at_hand(session, round_id), now=clock())

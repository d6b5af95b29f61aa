"""Job *remind*: asked every five minutes; who is told what on which day, and that it is told once, is the actions'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.actions.reminders import remind_seats
from judging.enums import RoundState
from judging.queries.freezes import is_stopped
from judging.queries.rounds import list_rounds_in
from judging.queries.standings import round_at_hand
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("remind")
def remind(_arguments: Mapping[str, Any]) -> None:
    """Every open round, each in a transaction of its own; no judge while judging is stopped."""
    with transaction() as session:
        rounds = [] if is_stopped(session) else list_rounds_in(session, RoundState.OPEN)
    for round_id in rounds:
        with transaction() as session:
            remind_seats(session, round_at_hand(session, round_id), now=clock())

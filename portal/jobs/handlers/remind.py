"""Job *remind*: asked every five minutes; who is told what on which day, and that it is told once, is the actions'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.actions.reminders import remind_draft_authors, remind_seats
from judging.enums import RoundState
from judging.queries.freezes import is_stopped
from judging.queries.programmes import list_plans_in_force
from judging.queries.rounds import list_rounds_in
from judging.queries.standings import round_at_hand
from judging.spec.words import ProgrammeKind
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


TAKING = ("issued", "open")


@handles("remind")
def remind(_arguments: Mapping[str, Any]) -> None:
    """Every open round and every contest that takes entries, each in a transaction of its own.

    No judge is told while judging is stopped.
    """
    with transaction() as session:
        plans = list_plans_in_force(session, states=TAKING, kind=ProgrammeKind.CONTEST)
        rounds = [] if is_stopped(session) else list_rounds_in(session, RoundState.OPEN)
    for round_id in rounds:
        with transaction() as session:
            remind_seats(session, round_at_hand(session, round_id), now=clock())
    for plan in plans:
        with transaction() as session:
            remind_draft_authors(session, plan, now=clock())

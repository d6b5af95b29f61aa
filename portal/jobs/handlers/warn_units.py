"""Job *warn_units*: asked every five minutes; who is told what, and that it is told once, is the action's to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.actions.unit_warnings import warn_units as warn
from judging.queries.programmes import list_plans_in_force
from judging.spec.words import ProgrammeKind
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

TAKING = ("issued", "open")


@handles("warn_units")
def warn_units(_arguments: Mapping[str, Any]) -> None:
    """Every contest that takes entries, each in a transaction of its own."""
    with transaction() as session:
        plans = list_plans_in_force(session, states=TAKING, kind=ProgrammeKind.CONTEST)
    for plan in plans:
        with transaction() as session:
            warn(session, plan, now=clock())

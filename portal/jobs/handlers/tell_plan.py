"""Tells everyone concerned of an issued plan, a few hundred in each transaction; told people are not told again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from judging.actions.plan_readings import tell_concerned
from judging.ids import PlanVersionID
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("tell_plan")
def tell_plan(arguments: Mapping[str, Any]) -> None:
    """Until nobody concerned is left untold."""
    version_id = PlanVersionID(UUID(arguments["plan_version_id"]))
    told = 1
    while told:
        with transaction() as session:
            told = tell_concerned(session, version_id, now=clock())

"""Job *tell_questions*: asked every five minutes, for a judge's own request can write no notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.actions.messages import tell_of_questions
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("tell_questions")
def tell_questions(_arguments: Mapping[str, Any]) -> None:
    """All that the office was not told of, once."""
    with transaction() as session:
        tell_of_questions(session, now=clock())

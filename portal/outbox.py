"""Turns the events of a transaction into jobs and notices inside that same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, has_app_context

from judging.actions.history import write_pending
from judging.events import take_events
from portal.jobs.claim import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.jobs.claim import Asked

_reactions: dict[type, list[Any]] = {}


def reacts_to(event: type) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    """Register the decorated function to run for each `event`, inside the transaction that emitted it."""

    def register(reaction: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        _reactions.setdefault(event, []).append(reaction)
        return reaction

    return register


def announce(session: Session) -> None:
    """After a commit: hand the ids of the jobs that are due to the transport, if there is one.

    It only makes things faster: whatever it loses, the workers' own sweep finds (design 7). So it never waits and
    never fails the caller.
    """
    asked: list[Asked] = session.info.pop(ASKED, [])
    if asked and has_app_context() and (transport := current_app.extensions.get("bangvang_transport")) is not None:
        transport.carry(asked)


def settle(session: Session) -> None:
    """Before a commit: let every event have its consequences, then write the chain (its lock comes last)."""
    while events := take_events(session):
        for event in events:
            for reaction in _reactions.get(type(event), []):
                reaction(session, event)
    write_pending(session)

"""Stopping and resuming all judging, with the signed-in browsers of judges: what the page and the command share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from judging.actions import freezes as actions
from judging.queries.freezes import list_marking
from portal.records.tables import SignInSession
from portal.refusals import say

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.freezes import Freeze
    from judging.rules.viewers import Viewer


def freeze(session: Session, *, reason: str, by: Viewer, now: datetime) -> tuple[Freeze, int]:
    """Stop all judging and end the sessions of everybody who judges; how many sessions ended."""
    row = actions.freeze_judging(session, reason=reason, by=by, now=now)
    done = session.execute(
        update(SignInSession)
        .where(SignInSession.account_id.in_(list_marking(session)), SignInSession.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return row, int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


say(
    {
        "judging_stopped": _l(
            "All judging has been stopped because something has to be examined first. Marks that were saved are safe. "
            "You will be told when it goes on."
        ),
        "not_stopped": _l("Judging is not stopped. Reload the page to see its present state."),
        "moment_ahead": _l("The moment to go back to has to lie before the stop."),
    }
)

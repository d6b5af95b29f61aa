"""What a broadcast's page says of the work that is read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.actions.taken_down import CONSENT
from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.queries.programmes import plan_in_force
from judging.queries.public_results import get_public_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.broadcasts import Broadcast


def named_now(session: Session, row: Broadcast) -> tuple[str, str, str, str]:
    """Title, prize, author and contest as the public may read them now; NotFoundError when the work was withdrawn.

    A script whose work left the place of its prize, and was not withdrawn with it, names nobody else's work.
    """
    shown = get_public_work(session, ProgrammeID(row.programme_id), row.award_place)
    if row.withdrawn_at is not None or shown.work.sha256 != row.work_sha256:
        raise NotFoundError("work")
    credit = " – ".join(one for one in (shown.winner["name"], shown.winner["unit"]) if one)
    plan = plan_in_force(session, ProgrammeID(row.programme_id))
    return shown.work.title, shown.winner["prize"], credit, plan.plan.title


def first_line(row: Broadcast) -> str:
    """How a script begins, which is the title of its work."""
    return row.items[0].text.partition("\n")[0] if row.items else ""


def dropped_slots(row: Broadcast) -> list[tuple[int, str, datetime]]:
    """The slots that were taken out with the work: item, station, moment."""
    return [(one["position"], one["station"], datetime.fromisoformat(one["at"])) for one in row.dropped]


def withdrawn_reason(row: Broadcast) -> str:
    """Why nothing of it is read any more, in words."""
    if row.withdrawn_because == CONSENT:
        return str(_("Its author does not agree to publication any more."))
    return str(row.withdrawn_because)

"""What a broadcast's page says of the work that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import ProgrammeID
from judging.queries.programmes import plan_in_force
from judging.queries.public_results import get_public_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.broadcasts import Broadcast


def named_now(session: Session, row: Broadcast) -> tuple[str, str, str, str]:
    """Title, prize, author and contest as the public may read them now; NotFoundError when the work was withdrawn."""
    shown = get_public_work(session, ProgrammeID(row.programme_id), row.award_place)
    credit = " – ".join(one for one in (shown.winner["name"], shown.winner["unit"]) if one)
    plan = plan_in_force(session, ProgrammeID(row.programme_id))
    return shown.work.title, shown.winner["prize"], credit, plan.plan.title

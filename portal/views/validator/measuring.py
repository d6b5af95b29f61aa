"""Measuring a part again by the present rule: never by itself, only when a validator asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for
from flask_babel import gettext as _

from judging.enums import Role
from judging.ids import EntryID
from judging.queries.validations import get_received_part
from media.measuring import MEASURER_VERSION
from portal.access import me, open_to
from portal.clock import clock
from portal.db import transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.jobs.claim import enqueue
from portal.views.validator import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.post("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>/do-lai")
@open_to(Role.VALIDATOR)
def measure_again(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Ask for a measurement by the present measurer; the one before stays and is shown beside it."""
    refuse_unexpected()
    with transaction() as session:
        part = get_received_part(session, part_id, entry_id=EntryID(entry_id), visible_to=me())
        enqueue(
            session,
            "measure_part",
            now=clock(),
            unique_key=f"measure_again:{part.id}:{MEASURER_VERSION}",
            priority=3,
            part_id=str(part.id),
            again=True,
        )
    said(_("The part is being measured again. Both figures will stand here in a moment."))
    return redirect(url_for("validator.entry", entry_id=entry_id))

"""What the marks of a closed round tell about the marking, for who must defend the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import Role
from judging.queries.rounds import OFFICE, planned
from portal.access import open_to
from portal.acts import round_to_read
from portal.analysis_pages import load_marking
from portal.db import reading
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/niem-phong/<uuid:round_id>/phan-tich")
@open_to(Role.SECRETARY, Role.BOARD)
def marking(round_id: UUID) -> ResponseReturnValue:
    """Agreement, habits, outliers, equal sheets, and the result without each judge."""
    at_hand = round_to_read(round_id, OFFICE)
    return render_template(
        "secretary/marking.html", round=at_hand.round, spec=planned(at_hand), page=load_marking(reading(), at_hand)
    )

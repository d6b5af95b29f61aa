"""Who goes on from a round: shown to secretary and board; the board decides where the plan's rule leaves a tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.board_decisions import decide_pass
from judging.enums import Role
from judging.queries.rounds import OFFICE, planned
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.results import read_passing
from portal.passing_pages import passing_page
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/niem-phong/<uuid:round_id>/vao-vong-sau")
@open_to(Role.SECRETARY, Role.BOARD)
def passing(round_id: UUID) -> ResponseReturnValue:
    """Who goes on and why, by code."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/vao-vong-sau")
@open_to(Role.BOARD)
def decide_passing(round_id: UUID) -> ResponseReturnValue:
    """Say which of the equal entries at a border go on."""
    tied, going, reason = read_passing(request.form)
    error = try_on_round(
        round_id,
        (Role.BOARD,),
        lambda s, at_hand: decide_pass(s, at_hand, tied=tied, passing=going, reason=reason, by=me(), now=clock()),
    )
    if error is not None:
        return _page(round_id, error=error)
    said(_("Decided. The result was computed again."))
    return redirect(url_for("secretary.passing", round_id=round_id))


def _page(round_id: UUID, *, error: RefusedError | None = None) -> ResponseReturnValue:
    at_hand = round_to_read(round_id, OFFICE)
    return render_template(
        "secretary/passing.html",
        round=at_hand.round,
        spec=planned(at_hand),
        page=passing_page(reading(), at_hand),
        typed=request.form,
        problem=sentence(error) if error else "",
    ), status_of(error) if error else 200

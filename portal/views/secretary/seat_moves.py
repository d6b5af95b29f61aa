"""A judge of a divided panel goes to another part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.seat_moves import move_seat
from judging.enums import Role
from judging.ids import SeatID
from judging.queries.rounds import OFFICE, list_seats, planned
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.feedback import said
from portal.forms.rounds import MoveForm
from portal.panel_pages import part_names
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.route("/niem-phong/<uuid:round_id>/ban-giam-khao/<uuid:seat_id>/chuyen", methods=["GET", "POST"])
@open_to(Role.SECRETARY, Role.BOARD)
def move_a_seat(round_id: UUID, seat_id: UUID) -> ResponseReturnValue:
    """Which part of the panel the judge goes to, and why."""
    at_hand = round_to_read(round_id, OFFICE)
    seat = next((one for one in list_seats(reading(), at_hand.id) if one.id == seat_id and one.is_active), None)
    names = part_names(at_hand)
    if seat is None or not names:
        return redirect(url_for("secretary.panel", round_id=round_id))
    form = MoveForm()
    own = planned(at_hand).panel.key
    form.part.choices = [
        (key, name) for key, name in names.items() if key != seat.panel_key and (seat.is_head or key != own)
    ]
    if form.validate_on_submit():
        error = try_on_round(
            round_id,
            OFFICE,
            lambda session, found: move_seat(
                session,
                found,
                seat_id=SeatID(seat_id),
                panel_key=str(form.part.data),
                reason=form.reason.data or "",
                by=me(),
                now=clock(),
            ),
        )
        if error is None:
            said(_("%(name)s has moved; the history keeps the reason.", name=seat.holder_name))
            return redirect(url_for("secretary.panel", round_id=round_id))
        form.part.errors = [sentence(error)]
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "secretary/move_seat.html",
        round=at_hand.round,
        spec=planned(at_hand),
        seat=seat,
        form=form,
        part=names.get(seat.panel_key, _("no part of the plan any more")),
    )
    return page, status

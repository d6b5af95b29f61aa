"""Opening the codes for good (ghép phách): one holder asks, the other confirms within half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.openings import ask_opening, confirm_opening
from judging.enums import Role, RoundState
from judging.queries.rounds import KEY_HOLDERS, list_rounds
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.refusals import sentence
from portal.result_pages import look_at_round
from portal.views.holder import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

OVER = (RoundState.CLOSED, RoundState.REVEALED)


@bp.get("/ghep-phach/mo")
@open_to(Role.HOLDER, Role.SECRETARY)
def matchings() -> ResponseReturnValue:
    """The closed rounds: who asked for the opening, until when the other can confirm, what is already open."""
    session = reading()
    lines = [one for one in list_rounds(session, visible_to=me(), roles=KEY_HOLDERS) if one.state in OVER]
    pages = [look_at_round(session, round_to_read(one.id, KEY_HOLDERS), now=clock()) for one in lines]
    return render_template("holder/matchings.html", pages=pages, account_id=me().account_id)


@bp.post("/ghep-phach/<uuid:round_id>/mo/de-nghi")
@open_to(Role.HOLDER, Role.SECRETARY)
def ask_matching(round_id: UUID) -> ResponseReturnValue:
    """The first of the two asks."""
    error = try_on_round(round_id, KEY_HOLDERS, lambda s, at_hand: ask_opening(s, at_hand, by=me(), now=clock()))
    if error is not None:
        refused(sentence(error))
    else:
        said(_("Asked. The second holder confirms within half an hour."))
    return redirect(url_for("holder.matchings"))


@bp.post("/ghep-phach/<uuid:round_id>/mo/xac-nhan")
@open_to(Role.HOLDER, Role.SECRETARY)
def confirm_matching(round_id: UUID) -> ResponseReturnValue:
    """The second of the two confirms; codes become names."""
    if error := try_on_round(
        round_id, KEY_HOLDERS, lambda s, at_hand: confirm_opening(s, at_hand, by=me(), now=clock())
    ):
        refused(sentence(error))
    else:
        said(_("The codes are matched with the entries. The board can read the names and approve the result."))
    return redirect(url_for("holder.matchings"))

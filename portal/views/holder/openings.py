"""The list of codes (what each stands for): printed once at sealing by two, looked at again only by two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.looks import SHOWN_FOR, ask_look, confirm_look, read_mapping
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import RoundID
from judging.queries.rounds import KEY_HOLDERS, get_round, list_rounds, planned
from judging.queries.seals import get_look, list_looks, list_sealings
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.refusals import sentence
from portal.views.holder import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/ghep-phach")
@open_to(Role.HOLDER, Role.SECRETARY)
def openings() -> ResponseReturnValue:
    """The sealed rounds, who asked to look, and what waits for the second person."""
    sealed = [line for line in list_rounds(reading(), visible_to=me(), roles=KEY_HOLDERS) if line.codes]
    looks = list_looks(reading(), rounds=[line.id for line in sealed])
    return render_template(
        "holder/openings.html", rounds=sealed, looks=looks, account_id=me().account_id, shown_for=SHOWN_FOR
    )


@bp.post("/ghep-phach/<uuid:round_id>/xin-xem")
@open_to(Role.HOLDER, Role.SECRETARY)
def ask(round_id: UUID) -> ResponseReturnValue:
    """The first of the two asks to print or to look."""
    purpose = "print" if request.form.get("purpose") == "print" else "look"
    try:
        with transaction() as session:
            at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=KEY_HOLDERS)
            ask_look(
                session, at_hand, purpose=purpose, reason=request.form.get("reason", "")[:500], by=me(), now=clock()
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("Asked. The second person confirms within half an hour."))
    return redirect(url_for("holder.openings"))


@bp.post("/ghep-phach/xem/<uuid:look_id>/xac-nhan")
@open_to(Role.HOLDER, Role.SECRETARY)
def confirm(look_id: UUID) -> ResponseReturnValue:
    """The second of the two confirms."""
    try:
        with transaction() as session:
            round_id = RoundID(get_look(session, look_id).round_id)
            at_hand = get_round(session, round_id, visible_to=me(), roles=KEY_HOLDERS)
            confirm_look(session, at_hand, look_id=look_id, by=me(), now=clock())
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("Confirmed. For half an hour either of you two can show the list."))
    return redirect(url_for("holder.openings"))


@bp.post("/ghep-phach/xem/<uuid:look_id>/danh-sach")
@open_to(Role.HOLDER, Role.SECRETARY)
def show(look_id: UUID) -> ResponseReturnValue:
    """The list, to be printed for the envelope. Showing it is a line of the history, hence no GET."""
    with transaction() as session:
        round_id = RoundID(get_look(session, look_id).round_id)
        at_hand = get_round(session, round_id, visible_to=me(), roles=KEY_HOLDERS)
        lines = read_mapping(session, at_hand, look_id=look_id, by=me(), now=clock())
        last = list_sealings(session, at_hand.id)[-1]
    return render_template(
        "holder/mapping.html",
        lines=lines,
        spec=planned(at_hand),
        programme_title=at_hand.plan.plan.title,
        categories={one.key: one.name for one in at_hand.plan.plan.categories},
        last=last,
    )

"""The head of a panel asks for a locked sheet to be opened again; he works on the desk connection like any judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.desk.headed_progress import headed_progress
from judging.desk.late_sheets import list_late_arrivals
from judging.desk.unlockings import ask_unlocking, list_headed, list_wishes
from judging.errors import AlreadyDoneError, NotFoundError
from judging.ids import RoundID
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import said
from portal.forms.reviews import UnlockForm
from portal.views.head import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/truong-ban")
@open_to_desk()
def panel() -> ResponseReturnValue:
    """The rounds that the viewer heads, and what he asked for."""
    rounds = list_headed(desk_reading(), by=me())
    return render_template(
        "head/panel.html",
        rounds=rounds,
        progress=headed_progress(desk_reading(), [one.round_id for one in rounds], now=clock()) if rounds else {},
        wishes=list_wishes(desk_reading(), by=me()),
        arrivals=list_late_arrivals(desk_reading(), by=me()) if rounds else [],
    )


@bp.route("/truong-ban/<uuid:round_id>/mo-phieu", methods=["GET", "POST"])
@open_to_desk()
def ask_unlock(round_id: UUID) -> ResponseReturnValue:
    """Name the sheet and the reason; a second person decides."""
    headed = next((one for one in list_headed(desk_reading(), by=me()) if one.round_id == round_id), None)
    if headed is None:
        raise NotFoundError("round")
    form = UnlockForm(data=_named()) if request.method != "POST" else UnlockForm()
    if form.validate_on_submit():
        try:
            with desk_transaction() as session:
                ask_unlocking(
                    session,
                    round_id=RoundID(round_id),
                    word=form.word.data or "",
                    seat_number=form.seat_number.data or 0,
                    reason=form.reason.data or "",
                    by=me(),
                    now=clock(),
                )
        except NotFoundError:
            form.word.errors = [_("This judge has no submitted sheet for this code. Please check both.")]
        except AlreadyDoneError:
            form.word.errors = [_("This was asked for already and waits for a decision.")]
        else:
            said(_("Asked. The secretary or the board decides; you will see it here."))
            return redirect(url_for("head.panel"))
    status = 422 if request.method == "POST" else 200
    return render_template("head/ask_unlock.html", form=form, headed=headed), status


def _named() -> dict[str, object]:
    """The sheet that the address names, as the list of late marks links to it."""
    return {"word": request.args.get("ma", "")[:12], "seat_number": request.args.get("ghe", None, type=int)}

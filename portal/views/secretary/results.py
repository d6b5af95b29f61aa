"""Closing a round and computing its result by code, for the secretary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.results import close_round as close
from judging.actions.results import keep_result
from judging.enums import Role
from judging.queries.rounds import OFFICE, list_rounds
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.results import CloseForm
from portal.refusals import sentence
from portal.result_pages import look_at_round
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/niem-phong/ket-qua")
@open_to(Role.SECRETARY)
def results() -> ResponseReturnValue:
    """The rounds whose result there is, or will be."""
    lines = list_rounds(reading(), visible_to=me(), roles=(Role.SECRETARY,), with_remarkings=True)
    return render_template("secretary/results.html", rounds=lines)


@bp.get("/niem-phong/<uuid:round_id>/ket-qua")
@open_to(Role.SECRETARY, Role.BOARD)
def result(round_id: UUID) -> ResponseReturnValue:
    """What is missing before the round can be closed; afterwards the result by code."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/ket-qua/dong-vong")
@open_to(Role.SECRETARY)
def close_round(round_id: UUID) -> ResponseReturnValue:
    """End the marking, and compute the result at once where that is possible."""
    form = CloseForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    if error := try_on_round(
        round_id, OFFICE, lambda s, at_hand: close(s, at_hand, by=me(), now=clock(), override_reason=reason)
    ):
        return _page(round_id, error=error, form=form)
    said(_("The round is closed. Nobody can change a mark any more."))
    return redirect(url_for("secretary.result", round_id=round_id))


@bp.post("/niem-phong/<uuid:round_id>/ket-qua/tinh")
@open_to(Role.SECRETARY)
def compute_result(round_id: UUID) -> ResponseReturnValue:
    """Compute the result by both programs and keep it."""
    if error := try_on_round(round_id, OFFICE, lambda s, at_hand: keep_result(s, at_hand, by=me(), now=clock())):
        return _page(round_id, error=error)
    said(_("The result was computed twice, by two programs, and both agree."))
    return redirect(url_for("secretary.result", round_id=round_id))


def _page(round_id: UUID, *, error: RefusedError | None = None, form: CloseForm | None = None) -> ResponseReturnValue:
    return render_template(
        "secretary/result.html",
        page=look_at_round(reading(), round_to_read(round_id, OFFICE), now=clock()),
        form=form or CloseForm(formdata=None),
        problem=sentence(error) if error else "",
    ), status_of(error) if error else 200

"""Requests for re-marking in a round: what was asked, sealing them anew, telling the outcome."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.remarkings import begin_remarking, settle_remarking
from judging.enums import Role
from judging.errors import NotFoundError
from judging.queries.remarkings import find_remark_round, is_remark_round, list_requests, window_closes_at
from judging.queries.rounds import OFFICE, planned
from judging.queries.standings import find_closing
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.remarkings import BeginRemarkForm, SettleRemarkForm
from portal.refusals import sentence
from portal.remark_words import REMARK_STATES
from portal.views.secretary import bp

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/niem-phong/<uuid:round_id>/phuc-khao")
@open_to(Role.SECRETARY, Role.BOARD)
def remarkings(round_id: UUID) -> ResponseReturnValue:
    """What was asked in a round, and the step that comes next."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/phuc-khao/bat-dau")
@open_to(Role.SECRETARY)
def begin_remark_round(round_id: UUID) -> ResponseReturnValue:
    """Seal what was asked for under fresh codes, in a round of its own."""
    round_to_read(round_id, (Role.SECRETARY,))
    form = BeginRemarkForm()
    if not form.validate() or form.closes_on.data is None:
        return _page(round_id, sent=form, status=422)
    closes_on = form.closes_on.data
    return _act(
        round_id,
        lambda session, at_hand: begin_remarking(
            session, at_hand, closes_on=closes_on, draw=secrets.randbelow, by=me(), now=clock()
        ),
        _("The entries have fresh codes. Now seat the new judges, assign, and open the round."),
    )


@bp.post("/niem-phong/<uuid:round_id>/phuc-khao/bao-ket-qua")
@open_to(Role.SECRETARY)
def tell_remark_outcome(round_id: UUID) -> ResponseReturnValue:
    """Tell everybody who asked what became of it."""
    round_to_read(round_id, (Role.SECRETARY,))
    SettleRemarkForm().validate()
    return _act(
        round_id,
        lambda session, at_hand: settle_remarking(session, at_hand, by=me(), now=clock()),
        _("Everybody who asked is told."),
    )


def _act(round_id: UUID, act: Callable[[Any, Any], object], done: str) -> ResponseReturnValue:
    error = try_on_round(round_id, (Role.SECRETARY,), act)
    if error is not None:
        refused(sentence(error))
    else:
        said(done)
    return redirect(url_for("secretary.remarkings", round_id=round_id))


def _page(round_id: UUID, *, sent: BeginRemarkForm | None = None, status: int = 200) -> ResponseReturnValue:
    session, at_hand = reading(), round_to_read(round_id, OFFICE)
    if at_hand.plan.plan.remarking is None or is_remark_round(session, at_hand.id):
        raise NotFoundError("remarking")
    found = find_remark_round(session, at_hand.id)
    requests = list_requests(session, at_hand.id)
    until = window_closes_at(session, at_hand.programme_id, at_hand.plan)
    return render_template(
        "secretary/remarkings.html",
        round=at_hand.round,
        spec=planned(at_hand),
        programme_title=at_hand.plan.plan.title,
        requests=requests,
        states=REMARK_STATES,
        until=until,
        may_begin=found is None and until is not None and until <= clock() and bool(requests),
        new_round=found.round_id if found is not None else None,
        is_closed=found is not None and find_closing(session, found.round_id) is not None,
        may_tell=any(one.settled_at is None for one in requests),
        is_secretary=me().has(Role.SECRETARY, programme_id=at_hand.programme_id),
        form=sent or BeginRemarkForm(formdata=None),
    ), status

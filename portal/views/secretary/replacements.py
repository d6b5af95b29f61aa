"""A judge is replaced on one page: who leaves, why, who follows, and what moves before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.replacements import plan_replacement, replace_judge
from judging.enums import Role
from judging.errors import NotAllowedError, NotFoundError, RefusedError
from judging.ids import SeatID
from judging.queries.coverage import list_runs
from judging.queries.rounds import OFFICE, list_seats, planned
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.feedback import said
from portal.forms.replacements import ReplacementForm
from portal.refusals import sentence
from portal.replacing import find_successor
from portal.round_pages import impossible_sentences, moved_lines
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.queries.standings import RoundAtHand


@bp.route("/niem-phong/<uuid:round_id>/thay-giam-khao", methods=["GET", "POST"])
@open_to(Role.SECRETARY)
def replace_a_judge(round_id: UUID) -> ResponseReturnValue:
    """Name judge, reason and successor; look at what moves; then do it."""
    at_hand = round_to_read(round_id, OFFICE)
    form = _form(at_hand)
    if request.method != "POST" or not form.validate_on_submit():
        return _page(at_hand, form, status=422 if request.method == "POST" else 200)
    successor, is_known = find_successor(reading(), form)
    if not is_known:
        form.successor.errors = [_("Nobody with an active account is known under this code.")]
        return _page(at_hand, form, status=422)
    if not form.is_confirmed:
        return _preview(at_hand, form)
    seat_id = SeatID(form.seat_id)
    error = try_on_round(
        round_id,
        (Role.SECRETARY,),
        lambda s, found: replace_judge(
            s,
            found,
            seat_id=seat_id,
            successor=successor,
            reason=form.reason.data or "",
            run=form.run.data or 0,
            by=me(),
            now=clock(),
        ),
    )
    if error is not None:
        form.seat.errors = [sentence(error)]
        return _preview(at_hand, form, status=422)
    said(_("The judge is replaced. Unfinished work has its markers; the history keeps the reason."))
    return redirect(url_for("secretary.panel", round_id=round_id))


def _form(at_hand: RoundAtHand) -> ReplacementForm:
    form = ReplacementForm()
    seats = [one for one in list_seats(reading(), at_hand.id) if one.is_active]
    form.seat.choices = [(str(one.id), f"{one.number}. {one.holder_name}") for one in seats]
    if request.method != "POST":
        form.seat.data = request.args.get("ghe") or None
        form.run.data = len(list_runs(reading(), at_hand.id)) + 1
    return form


def _preview(at_hand: RoundAtHand, form: ReplacementForm, *, status: int = 200) -> ResponseReturnValue:
    successor, _is_known = find_successor(reading(), form)
    try:
        found = plan_replacement(reading(), at_hand, seat_id=SeatID(form.seat_id), successor=successor)
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        form.seat.errors = [*form.seat.errors, sentence(error)]
        return _page(at_hand, form, status=422)
    why = impossible_sentences(reading(), at_hand, found.impossible) if found.impossible is not None else []
    moved = moved_lines(reading(), at_hand, found, successor.person.full_name if successor is not None else "")
    return _page(at_hand, form, found=found, moved=moved, why=why, status=422 if why else status)


def _page(at_hand: RoundAtHand, form: ReplacementForm, *, status: int, **shown: object) -> ResponseReturnValue:
    return render_template(
        "secretary/replace_judge.html", round=at_hand.round, spec=planned(at_hand), form=form, **shown
    ), status

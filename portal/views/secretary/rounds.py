"""Rounds: where each stands, who sits in its panel, and opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.declared_ties import declare_tie
from judging.actions.rounds import open_round, seat_judge, vacate_seat
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import RoundID, SeatID
from judging.queries.accounts import find_account, find_account_by_login
from judging.queries.remarkings import is_remark_round
from judging.queries.rounds import OFFICE, get_round, list_rounds, list_seats, list_ties, planned
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.reviews import ReasonForm
from portal.forms.rounds import SeatForm, TieForm
from portal.panel_pages import panel_lines, part_names
from portal.refusals import sentence
from portal.round_pages import open_questions, steps_of
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.queries.standings import RoundAtHand


@bp.get("/niem-phong")
@open_to(Role.SECRETARY, Role.BOARD)
def rounds() -> ResponseReturnValue:
    """The rounds of the viewer's contests."""
    return render_template(
        "secretary/rounds.html", rounds=list_rounds(reading(), visible_to=me(), roles=OFFICE, with_remarkings=True)
    )


@bp.get("/niem-phong/<uuid:round_id>")
@open_to(Role.SECRETARY, Role.BOARD)
def judging_round(round_id: UUID) -> ResponseReturnValue:
    """One round, step by step."""
    at_hand = _round(round_id)
    return render_template(
        "secretary/judging_round.html",
        **_about(at_hand),
        steps=steps_of(reading(), at_hand),
        questions=open_questions(at_hand),
        may_be_remarked=at_hand.plan.plan.remarking is not None and not is_remark_round(reading(), at_hand.id),
    )


@bp.post("/niem-phong/<uuid:round_id>/mo-vong")
@open_to(Role.SECRETARY, Role.BOARD)
def begin_round(round_id: UUID) -> ResponseReturnValue:
    """Open the round for judging; its sheet freezes."""
    try:
        with transaction() as session:
            at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
            open_round(session, at_hand, by=me(), now=clock())
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("The round is open. Every judge has been told."))
    return redirect(url_for("secretary.judging_round", round_id=round_id))


@bp.route("/niem-phong/<uuid:round_id>/ban-giam-khao", methods=["GET", "POST"])
@open_to(Role.SECRETARY, Role.BOARD)
def panel(round_id: UUID) -> ResponseReturnValue:
    """The seats of the panel; give one to a judge."""
    at_hand = _round(round_id)
    form = _seat_form(at_hand, SeatForm(prefix="seat"))
    if form.validate_on_submit():
        account = find_account_by_login(reading(), form.name.data or "")
        if account is None:
            form.name.errors = [_("Nobody with an active account is known under this code.")]
        else:
            try:
                with transaction() as session:
                    seat_judge(
                        session,
                        get_round(session, at_hand.id, visible_to=me(), roles=OFFICE),
                        account=account,
                        is_head=form.is_head.data,
                        cap=form.cap.data,
                        panel_key=form.part.data or None,
                        by=me(),
                        now=clock(),
                    )
            except RefusedError as error:
                form.name.errors = [sentence(error)]
            else:
                said(_("%(name)s has a seat in the panel.", name=account.person.full_name))
                return redirect(url_for("secretary.panel", round_id=round_id))
    return _panel_page(at_hand, form=form, status=422 if request.method == "POST" else 200)


@bp.route("/niem-phong/<uuid:round_id>/ban-giam-khao/<uuid:seat_id>/thoi-cham", methods=["GET", "POST"])
@open_to(Role.SECRETARY, Role.BOARD)
def leave_seat(round_id: UUID, seat_id: UUID) -> ResponseReturnValue:
    """A judge leaves the panel."""
    at_hand = _round(round_id)
    seat = next((one for one in list_seats(reading(), at_hand.id) if one.id == seat_id and one.is_active), None)
    if seat is None:
        return redirect(url_for("secretary.panel", round_id=round_id))
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                taken = vacate_seat(
                    session,
                    get_round(session, at_hand.id, visible_to=me(), roles=OFFICE),
                    seat_id=SeatID(seat_id),
                    reason=form.reason.data or "",
                    by=me(),
                    now=clock(),
                )
        except RefusedError as error:
            form.reason.errors = [sentence(error)]
        else:
            said(_("The seat is free. %(count)s unfinished sheets want another judge.", count=taken))
            return redirect(url_for("secretary.panel", round_id=round_id))
    status = 422 if request.method == "POST" else 200
    return render_template("secretary/leave_seat.html", **_about(at_hand), seat=seat, form=form), status


@bp.post("/niem-phong/<uuid:round_id>/quan-he")
@open_to(Role.SECRETARY, Role.BOARD)
def note_tie(round_id: UUID) -> ResponseReturnValue:
    """Write down a tie that a judge declared."""
    at_hand = _round(round_id)
    form = _tie_form(at_hand)
    if form.validate_on_submit():
        other = find_account_by_login(reading(), form.name.data or "")
        judge = next(
            (one for one in list_seats(reading(), at_hand.id) if str(one.account_id) == form.account.data), None
        )
        account = find_account(reading(), judge.account_id) if judge and judge.account_id else None
        if other is None or account is None:
            form.name.errors = [_("Nobody with an active account is known under this code.")]
        else:
            try:
                with transaction() as session:
                    declare_tie(
                        session,
                        get_round(session, at_hand.id, visible_to=me(), roles=OFFICE),
                        account=account,
                        person=other.person,
                        reason=form.why.data or "",
                        by=me(),
                        now=clock(),
                    )
            except RefusedError as error:
                form.name.errors = [sentence(error)]
            else:
                said(_("The tie is written down; the two will not meet in marking."))
                return redirect(url_for("secretary.panel", round_id=round_id))
    return _panel_page(at_hand, ties=form, status=422)


def _round(round_id: UUID) -> RoundAtHand:
    return get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)


def _about(at_hand: RoundAtHand) -> dict[str, object]:
    return {"round": at_hand.round, "spec": planned(at_hand), "programme_title": at_hand.plan.plan.title}


def _seat_form(at_hand: RoundAtHand, form: SeatForm) -> SeatForm:
    form.part.choices = list(part_names(at_hand).items())
    return form


def _tie_form(at_hand: RoundAtHand) -> TieForm:
    form = TieForm(prefix="tie")
    form.account.choices = [
        (str(one.account_id), f"{one.number}. {one.holder_name}")
        for one in list_seats(reading(), at_hand.id)
        if one.is_active
    ]
    return form


def _panel_page(
    at_hand: RoundAtHand, *, form: SeatForm | None = None, ties: TieForm | None = None, status: int
) -> ResponseReturnValue:
    page = render_template(
        "secretary/panel.html",
        **_about(at_hand),
        seats=list_seats(reading(), at_hand.id),
        declared=list_ties(reading(), at_hand.id),
        form=form if form is not None else _seat_form(at_hand, SeatForm(formdata=None, prefix="seat")),
        parts=part_names(at_hand),
        panel_lines=panel_lines(reading(), at_hand),
        ties=ties if ties is not None else _tie_form(at_hand),
    )
    return page, status

"""The board's decisions about a result: ties, vacancies, then the approval of one bundle by its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.approvals import approve, bundle_of, sha256_of_bundle, withdraw_approval
from judging.actions.board_decisions import decide_tie, decide_vacancy, take_back
from judging.enums import Role
from judging.queries.publications import list_award_lines
from judging.queries.rounds import list_rounds
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.results import ApprovalForm, DecisionForm, WithdrawalForm, read_order
from portal.prize_pages import money_left, prize_board
from portal.refusals import sentence
from portal.result_pages import empty_slots, look_at_round
from portal.views.board import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError

BOARD = (Role.BOARD,)


@bp.get("/ban-to-chuc/ket-qua")
@open_to(Role.BOARD)
def results() -> ResponseReturnValue:
    """The rounds of the viewer's contests, with what each waits for."""
    return render_template("board/results.html", rounds=list_rounds(reading(), visible_to=me(), roles=BOARD))


@bp.get("/ban-to-chuc/ket-qua/<uuid:round_id>")
@open_to(Role.BOARD)
def result(round_id: UUID) -> ResponseReturnValue:
    """The result by code with what is to be decided; after the opening, the bundle with names."""
    return _page(round_id)


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/dong-diem")
@open_to(Role.BOARD)
def decide_a_tie(round_id: UUID) -> ResponseReturnValue:
    """Put tied codes in order, or let them share."""
    order, reason = read_order(request.form)
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: decide_tie(
            s, at_hand, order=order, reason=reason, ladder=request.form.get("ladder", ""), by=me(), now=clock()
        ),
    )
    return after_decision(round_id, error)


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/de-trong")
@open_to(Role.BOARD)
def decide_a_vacancy(round_id: UUID) -> ResponseReturnValue:
    """Leave a prize empty."""
    form = DecisionForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    ladder, tier, place = form.parts
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: decide_vacancy(
            s, at_hand, ladder=ladder, tier=tier, place=place, reason=reason, by=me(), now=clock()
        ),
    )
    return after_decision(round_id, error)


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/rut-quyet-dinh/<uuid:decision_id>")
@open_to(Role.BOARD)
def undo_decision(round_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Take a decision back, until the approval."""
    error = try_on_round(round_id, BOARD, lambda s, at_hand: take_back(s, at_hand, decision_id, by=me(), now=clock()))
    return _done(round_id, error, _("Taken back. The result was computed again."))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/phe-duyet")
@open_to(Role.BOARD)
def approve_bundle(round_id: UUID) -> ResponseReturnValue:
    """Approve exactly the bundle that was read."""
    form = ApprovalForm()
    bundle = form.bundle.data or "" if form.validate_on_submit() else ""
    error = try_on_round(
        round_id, BOARD, lambda s, at_hand: approve(s, at_hand, bundle_sha256=bundle, by=me(), now=clock())
    )
    return _done(round_id, error, _("Approved. The publisher can publish exactly this result."))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/rut-phe-duyet")
@open_to(Role.BOARD)
def withdraw(round_id: UUID) -> ResponseReturnValue:
    """Take the approval back, with a reason."""
    form = WithdrawalForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_on_round(
        round_id, BOARD, lambda s, at_hand: withdraw_approval(s, at_hand, reason=reason, by=me(), now=clock())
    )
    return _done(round_id, error, _("The approval was withdrawn. What was published stays until it is corrected."))


def after_decision(round_id: UUID, error: RefusedError | None) -> ResponseReturnValue:
    """Back to the round's page after a decision, with what remains of the money."""
    if error is not None:
        return _page(round_id, error=error)
    left = money_left(reading(), round_to_read(round_id, BOARD))
    return _done(
        round_id, None, _("Decided. The result was computed again. Left of the prize money: %(left)s.", left=left)
    )


def _done(round_id: UUID, error: RefusedError | None, told: str) -> ResponseReturnValue:
    """Back to the round's page after an act; a refusal stands on the page with what was typed."""
    if error is not None:
        return _page(round_id, error=error)
    said(told)
    return redirect(url_for("board.result", round_id=round_id))


def _page(round_id: UUID, *, error: RefusedError | None = None) -> ResponseReturnValue:
    session = reading()
    at_hand = round_to_read(round_id, BOARD)
    page = look_at_round(session, at_hand, now=clock())
    return render_template(
        "board/result.html",
        page=page,
        slots=empty_slots(page),
        prizes=prize_board(session, at_hand),
        awards=list_award_lines(session, at_hand) if page.is_opened else [],
        bundle=sha256_of_bundle(bundle_of(session, at_hand)) if page.is_opened and page.result else "",
        typed=request.form,
        problem=sentence(error) if error else "",
    ), status_of(error) if error else 200

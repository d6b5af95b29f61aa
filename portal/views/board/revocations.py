"""The board disqualifies an entry or revokes a prize after the decision, with a reason that everybody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.revocations import revoke, take_back_revocation
from judging.enums import Role
from judging.errors import NotFoundError
from judging.queries.standings import find_opening_for_good
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.revocations import UndoForm, make_form, said_moves
from portal.refusals import sentence
from portal.revocation_pages import look_at_revocations
from portal.revocation_words import HINTS
from portal.views.board import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError
    from portal.forms.revocations import RevocationForm
    from portal.revocation_pages import RevocationPage

BOARD = (Role.BOARD,)


@bp.get("/ban-to-chuc/ket-qua/<uuid:round_id>/thu-hoi")
@open_to(Role.BOARD)
def revocations(round_id: UUID) -> ResponseReturnValue:
    """What was taken back, and the form that takes back."""
    page = _look(round_id)
    return _page(page, _empty(page))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/thu-hoi")
@open_to(Role.BOARD)
def decide_revocation(round_id: UUID) -> ResponseReturnValue:
    """Disqualify or revoke; the result is computed again and waits for a new approval."""
    page = _look(round_id)
    form = make_form(page.codes, page.open_ladders)
    if not form.validate_on_submit():
        return _page(page, form, status=422)
    moves = said_moves(form, page.open_ladders)
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: revoke(
            s,
            at_hand,
            code=form.code.data or "",
            kind=form.decided,
            choices=moves,
            reason=form.reason.data or "",
            by=me(),
            now=clock(),
        ),
    )
    if error is not None:
        return _page(page, form, error=error, status=status_of(error))
    said(_("Decided. The result was computed again and waits for the board's approval."))
    return redirect(url_for("board.result", round_id=round_id))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/thu-hoi/<uuid:revocation_id>/rut")
@open_to(Role.BOARD)
def undo_revocation(round_id: UUID, revocation_id: UUID) -> ResponseReturnValue:
    """Take a revocation back, with a reason, while no approval is in force."""
    form = UndoForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: take_back_revocation(s, at_hand, revocation_id, reason=reason, by=me(), now=clock()),
    )
    if error is not None:
        page = _look(round_id)
        return _page(page, _empty(page), error=error, status=status_of(error))
    said(_("Taken back. The result was computed again."))
    return redirect(url_for("board.revocations", round_id=round_id))


def _look(round_id: UUID) -> RevocationPage:
    """The page's facts; a round whose codes were not opened has no such page."""
    session, at_hand = reading(), round_to_read(round_id, BOARD)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None or opening.confirmed_at is None:
        raise NotFoundError("opening")
    return look_at_revocations(session, at_hand)


def _empty(page: RevocationPage) -> RevocationForm:
    return make_form(page.codes, page.open_ladders, is_empty=True)


def _page(
    page: RevocationPage, form: RevocationForm, *, error: RefusedError | None = None, status: int = 200
) -> ResponseReturnValue:
    return render_template(
        "board/revocations.html",
        page=page,
        form=form,
        kinds=HINTS,
        problem=sentence(error) if error else "",
    ), status

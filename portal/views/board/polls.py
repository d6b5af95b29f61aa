"""What only the board does about a vote: striking votes with a reason, confirming the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.actions.polls import confirm_count, strike_votes, undo_strike
from judging.enums import Role
from portal.access import me, open_to
from portal.acts import try_on_round
from portal.clock import clock
from portal.forms.polls import ConfirmForm, StrikeForm
from portal.forms.strict import refuse_unexpected
from portal.views.board import bp
from portal.views.board.results import BOARD
from portal.views.secretary.polls import after_act

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/binh-chon/<ladder>/loai")
@open_to(Role.BOARD)
def strike(round_id: UUID, ladder: str) -> ResponseReturnValue:
    """Leave a group of votes out of the count."""
    form = StrikeForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    kind, subject = form.parts
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: strike_votes(
            s, at_hand, ladder, kind=kind, subject=subject, reason=reason, by=me(), now=clock()
        ),
    )
    return after_act(round_id, error, _("These votes are left out of the count."))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/binh-chon/<ladder>/loai/<uuid:strike_id>/bo")
@open_to(Role.BOARD)
def undo_strike_of(round_id: UUID, ladder: str, strike_id: UUID) -> ResponseReturnValue:
    """Let struck votes count again."""
    refuse_unexpected()
    error = try_on_round(
        round_id, BOARD, lambda s, at_hand: undo_strike(s, at_hand, ladder, strike_id, by=me(), now=clock())
    )
    return after_act(round_id, error, _("These votes count again."))


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/binh-chon/<ladder>/xac-nhan")
@open_to(Role.BOARD)
def confirm_votes(round_id: UUID, ladder: str) -> ResponseReturnValue:
    """Confirm how many votes each work has."""
    form = ConfirmForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_on_round(
        round_id, BOARD, lambda s, at_hand: confirm_count(s, at_hand, ladder, reason=reason, by=me(), now=clock())
    )
    return after_act(round_id, error, _("The count is confirmed and the result was computed again."))

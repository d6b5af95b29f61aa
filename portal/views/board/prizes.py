"""The board's decisions about prizes: how many, prizes by choice, rules of the plan that look at the authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import gettext as _

from judging.actions.prize_decisions import apply_author_rules, decide_choice, decide_count
from judging.enums import Role
from portal.access import me, open_to
from portal.acts import try_on_round
from portal.clock import clock
from portal.forms.results import ChoiceForm, CountForm
from portal.forms.strict import refuse_unexpected
from portal.views.board import bp
from portal.views.board.results import BOARD, after_decision

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/so-giai")
@open_to(Role.BOARD)
def decide_a_count(round_id: UUID) -> ResponseReturnValue:
    """Say how many prizes a tier has."""
    form = CountForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    ladder, tier = form.parts
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: decide_count(
            s, at_hand, ladder=ladder, tier=tier, count=form.count.data or 0, reason=reason, by=me(), now=clock()
        ),
    )
    return after_decision(round_id, error)


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/chon-bai")
@open_to(Role.BOARD)
def decide_a_choice(round_id: UUID) -> ResponseReturnValue:
    """Give a prize that no ranking gives to an entry, by its code."""
    form = ChoiceForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    ladder, tier, place = form.parts
    code = str(form.code.data or "")
    error = try_on_round(
        round_id,
        BOARD,
        lambda s, at_hand: decide_choice(
            s, at_hand, ladder=ladder, tier=tier, place=place, code=code, reason=reason, by=me(), now=clock()
        ),
    )
    return after_decision(round_id, error)


@bp.post("/ban-to-chuc/ket-qua/<uuid:round_id>/quy-tac-tac-gia")
@open_to(Role.BOARD)
def apply_rules(round_id: UUID) -> ResponseReturnValue:
    """Apply the plan's rules that look at the authors, after the opening; nobody chooses their outcome."""
    refuse_unexpected()
    with force_locale("vi"):  # it is printed in the minutes and in the public file
        reason = _("By the rule of the plan, from what the authors stated themselves when they entered.")
    error = try_on_round(
        round_id, BOARD, lambda s, at_hand: apply_author_rules(s, at_hand, reason=reason, by=me(), now=clock())
    )
    return after_decision(round_id, error)

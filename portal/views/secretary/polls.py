"""Prizes by vote for the office: putting works to the vote; after the close the figures, for the board as well."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.polls import open_poll
from judging.enums import Role
from judging.queries.rounds import OFFICE, planned
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.poll_pages import office_polls
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/niem-phong/<uuid:round_id>/binh-chon")
@open_to(Role.SECRETARY, Role.BOARD)
def polls(round_id: UUID) -> ResponseReturnValue:
    """The votes of a round: their days, and once they are over their figures."""
    return polls_page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/binh-chon/<ladder>/mo")
@open_to(Role.SECRETARY, Role.BOARD)
def start_poll(round_id: UUID, ladder: str) -> ResponseReturnValue:
    """Put the works of a ladder to the vote."""
    refuse_unexpected()
    error = try_on_round(
        round_id,
        OFFICE,
        lambda s, at_hand: open_poll(
            s, at_hand, ladder, salt=secrets.token_hex(32), shuffle=_shuffled, by=me(), now=clock()
        ),
    )
    return after_act(round_id, error, _("The works stand to the vote. Voters see them while the vote is open."))


def after_act(round_id: UUID, error: RefusedError | None, told: str) -> ResponseReturnValue:
    """Back to the page after an act; a refusal stands on the page with what was typed."""
    if error is not None:
        return polls_page(round_id, error=error)
    said(told)
    return redirect(url_for("secretary.polls", round_id=round_id))


def polls_page(round_id: UUID, *, error: RefusedError | None = None) -> ResponseReturnValue:
    """The page of all votes of a round, for the secretary and the board."""
    session, at_hand = reading(), round_to_read(round_id, OFFICE)
    return render_template(
        "secretary/polls.html",
        at_hand=at_hand,
        name=planned(at_hand).name,
        polls=office_polls(session, at_hand, now=clock()),
        is_board=me().has(Role.BOARD, programme_id=at_hand.programme_id),
        typed=request.form,
        problem=sentence(error) if error else "",
    ), status_of(error) if error else 200


def _shuffled(count: int) -> list[int]:
    """The numbers from 1 to `count` in a random order."""
    numbers = list(range(1, count + 1))
    secrets.SystemRandom().shuffle(numbers)
    return numbers

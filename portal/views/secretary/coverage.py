"""How far the marking is, live, in counts alone; and the locked sheets that somebody wants to open again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.unlockings import grant_unlocking, refuse_unlocking
from judging.enums import Role, RoundState
from judging.errors import NotFoundError, RefusedError
from judging.ids import RoundID
from judging.queries.coverage import list_code_progress, list_seat_progress, list_unlockings
from judging.queries.gaps import list_gaps
from judging.queries.rounds import OFFICE, get_round, planned
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.reviews import ReasonForm
from portal.gap_words import shown_gaps
from portal.progress_pages import load_progress
from portal.refusals import sentence
from portal.round_pages import marks_wanted
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/niem-phong/<uuid:round_id>/tien-do")
@open_to(Role.SECRETARY, Role.BOARD)
def coverage(round_id: UUID) -> ResponseReturnValue:
    """Counts by seat and by code."""
    return render_template("secretary/coverage.html", **_counts(round_id))


@bp.get("/niem-phong/<uuid:round_id>/tien-do/bang")
@open_to(Role.SECRETARY, Role.BOARD)
def coverage_tables(round_id: UUID) -> ResponseReturnValue:
    """The counts alone, for the page that asks again."""
    body = render_template("secretary/coverage_tables.html", **_counts(round_id))
    response = make_response(body)
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    return response.make_conditional(request)


@bp.get("/niem-phong/<uuid:round_id>/mo-phieu")
@open_to(Role.SECRETARY, Role.BOARD)
def unlockings(round_id: UUID) -> ResponseReturnValue:
    """What the head of the panel asked for."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/mo-phieu/<uuid:unlocking_id>/dong-y")
@open_to(Role.SECRETARY, Role.BOARD)
def grant_unlock(round_id: UUID, unlocking_id: UUID) -> ResponseReturnValue:
    """Open the sheet again, as the second person."""
    try:
        with transaction() as session:
            at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
            grant_unlocking(session, at_hand, unlocking_id=unlocking_id, by=me(), now=clock())
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("The sheet is open again. The judge has been told; the earlier version is kept."))
    return redirect(url_for("secretary.unlockings", round_id=round_id))


@bp.post("/niem-phong/<uuid:round_id>/mo-phieu/<uuid:unlocking_id>/tu-choi")
@open_to(Role.SECRETARY, Role.BOARD)
def refuse_unlock(round_id: UUID, unlocking_id: UUID) -> ResponseReturnValue:
    """Leave the sheet locked, with the reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(round_id, form=form, status=422)
    try:
        with transaction() as session:
            at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
            refuse_unlocking(
                session, at_hand, unlocking_id=unlocking_id, reason=form.reason.data or "", by=me(), now=clock()
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("The sheet stays locked."))
    return redirect(url_for("secretary.unlockings", round_id=round_id))


def _page(round_id: UUID, *, form: ReasonForm | None = None, status: int = 200) -> ResponseReturnValue:
    at_hand = get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)
    page = render_template(
        "secretary/unlockings.html",
        round=at_hand.round,
        spec=planned(at_hand),
        wishes=list_unlockings(reading(), at_hand.id),
        form=form,
    )
    return page, status


def _counts(round_id: UUID) -> dict[str, object]:
    at_hand = get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)
    seats = list_seat_progress(reading(), at_hand.id)
    return {
        "round": at_hand.round,
        "spec": planned(at_hand),
        "wanted": marks_wanted(at_hand),
        "seats": seats,
        "progress": load_progress(reading(), at_hand, seats, now=clock()),
        "codes": list_code_progress(reading(), at_hand.id),
        "gaps": shown_gaps(list_gaps(reading(), at_hand), with_marks=at_hand.round.state != RoundState.OPEN.value),
    }

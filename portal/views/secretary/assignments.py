"""Assignment: drawing who marks what, finding another judge for who stepped back, reminding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.actions.assignments import AssignmentImpossibleError, assign_round, remind_judges
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import RoundID
from judging.queries.assignments import list_overlaps
from judging.queries.coverage import list_recusals, list_runs, list_seat_progress, list_shortfalls
from judging.queries.rounds import OFFICE, get_round, planned
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.rounds import StepForm
from portal.refusals import sentence
from portal.round_pages import impossible_sentences, marks_wanted
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.queries.standings import RoundAtHand


@bp.get("/niem-phong/<uuid:round_id>/phan-cong")
@open_to(Role.SECRETARY, Role.BOARD)
def assignment(round_id: UUID) -> ResponseReturnValue:
    """How much each judge has, which codes lack one, and who stepped back."""
    at_hand = get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)
    return _page(at_hand)


@bp.post("/niem-phong/<uuid:round_id>/phan-cong")
@open_to(Role.SECRETARY)
def assign_codes(round_id: UUID) -> ResponseReturnValue:
    """Draw what is missing. What is impossible is said in words, with codes and seats."""
    form = StepForm()
    at_hand = get_round(reading(), RoundID(round_id), visible_to=me(), roles=OFFICE)
    if not form.validate_on_submit():
        return _page(at_hand, form=form, status=422)
    try:
        with transaction() as session:
            drawn = assign_round(
                session,
                get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE),
                run=form.number.data or 0,
                reason=form.reason.data or "",
                by=me(),
                now=clock(),
            )
    except AssignmentImpossibleError as error:
        return _page(at_hand, form=form, why=impossible_sentences(reading(), at_hand, error.why), status=422)
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        count, _slash, _spread = drawn.summary.partition("/")
        said(ngettext("%(num)s sheet is assigned.", "%(num)s sheets are assigned.", int(count)))
    return redirect(url_for("secretary.assignment", round_id=round_id))


@bp.post("/niem-phong/<uuid:round_id>/nhac-viec")
@open_to(Role.SECRETARY, Role.BOARD)
def remind(round_id: UUID) -> ResponseReturnValue:
    """Tell judges with unfinished sheets that time runs."""
    try:
        with transaction() as session:
            at_hand = get_round(session, RoundID(round_id), visible_to=me(), roles=OFFICE)
            count = remind_judges(session, at_hand, by=me(), now=clock())
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
    else:
        said(_("%(count)s judges were reminded.", count=count))
    return redirect(url_for("secretary.coverage", round_id=round_id))


def _page(
    at_hand: RoundAtHand, *, form: StepForm | None = None, why: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    runs = list_runs(reading(), at_hand.id)
    wanted = marks_wanted(at_hand)
    page = render_template(
        "secretary/assignment.html",
        round=at_hand.round,
        spec=planned(at_hand),
        seats=list_seat_progress(reading(), at_hand.id),
        short=list_shortfalls(reading(), at_hand.id, marks_per_entry=wanted or 0),
        wanted=wanted,
        runs=runs,
        overlaps=list_overlaps(reading(), at_hand.id),
        recusals=list_recusals(reading(), at_hand.id),
        form=form if form is not None else StepForm(formdata=None, number=len(runs) + 1),
        why=why or [],
        posted=request.method == "POST",
    )
    return page, status

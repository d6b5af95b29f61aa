"""Suspicions: what authors were asked, what they explained, what the board decides, and its second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.suspicions import confirm_exclusion, decide_suspicion, decline_exclusion
from judging.enums import Role, SuspicionOutcome
from judging.ids import AccountID, SuspicionID
from judging.queries.programmes import plan_in_force
from judging.queries.suspicions import get_suspicion, list_suspicions
from judging.queries.validations import names_of
from portal.access import me, open_to
from portal.acts import try_once
from portal.ai_help_words import shown_ai_help
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.suspicions import OUTCOMES, DecideForm
from portal.forms.validations import WhyForm
from portal.lookalike_pages import load_comparison
from portal.refusals import sentence
from portal.suspicion_words import STATES, state_of
from portal.views.validator import bp

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/nghi-van")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def suspicions() -> ResponseReturnValue:
    """What waits for somebody, and what was decided."""
    found = list_suspicions(reading(), visible_to=me())
    return render_template("validator/suspicions.html", found=found, states=STATES, state_of=state_of)


@bp.get("/nghi-van/<uuid:suspicion_id>")
@open_to(Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
def suspicion(suspicion_id: UUID) -> ResponseReturnValue:
    """One of them, with the evidence, the explanation and the decision."""
    return _page(suspicion_id)


@bp.post("/nghi-van/<uuid:suspicion_id>/quyet-dinh")
@open_to(Role.BOARD)
def decide(suspicion_id: UUID) -> ResponseReturnValue:
    """The board decides, with its reason."""
    get_suspicion(reading(), SuspicionID(suspicion_id), visible_to=me())
    form = DecideForm(prefix="decide")
    if not form.validate():
        return _page(suspicion_id, sent=form, status=422)
    error = try_once(
        lambda session: decide_suspicion(
            session,
            suspicion_id=SuspicionID(suspicion_id),
            outcome=SuspicionOutcome(form.outcome.data),
            reason=form.reason.data or "",
            by=me(),
            now=clock(),
        )
    )
    if error is not None:
        return _page(suspicion_id, sent=form, problem=sentence(error), status=status_of(error))
    if form.outcome.data == SuspicionOutcome.DISQUALIFY.value:
        said(_("The exclusion is proposed. A second person has to confirm it."))
    else:
        said(_("Decided. The author is told, with your reason."))
    return redirect(url_for("validator.suspicion", suspicion_id=suspicion_id))


@bp.post("/nghi-van/<uuid:suspicion_id>/dong-y")
@open_to(Role.VALIDATOR, Role.BOARD)
def confirm(suspicion_id: UUID) -> ResponseReturnValue:
    """The second person agrees: the entry is excluded."""
    return _act(
        suspicion_id,
        lambda session: confirm_exclusion(session, suspicion_id=SuspicionID(suspicion_id), by=me(), now=clock()),
        _("Confirmed: the entry is excluded. Its author is told, with the reason."),
    )


@bp.post("/nghi-van/<uuid:suspicion_id>/khong-dong-y")
@open_to(Role.VALIDATOR, Role.BOARD)
def decline(suspicion_id: UUID) -> ResponseReturnValue:
    """The proposal falls; the board decides anew."""
    form = WhyForm()
    reason = (form.reason.data or "") if form.validate() else ""
    return _act(
        suspicion_id,
        lambda session: decline_exclusion(
            session, suspicion_id=SuspicionID(suspicion_id), reason=reason, by=me(), now=clock()
        ),
        _("The proposal is dropped. The board decides anew."),
    )


def _act(suspicion_id: UUID, act: Callable[[Any], object], done: str) -> ResponseReturnValue:
    error = try_once(act)
    if error is not None:
        refused(sentence(error))
    else:
        said(done)
    return redirect(url_for("validator.suspicion", suspicion_id=suspicion_id))


def _page(
    suspicion_id: UUID, *, sent: DecideForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    session = reading()
    row = get_suspicion(session, SuspicionID(suspicion_id), visible_to=me())
    people = [AccountID(one) for one in (row.opened_by, row.decided_by, row.confirmed_by, row.declined_by) if one]
    state = state_of(row)
    programme_id = row.entry.programme_id
    is_second = row.decided_by != me().account_id
    return render_template(
        "validator/suspicion.html",
        row=row,
        page=load_comparison(session, row.lookalike),
        names=names_of(session, people),
        state=state.value,
        word=STATES[state],
        outcomes=OUTCOMES,
        told_of_ai=shown_ai_help(plan_in_force(session, programme_id).plan.entering.ai_help, row.entry.ai_help),
        deciding=sent or DecideForm(prefix="decide", formdata=None),
        may_decide=row.outcome is None and me().has(Role.BOARD, programme_id=programme_id),
        may_answer=state.value == "proposed" and me().has(Role.VALIDATOR, Role.BOARD, programme_id=programme_id),
        is_second=is_second,
        problem=problem,
    ), status

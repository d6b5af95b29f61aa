"""The slip of the counter, for whoever holds its code: what became of it, and how its author objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.handovers import object_to_handover
from judging.errors import NotFoundError, RefusedError
from judging.ids import ProgrammeID
from judging.queries.handovers import find_handover_by_code
from judging.queries.programmes import plan_in_force
from portal.access import open_to_everybody
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.handovers import CounterReasonForm
from portal.handover_words import WAYS
from portal.refusals import sentence
from portal.throttles import count_request
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_OBJECTIONS = 20


@bp.get("/phieu-nhan/<check_code>")
@open_to_everybody()
def handover(check_code: str) -> ResponseReturnValue:
    """What the counter wrote down under this code; no name, no title."""
    return _page(check_code, CounterReasonForm(formdata=None))


@bp.post("/phieu-nhan/<check_code>/phan-doi")
@open_to_everybody()
def object_to(check_code: str) -> ResponseReturnValue:
    """The author did not agree: what was handed in for him is taken out at once."""
    form = CounterReasonForm()
    if not form.validate():
        return _page(check_code, form, status=422)
    with transaction() as session:
        count_request(session, purpose="objection", most=MOST_OBJECTIONS, now=clock())
    try:
        with transaction() as session:
            line = object_to_handover(session, check_code, reason=form.reason.data or "", now=clock())
    except RefusedError as error:
        return _page(check_code, form, problem=sentence(error), status=status_of(error))
    if line is None:
        raise NotFoundError("handover")
    said(_("Your objection is recorded and the entry was taken out. The organisers are told."))
    return redirect(url_for("public.handover", check_code=check_code))


def _page(check_code: str, form: CounterReasonForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    line = find_handover_by_code(session, check_code) if check_code.isalnum() else None
    if line is None:
        return render_template("public/handover.html", line=None, form=form), 404
    plan = plan_in_force(session, ProgrammeID(line.handover.programme_id))
    return render_template("public/handover.html", line=line, plan=plan, form=form, ways=WAYS, problem=problem), status

"""Accepting all that is green in one confirmed act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.actions.batches import accept_green
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import ProgrammeID
from judging.queries.batches import get_validated_plan, list_green
from judging.queries.programmes import get_programme
from judging.rules.validating import list_digest, sample_of
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.idempotency import find_answer, keep_answer, key_of_request
from portal.measured_words import shown_measurement
from portal.refusals import sentence
from portal.views.validator import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/kiem-tra/dat/<slug>")
@open_to(Role.VALIDATOR)
def green(slug: str) -> ResponseReturnValue:
    """What would be accepted, and the sample to read before."""
    return _page(slug)


@bp.post("/kiem-tra/dat/<slug>")
@open_to(Role.VALIDATOR)
def accept_all_green(slug: str) -> ResponseReturnValue:
    """Accept the list as it was shown, once its sample was read."""
    refuse_unexpected("digest", several=("read",))
    programme_id = ProgrammeID(get_programme(reading(), slug).id)
    try:
        count = _accept(programme_id)
    except NotFoundError:
        raise
    except RefusedError as error:
        return _page(slug, problem=sentence(error), status=status_of(error))
    said(ngettext("%(num)s entry accepted.", "%(num)s entries accepted.", count))
    return redirect(url_for("validator.queue"))


def _accept(programme_id: ProgrammeID) -> int:
    key = key_of_request()
    with transaction() as session:
        if (answer := find_answer(session, account_id=me().account_id, key=key)) is not None:
            return int(answer["count"])
        count = accept_green(
            session,
            programme_id=programme_id,
            digest=request.form.get("digest", ""),
            read=request.form.getlist("read"),
            by=me(),
            now=clock(),
        )
        keep_answer(session, account_id=me().account_id, key=key, body={"count": count}, now=clock())
        return count


def _page(slug: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    plan = get_validated_plan(session, ProgrammeID(get_programme(session, slug).id), visible_to=me())
    listed = list_green(session, plan, visible_to=me(), now=clock())
    versions = [str(one.version_id) for one in listed]
    names = {one.key: one for one in plan.plan.categories}
    return render_template(
        "validator/green.html",
        plan=plan,
        lines=[
            (one, names[one.entry.category_key], shown_measurement(one.measurement, names[one.entry.category_key]))
            for one in listed
            if one.entry.category_key in names
        ],
        sample=sample_of(versions),
        digest=list_digest(versions),
        read=request.form.getlist("read"),
        problem=problem,
        title=_("Accept all that are green"),
    ), status

"""What the organisers ask an author about a look-alike, and the author's answer. The other work is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.suspicions import explain
from judging.errors import NotFoundError
from judging.ids import EntryID, SuspicionID
from judging.queries.suspicions import get_own_suspicion
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.entry_pages import load_entry
from portal.errors import status_of
from portal.feedback import said
from portal.forms.suspicions import ExplainForm
from portal.lookalike_pages import own_percent, own_segments, own_stretches
from portal.refusals import sentence
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/giai-trinh/<uuid:suspicion_id>")
@open_to_signed_in()
def explanation(entry_id: UUID, suspicion_id: UUID) -> ResponseReturnValue:
    """What is asked, about which passages of one's own work, and until when."""
    return _page(entry_id, suspicion_id)


@bp.post("/bai-du-thi/<uuid:entry_id>/giai-trinh/<uuid:suspicion_id>")
@open_to_signed_in()
def send_explanation(entry_id: UUID, suspicion_id: UUID) -> ResponseReturnValue:
    """The answer, once."""
    get_own_suspicion(reading(), SuspicionID(suspicion_id), visible_to=me())
    form = ExplainForm(prefix="explain")
    if not form.validate():
        return _page(entry_id, suspicion_id, sent=form, status=422)
    error = try_once(
        lambda session: explain(
            session,
            suspicion_id=SuspicionID(suspicion_id),
            explanation=form.explanation.data or "",
            by=me(),
            now=clock(),
        )
    )
    if error is not None:
        return _page(entry_id, suspicion_id, sent=form, problem=sentence(error), status=status_of(error))
    said(_("Your explanation is with the organisers. You are told what they decide."))
    return redirect(url_for("entrant.explanation", entry_id=entry_id, suspicion_id=suspicion_id))


def _page(
    entry_id: UUID, suspicion_id: UUID, *, sent: ExplainForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    session = reading()
    row = get_own_suspicion(session, SuspicionID(suspicion_id), visible_to=me())
    page = load_entry(session, EntryID(entry_id))
    if row.entry_id != entry_id:
        raise NotFoundError("suspicion")
    found = row.lookalike
    is_film = found.print.form == "film"
    return render_template(
        "entrant/explanation.html",
        page=page,
        row=row,
        percent=own_percent(found, row.entry),
        article=found.article,
        segments=() if is_film else own_segments(found, row.entry),
        stretches=own_stretches(found, row.entry) if is_film else [],
        form=sent or ExplainForm(prefix="explain", formdata=None),
        problem=problem,
    ), status

"""An author asks for re-marking of one entry, and reads what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.remarkings import ask_remarking
from judging.errors import NotFoundError
from judging.ids import EntryID
from judging.queries.remarkings import find_remark_offer
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.entry_pages import load_entry
from portal.errors import status_of
from portal.feedback import said
from portal.forms.remarkings import RemarkForm
from portal.refusals import sentence
from portal.remark_words import REMARK_STATES
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/phuc-khao")
@open_to_signed_in()
def remarking(entry_id: UUID) -> ResponseReturnValue:
    """What may be asked until when, and what was asked."""
    return _page(entry_id)


@bp.post("/bai-du-thi/<uuid:entry_id>/phuc-khao")
@open_to_signed_in()
def ask_for_remarking(entry_id: UUID) -> ResponseReturnValue:
    """Ask, once."""
    load_entry(reading(), EntryID(entry_id))
    form = RemarkForm()
    if not form.validate():
        return _page(entry_id, sent=form, status=422)
    error = try_once(
        lambda session: ask_remarking(
            session, entry_id=EntryID(entry_id), reason=form.reason.data or "", by=me(), now=clock()
        )
    )
    if error is not None:
        return _page(entry_id, sent=form, problem=sentence(error), status=status_of(error))
    said(_("Your request is received. You are told what comes of it."))
    return redirect(url_for("entrant.remarking", entry_id=entry_id))


def _page(
    entry_id: UUID, *, sent: RemarkForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    session = reading()
    page = load_entry(session, EntryID(entry_id))
    offer = find_remark_offer(session, page.entry, page.plan, now=clock())
    if offer is None and status == 200:  # noqa: PLR2004  HTTP's own
        raise NotFoundError("remarking")
    return render_template(
        "entrant/remarking.html",
        page=page,
        offer=offer,
        rule=page.plan.plan.remarking,
        states=REMARK_STATES,
        form=sent or RemarkForm(formdata=None),
        problem=problem,
    ), status

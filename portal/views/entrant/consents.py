"""What of an author may be public: his own word, at any time, effective at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.consents import state_consents
from judging.ids import EntryID, PersonID, ProgrammeID
from judging.queries.consents import get_person_consents
from judging.queries.entries import get_own_entry
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.consents import CONSENT_WORDS, ConsentForm
from portal.refusals import sentence
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/cong-khai")
@open_to_signed_in()
def consents(entry_id: UUID) -> ResponseReturnValue:
    """Four boxes: name, unit, work, photographs; and what was said before."""
    return _page(entry_id)


@bp.post("/bai-du-thi/<uuid:entry_id>/cong-khai")
@open_to_signed_in()
def state_own_consents(entry_id: UUID) -> ResponseReturnValue:
    """Keep the author's word."""
    entry = get_own_entry(reading(), EntryID(entry_id), visible_to=me())
    form = ConsentForm()
    if not form.validate():
        return _page(entry_id, status=422)
    refusal = try_once(
        lambda session: state_consents(
            session,
            programme_id=ProgrammeID(entry.programme_id),
            person_id=me().person_id,
            public=form.public,
            by=me(),
            now=clock(),
        )
    )
    if refusal is not None:
        return _page(entry_id, problem=sentence(refusal), status=status_of(refusal))
    said(_("Kept. It holds from this moment on every public page."))
    return redirect(url_for("entrant.consents", entry_id=entry_id))


def _page(entry_id: UUID, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    entry = get_own_entry(session, EntryID(entry_id), visible_to=me())
    holding = get_person_consents(session, ProgrammeID(entry.programme_id), PersonID(entry.author_id))
    return render_template(
        "entrant/consents.html",
        entry=entry,
        form=ConsentForm(formdata=None).show(holding),
        holding=holding,
        words=CONSENT_WORDS,
        problem=problem,
    ), status

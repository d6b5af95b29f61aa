"""The author reads what the published result says of his own entry, as a letter that can be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.ids import EntryID
from judging.queries.own_results import get_own_result
from portal.access import open_to_signed_in
from portal.db import reading
from portal.entry_pages import load_entry
from portal.own_result_words import shown_rounds
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/ket-qua")
@open_to_signed_in()
def own_result(entry_id: UUID) -> ResponseReturnValue:
    """Code, prize and total of an entry; its marks and what judges wrote where the plan says so."""
    session = reading()
    page = load_entry(session, EntryID(entry_id))
    result = get_own_result(session, page.entry, page.plan)
    return render_template(
        "entrant/own_result.html", page=page, result=result, rounds=shown_rounds(result, page.plan.plan)
    )

"""The letters that one has written from one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import CaseKind, CaseState
from judging.ids import CaseID
from judging.queries.cases import get_own_case, list_own_cases, programme_title
from portal.access import me, open_to_signed_in
from portal.case_words import CASE_KINDS, CASE_STATES
from portal.db import reading
from portal.views.account import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/don-cua-toi")
@open_to_signed_in()
def cases() -> ResponseReturnValue:
    """Every letter of one's own and where it stands."""
    rows = list_own_cases(reading(), me().account_id)
    return render_template(
        "account/cases.html",
        rows=rows,
        kinds={kind.value: words for kind, words in CASE_KINDS.items()},
        states={state.value: words for state, words in CASE_STATES.items()},
    )


@bp.get("/don-cua-toi/<uuid:case_id>")
@open_to_signed_in()
def case(case_id: UUID) -> ResponseReturnValue:
    """One letter: what was written, by when it is answered, the answer."""
    session = reading()
    found = get_own_case(session, CaseID(case_id), visible_to=me())
    return render_template(
        "account/case.html",
        case=found,
        contest=programme_title(session, found),
        kind=CASE_KINDS[CaseKind(found.kind)],
        state=CASE_STATES[CaseState(found.state)],
    )

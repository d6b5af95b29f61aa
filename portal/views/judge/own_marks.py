"""How one marks: one's own totals as a plot and a table, and two of one's own sheets side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from judging.desk.work import get_sheet, list_piles
from judging.errors import NotFoundError
from judging.ids import AssignmentID
from portal.access import me, open_to_desk
from portal.asking import uuid_of
from portal.db import desk_reading
from portal.own_marks_pages import own_piles
from portal.views.judge import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.desk.work import SheetAtHand


@bp.get("/cham/diem-cua-toi")
@open_to_desk()
def my_marks() -> ResponseReturnValue:
    """One's own totals, round by round."""
    by = request.args.get("sap", "")
    piles = own_piles(list_piles(desk_reading(), seats=me().seats), by)
    return render_template("judge/my_marks.html", piles=piles, by=by)


@bp.get("/cham/so-sanh")
@open_to_desk()
def compare() -> ResponseReturnValue:
    """Two of one's own sheets side by side, stacked on a telephone."""
    return render_template("judge/compare.html", sheets=(_sheet("a"), _sheet("b")))


def _sheet(name: str) -> SheetAtHand:
    found = uuid_of(name)
    if found is None:
        raise NotFoundError("sheet")
    return get_sheet(desk_reading(), AssignmentID(found), seats=me().seats)

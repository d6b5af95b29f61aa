"""A judge's list: his own codes in his own order, and what he has submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.desk.calibrations import list_own_samples
from judging.desk.disclosures import list_disclosures
from judging.desk.marks import list_own_marks
from judging.desk.work import list_piles
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading
from portal.views.judge import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/cham")
@open_to_desk()
def work() -> ResponseReturnValue:
    """What lies on the desk."""
    piles = list_piles(desk_reading(), seats=me().seats)
    return render_template(
        "judge/work.html",
        piles=piles,
        samples=list_own_samples(desk_reading(), seats=me().seats) if any(one.has_samples for one in piles) else [],
        disclosures=list_disclosures(desk_reading(), seats=me().seats),
        today=clock(),
    )


@bp.get("/cham/diem-da-cham")
@open_to_desk()
def marks() -> ResponseReturnValue:
    """One's own submitted sheets, also after the round was closed."""
    return render_template("judge/marks.html", piles=list_own_marks(desk_reading(), seats=me().seats))

"""Where one contest stands, whole: for the board, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import Role
from portal.access import open_to
from portal.db import reading
from portal.standing_pages import load_standing
from portal.views.board import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/ban-to-chuc/hien-trang/<slug>")
@open_to(Role.BOARD)
def standing(slug: str) -> ResponseReturnValue:
    """Milestones, intake, backlog, coverage, decisions that wait, money."""
    return render_template("board/standing.html", page=load_standing(reading(), slug))

"""The board's desk, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from judging.enums import Role
from portal.access import open_to
from portal.board_pages import load_desk
from portal.db import reading
from portal.views.board import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/ban-to-chuc")
@open_to(Role.BOARD)
def desk() -> ResponseReturnValue:
    """Where everything stands, what waits for a decision, what comes next."""
    return render_template("board/desk.html", contests=load_desk(reading()))

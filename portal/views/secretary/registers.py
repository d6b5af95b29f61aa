"""The registers: which number was given when to which paper; exported as Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from flask_babel import gettext as _

from judging.enums import Role
from judging.queries.papers import list_register_lines
from portal.access import me, open_to
from portal.db import reading
from portal.display import day
from portal.exports import as_download, table_workbook
from portal.paper_words import STATES
from portal.papers.registry import kinds
from portal.views.secretary import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.papers import RegisterLine

OLDEST, NEWEST = 2000, 2200


@bp.get("/so-van-ban")
@open_to(Role.SECRETARY, Role.BOARD)
def register() -> ResponseReturnValue:
    """Every number that was given, newest first, by organ and kind."""
    year = _year()
    lines = list_register_lines(reading(), visible_to=me(), year=year)
    return render_template("secretary/register.html", lines=lines, names=_names(), states=STATES, year=year)


@bp.get("/so-van-ban.xlsx")
@open_to(Role.SECRETARY, Role.BOARD)
def register_workbook() -> ResponseReturnValue:
    """The same list as Excel, with the same year."""
    year = _year()
    lines = list_register_lines(reading(), visible_to=me(), year=year)
    headings = [
        _("Number and symbol"),
        _("Day"),
        _("Name of the paper"),
        _("Contest"),
        _("Organ"),
        _("State"),
        _("Reason"),
    ]
    data = table_workbook(_("Register"), [str(one) for one in headings], [_row(line) for line in lines])
    return as_download(data, f"so-van-ban-{year or 'tat-ca'}.xlsx")


def _year() -> int | None:
    text = request.args.get("nam", "")
    return int(text) if text.isdigit() and OLDEST <= int(text) <= NEWEST else None


def _names() -> dict[str, str]:
    return {key: str(kind.name) for key, kind in kinds().items()}


def _row(line: RegisterLine) -> list[str]:
    return [
        line.full_number,
        day(line.dated_on),
        _names().get(line.kind, line.kind),
        line.programme_title,
        line.organ,
        str(STATES[line.state][0]),
        line.revocation_reason,
    ]

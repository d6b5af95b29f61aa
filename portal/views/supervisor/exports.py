"""Which lists with personal data left the portal, for those who supervise (E19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template, request

from judging.enums import Role
from judging.queries.exports import PAGE, list_exports
from portal.access import open_to
from portal.asking import page_of
from portal.db import reading
from portal.list_exports import KINDS
from portal.views.supervisor import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/nhat-ky/xuat-danh-sach")
@open_to(Role.SUPERVISOR)
def exports() -> ResponseReturnValue:
    """Who took what, when and why, newest first; with `bao-dong` only what raised an alarm."""
    page, alarmed = page_of(), "bao-dong" in request.args
    lines, count = list_exports(reading(), page=page, alarmed_only=alarmed)
    return render_template(
        "supervisor/exports.html",
        lines=lines,
        count=count,
        page=page,
        page_count=max(1, -(-count // PAGE)),
        alarmed=alarmed,
        kinds=KINDS,
        alarm_rows=current_app.extensions["bangvang_settings"].export_alarm_rows,
    )

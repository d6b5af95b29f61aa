"""The history, for those who supervise: every line, the head, and whether the chain holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template, request

from judging.enums import Role
from judging.queries.history import PAGE, anchor_backlog, chain_head, list_anchors, list_history, verify_chain
from portal.access import open_to
from portal.anchors import read_anchors
from portal.db import reading
from portal.views.supervisor import bp
from portal.words import ROLES, action_words

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/nhat-ky")
@open_to(Role.SUPERVISOR)
def history() -> ResponseReturnValue:
    """The lines, newest first, filtered by kind of act and by subject."""
    page = max(1, request.args.get("trang", 1, type=int))
    action, subject = request.args.get("viec", ""), request.args.get("doi-tuong", "")
    lines, count = list_history(reading(), page=page, action=action, subject=subject)
    return render_template(
        "supervisor/history.html",
        lines=lines,
        count=count,
        page=page,
        page_count=max(1, -(-count // PAGE)),
        head=chain_head(reading()),
        anchors=list_anchors(reading())[:5],
        backlog=anchor_backlog(reading()),
        action=action,
        subject=subject,
        action_words=action_words(),
        roles={role.value: word for role, word in ROLES.items()},
    )


@bp.post("/nhat-ky/xac-minh")
@open_to(Role.SUPERVISOR)
def verify_history() -> ResponseReturnValue:
    """Read the whole chain and say whether it holds, against the heads kept outside the database too."""
    settings = current_app.extensions["bangvang_settings"]
    session = reading()
    return render_template(
        "supervisor/verified.html",
        head=chain_head(session),
        broken=verify_chain(session, read_anchors(settings.data_folder)),
        anchors=len(read_anchors(settings.data_folder)),
    )

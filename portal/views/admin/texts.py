"""Short messages: on or off, through whom, what waits, what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.enums import Role
from portal import text_words  # noqa: F401  its words register themselves
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.mail.kinds import subject_of
from portal.texts.numbers import CONFIRM
from portal.texts.outbox import count_texts, list_troubled, send_again
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

STATES = (
    ("readers", _l("People who asked for messages")),
    ("waiting", _l("Waiting to leave")),
    ("sent", _l("Sent")),
    ("dropped", _l("Not sent: not wanted any more, or messages were switched off")),
    ("failed", _l("Could not be sent")),
    ("uncertain", _l("Perhaps sent: the work was interrupted at that moment")),
)
REASONS = {
    "refused": _l("The gateway refuses this message or its number."),
    "gateway_away": _l("The gateway is away, busy, not allowed or not where its name leads."),
    "": _l("The answer was lost after the message was given to the gateway. It may have left."),
}


@bp.get("/quan-tri/tin-nhan")
@open_to(Role.ADMIN)
def texts() -> ResponseReturnValue:
    """What waits, what left, what failed."""
    settings = current_app.extensions["bangvang_settings"]
    counts = count_texts(reading(), now=clock())
    return render_template(
        "admin/texts.html",
        host=urlsplit(settings.text_url).hostname if settings.text_url else "",
        counts=[(words, counts.get(name, 0)) for name, words in STATES],
        troubled=[
            (one, _("Code for a number") if one.kind == CONFIRM else subject_of(one.kind), REASONS.get(one.reason, ""))
            for one in list_troubled(reading(), now=clock())
        ],
    )


@bp.post("/quan-tri/tin-nhan/<uuid:text_id>/gui-lai")
@open_to(Role.ADMIN)
def send_text_again(text_id: UUID) -> ResponseReturnValue:
    """One more try."""
    refuse_unexpected()
    with transaction() as session:
        send_again(session, text_id, by=me(), now=clock())
    said(_("The message is tried once more."))
    return redirect(url_for("admin.texts"))

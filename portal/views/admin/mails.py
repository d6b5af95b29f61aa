"""The letters that wait: batches to many are looked through here before they leave; failed ones are tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.enums import Role
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.mail.kinds import subject_of
from portal.mail.outbox import count_mails, drop_batch, list_batches, list_troubled, release_batch, send_again
from portal.mail_words import MAIL_STATES, REASONS
from portal.notices import notice_sentence
from portal.views.admin import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/quan-tri/thu")
@open_to(Role.ADMIN)
def mails() -> ResponseReturnValue:
    """What waits, what left, what failed."""
    counts = count_mails(reading(), now=clock())
    return render_template(
        "admin/mails.html",
        is_on=bool(current_app.extensions["bangvang_settings"].mail_url),
        counts=[(words, counts.get(name, 0)) for name, words in MAIL_STATES],
        batches=[(one, subject_of(one.kind), notice_sentence(one.kind, one.facts)) for one in list_batches(reading())],
        troubled=[
            (one, subject_of(one.kind), REASONS.get(one.reason if one.state == "failed" else "", ""))
            for one in list_troubled(reading(), now=clock())
        ],
    )


@bp.post("/quan-tri/thu/gui")
@open_to(Role.ADMIN)
def release_mails() -> ResponseReturnValue:
    """Looked through: they may leave."""
    refuse_unexpected("batch")
    with transaction() as session:
        count = release_batch(session, request.form.get("batch", ""), by=me(), now=clock())
    said(_("%(count)s letters are leaving.", count=count))
    return redirect(url_for("admin.mails"))


@bp.post("/quan-tri/thu/bo")
@open_to(Role.ADMIN)
def drop_mails() -> ResponseReturnValue:
    """They shall not leave; the notices stay."""
    refuse_unexpected("batch")
    with transaction() as session:
        count = drop_batch(session, request.form.get("batch", ""), by=me(), now=clock())
    said(_("%(count)s letters are not sent. Their notices stand on the portal.", count=count))
    return redirect(url_for("admin.mails"))


@bp.post("/quan-tri/thu/<uuid:mail_id>/gui-lai")
@open_to(Role.ADMIN)
def send_mail_again(mail_id: UUID) -> ResponseReturnValue:
    """One more try."""
    refuse_unexpected()
    with transaction() as session:
        send_again(session, mail_id, by=me(), now=clock())
    said(_("The letter is tried once more."))
    return redirect(url_for("admin.mails"))

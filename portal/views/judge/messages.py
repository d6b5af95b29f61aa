"""Asking the secretary about an entry, by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.desk.messages import ask_office, list_messages
from judging.desk.work import get_sheet
from judging.ids import AssignmentID
from judging.messaging import EmptyMessageError
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import said
from portal.forms.messages import MessageForm, read_message_key
from portal.views.judge import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cham/<uuid:assignment_id>/hoi")
@open_to_desk()
def questions(assignment_id: UUID) -> ResponseReturnValue:
    """The thread about one's own sheet of a code."""
    return _page(AssignmentID(assignment_id), MessageForm())


@bp.post("/cham/<uuid:assignment_id>/hoi")
@open_to_desk()
def ask(assignment_id: UUID) -> ResponseReturnValue:
    """Send a question."""
    own, form = AssignmentID(assignment_id), MessageForm()
    if not form.validate_on_submit():
        return _page(own, form), 422
    try:
        with desk_transaction() as session:
            ask_office(
                session,
                assignment_id=own,
                seats=me().seats,
                words=form.words.data or "",
                save_key=read_message_key(),
                now=clock(),
            )
    except EmptyMessageError:
        form.words.errors = [_("Please write the message first.")]
        return _page(own, form), 422
    said(_("The question is sent. You will be told when there is an answer."))
    return redirect(url_for("judge.questions", assignment_id=assignment_id))


def _page(own: AssignmentID, form: MessageForm) -> str:
    sheet = get_sheet(desk_reading(), own, seats=me().seats)
    return render_template(
        "judge/questions.html", sheet=sheet, form=form, messages=list_messages(desk_reading(), sheet)
    )

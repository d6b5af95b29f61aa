"""Questions of judges about entries: read and answered by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.messages import answer_judge
from judging.enums import Role
from judging.errors import NotAllowedError, NotFoundError, RefusedError
from judging.ids import AssignmentID, RoundID
from judging.queries.messages import get_thread, list_threads
from judging.queries.rounds import get_round, planned
from portal.access import me, open_to
from portal.acts import round_to_read
from portal.bridge.messages import named_in
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.messages import MessageForm, read_message_key
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

ANSWERING = (Role.SECRETARY,)


@bp.get("/niem-phong/<uuid:round_id>/cau-hoi")
@open_to(Role.SECRETARY)
def questions(round_id: UUID) -> ResponseReturnValue:
    """All threads of a round, what waits first."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/cau-hoi/<uuid:assignment_id>")
@open_to(Role.SECRETARY)
def answer_question(round_id: UUID, assignment_id: UUID) -> ResponseReturnValue:
    """Answer one; words that name an entrant are stopped."""
    at_hand = round_to_read(round_id, ANSWERING)
    own, form = AssignmentID(assignment_id), MessageForm()
    get_thread(reading(), own, round_id=at_hand.id)
    if not form.validate_on_submit():
        return _page(round_id, own, form), 422
    if named := named_in(reading(), at_hand.programme_id, form.words.data or ""):
        form.words.errors = [
            _(
                "Not sent: “%(words)s” names somebody who entered, or a unit. Please write it without names.",
                words="”, “".join(named),
            )
        ]
        return _page(round_id, own, form), 422
    try:
        with transaction() as session:
            again = get_round(session, RoundID(round_id), visible_to=me(), roles=ANSWERING)
            answer_judge(
                session,
                again,
                assignment_id=own,
                words=form.words.data or "",
                save_key=read_message_key(),
                by=me(),
                now=clock(),
            )
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        form.words.errors = [sentence(error)]
        return _page(round_id, own, form), 422
    said(_("The answer is sent. The judge has been told that there is one."))
    return redirect(url_for("secretary.questions", round_id=round_id))


def _page(round_id: UUID, wrong: AssignmentID | None = None, form: MessageForm | None = None) -> str:
    at_hand = round_to_read(round_id, ANSWERING)
    return render_template(
        "secretary/questions.html",
        round=at_hand.round,
        spec=planned(at_hand),
        threads=list_threads(reading(), at_hand.id),
        wrong=wrong,
        form=form,
    )

"""The head of a panel asks for a late change of the sealed list, on the desk connection: he learns no entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.desk.list_changes import ask_change, list_asked
from judging.desk.unlockings import list_headed
from judging.errors import AlreadyDoneError, NotFoundError
from judging.ids import RoundID
from judging.rules.round_paths import ChangeWhat
from portal.access import me, open_to_desk
from portal.clock import clock
from portal.db import desk_reading, desk_transaction
from portal.feedback import said
from portal.forms.list_changes import AskChangeForm
from portal.views.head import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.route("/truong-ban/<uuid:round_id>/danh-sach", methods=["GET", "POST"])
@open_to_desk()
def ask_list_change(round_id: UUID) -> ResponseReturnValue:
    """Ask for one more entry, or for a code to be taken out; the secretary does it."""
    headed = next((one for one in list_headed(desk_reading(), by=me()) if one.round_id == round_id), None)
    if headed is None:
        raise NotFoundError("round")
    form = AskChangeForm()
    if form.validate_on_submit():
        try:
            with desk_transaction() as session:
                ask_change(
                    session,
                    round_id=RoundID(round_id),
                    what=ChangeWhat(str(form.what.data)),
                    word=form.word.data or "",
                    reason=form.reason.data or "",
                    by=me(),
                    now=clock(),
                )
        except NotFoundError:
            form.word.errors = [_("The round has no such code. Please check it.")]
        except AlreadyDoneError:
            form.word.errors = [_("This was asked for already and waits for a decision.")]
        else:
            said(_("Asked. The secretary does it; you will see it here."))
            return redirect(url_for("head.ask_list_change", round_id=round_id))
    return render_template(
        "head/ask_list_change.html", form=form, headed=headed, asked=list_asked(desk_reading(), by=me())
    ), 422 if request.method == "POST" else 200

"""Late changes of the sealed list: what the head asked for, done or refused by the secretary."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.list_changes import let_in, refuse_change, take_out
from judging.enums import Role
from judging.ids import EntryID
from judging.queries.list_changes import get_change, list_addable, list_changes
from judging.queries.rounds import OFFICE, planned
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.bridge.identity import names_author
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.list_changes import LetInForm, RefuseChangeForm
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError

SECRETARY = (Role.SECRETARY,)


@bp.get("/niem-phong/<uuid:round_id>/thay-doi-danh-sach")
@open_to(Role.SECRETARY, Role.BOARD)
def list_change(round_id: UUID) -> ResponseReturnValue:
    """What the head of the panel asked for, and what became of it."""
    return _page(round_id)


@bp.post("/niem-phong/<uuid:round_id>/thay-doi-danh-sach/<uuid:change_id>/them")
@open_to(Role.SECRETARY)
def let_entry_in(round_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Seal one more entry into the round."""
    get_change(reading(), change_id, round_id=round_to_read(round_id, SECRETARY).id)
    form = _let_in_form(round_id)
    if not form.validate_on_submit():
        return _page(round_id, form=form, status=422)
    error = try_on_round(
        round_id,
        SECRETARY,
        lambda s, at_hand: let_in(
            s,
            at_hand,
            change_id=change_id,
            entry_id=EntryID(form.entry_id),
            draw=secrets.randbelow,
            names_author=names_author,
            by=me(),
            now=clock(),
        ),
    )
    return _done(round_id, error, _("The entry has a code. Once it can be shown, please find its judges."))


@bp.post("/niem-phong/<uuid:round_id>/thay-doi-danh-sach/<uuid:change_id>/rut")
@open_to(Role.SECRETARY)
def take_code_out(round_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Take a code out of the round."""
    error = try_on_round(
        round_id, SECRETARY, lambda s, at_hand: take_out(s, at_hand, change_id=change_id, by=me(), now=clock())
    )
    return _done(round_id, error, _("The code takes no part any more. Its sheets stay in the record."))


@bp.post("/niem-phong/<uuid:round_id>/thay-doi-danh-sach/<uuid:change_id>/tu-choi")
@open_to(Role.SECRETARY)
def refuse_list_change(round_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Leave the list as it is."""
    form = RefuseChangeForm()
    reason = form.reason.data or "" if form.validate_on_submit() else ""
    error = try_on_round(
        round_id,
        SECRETARY,
        lambda s, at_hand: refuse_change(s, at_hand, change_id=change_id, reason=reason, by=me(), now=clock()),
    )
    return _done(round_id, error, _("Refused. The head of the panel reads your reason."))


def _let_in_form(round_id: UUID) -> LetInForm:
    form = LetInForm()
    form.entry.choices = [
        (str(one.id), f"{one.title} – {one.author.full_name}, {one.unit.name}")
        for one in list_addable(reading(), round_to_read(round_id, SECRETARY))
    ]
    return form


def _done(round_id: UUID, error: RefusedError | None, told: str) -> ResponseReturnValue:
    if error is not None:
        return _page(round_id, problem=sentence(error), status=status_of(error))
    said(told)
    return redirect(url_for("secretary.list_change", round_id=round_id))


def _page(
    round_id: UUID, *, form: LetInForm | None = None, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    at_hand = round_to_read(round_id, OFFICE)
    may = me().has(Role.SECRETARY, programme_id=at_hand.programme_id)
    return render_template(
        "secretary/list_changes.html",
        round=at_hand.round,
        spec=planned(at_hand),
        lines=list_changes(reading(), at_hand.id),
        form=form or (_let_in_form(round_id) if may else None),
        problem=problem,
    ), status

"""Incident mode: one page that stops all judging and lets it go on, with the password asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import PasswordField, TextAreaField
from wtforms.validators import InputRequired, Length

from judging.actions.freezes import unfreeze_judging
from judging.enums import Role
from judging.errors import RefusedError
from judging.queries.freezes import find_freeze, list_freezes
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import REQUIRED, StrictForm
from portal.freezing import freeze
from portal.refusals import sentence
from portal.sign_in import WrongCredentialsError, confirm_person
from portal.views.admin import bp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue


class FreezeForm(StrictForm):
    """Why, and who it is."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=1000)])
    password = PasswordField(_l("Your password, once more"), [InputRequired(REQUIRED), Length(max=200)])


@bp.get("/quan-tri/dung-cham")
@open_to(Role.ADMIN)
def freezing() -> ResponseReturnValue:
    """Whether judging is stopped, and every stop so far."""
    return _page(FreezeForm())


@bp.post("/quan-tri/dung-cham/dung")
@open_to(Role.ADMIN)
def freeze_judging() -> ResponseReturnValue:
    """Stop all judging."""

    def act(reason: str) -> None:
        with transaction() as session:
            _row, ended = freeze(session, reason=reason, by=me(), now=clock())
        said(
            ngettext(
                "All judging is stopped. %(num)s session of judges ended, and everybody concerned is being told.",
                "All judging is stopped. %(num)s sessions of judges ended, and everybody concerned is being told.",
                ended,
            )
        )

    return _confirmed(act)


@bp.post("/quan-tri/dung-cham/cham-tiep")
@open_to(Role.ADMIN)
def unfreeze() -> ResponseReturnValue:
    """Let judging go on."""

    def act(reason: str) -> None:
        with transaction() as session:
            unfreeze_judging(session, reason=reason, by=me(), now=clock())
        said(_("The judging goes on, and everybody concerned is being told."))

    return _confirmed(act)


def _confirmed(act: Callable[[str], None]) -> ResponseReturnValue:
    """Do it with the form's reason once the password is right; else the page again, with what is wrong."""
    form = FreezeForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        confirm_person(me().account_id, form.password.data or "", now=clock())
        act(form.reason.data or "")
    except WrongCredentialsError:
        form.password.errors = [_("This password is wrong.")]
        return _page(form, status=422)
    except RefusedError as error:
        form.reason.errors = [sentence(error)]
        return _page(form, status=422)
    return redirect(url_for("admin.freezing"))


def _page(form: FreezeForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/freezing.html", form=form, stop=find_freeze(reading()), freezes=list_freezes(reading())
    )
    return page, status

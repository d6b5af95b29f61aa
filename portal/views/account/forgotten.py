"""A forgotten password: the same answer for every name (C03); the letter goes to the address of the list alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, url_for

from portal.access import open_to_everybody
from portal.clock import clock
from portal.db import transaction
from portal.forms.registrations import ForgottenForm
from portal.jobs.claim import enqueue
from portal.refusals import sentence
from portal.throttles import TooManyTriesError, count_try
from portal.views.account import bp
from vietnamese.folding import fold

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/quen-mat-khau")
@open_to_everybody()
def forgotten() -> ResponseReturnValue:
    """Where somebody says who he is; without a mail server, whom to ask."""
    return _page(ForgottenForm(formdata=None))


@bp.post("/quen-mat-khau")
@open_to_everybody()
def ask_new_password() -> ResponseReturnValue:
    """Ask for the letter. Nothing is looked up here: the job does (`ask_reset`)."""
    form = ForgottenForm()
    if not form.validate() or not _has_mail():
        return _page(form, status=422)
    name = form.name.data or ""
    try:
        with transaction() as session:
            count_try(session, purpose="forgot", name=fold(name), now=clock())
            enqueue(session, "ask_reset", now=clock(), name=name)
    except TooManyTriesError as error:
        return _page(form, problem=sentence(error), status=422)
    return redirect(url_for("account.forgotten_asked"))


@bp.get("/quen-mat-khau/da-gui")
@open_to_everybody()
def forgotten_asked() -> ResponseReturnValue:
    """What happens next; the same page for everybody."""
    return render_template("account/forgotten_asked.html")


def _page(form: ForgottenForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("account/forgotten.html", form=form, has_mail=_has_mail(), problem=problem), status


def _has_mail() -> bool:
    return bool(current_app.extensions["bangvang_settings"].mail_url)

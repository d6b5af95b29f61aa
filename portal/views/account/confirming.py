"""Showing once more who one is, before something that cannot be undone: the password, good for a few minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request

from portal.access import me, open_to_signed_in
from portal.clock import clock
from portal.forms.account import ConfirmForm
from portal.refusals import sentence
from portal.sign_in import WrongCredentialsError, confirm_password
from portal.throttles import TooManyTriesError
from portal.views.account import bp
from portal.views.account.sessions import safe_next

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/tai-khoan/xac-nhan", methods=["GET", "POST"])
@open_to_signed_in()
def confirm() -> ResponseReturnValue:
    """The password of whoever is signed in; then back to where it was asked for."""
    form = ConfirmForm()
    if request.method != "POST":
        form.next.data = request.args.get("next", "")
    problem = ""
    if form.validate_on_submit():
        try:
            confirm_password(me().account_id, form.password.data or "", now=clock())
        except (WrongCredentialsError, TooManyTriesError) as error:
            problem = sentence(error)
        else:
            return redirect(safe_next(form.next.data))
    status = 422 if request.method == "POST" else 200
    return render_template("account/confirm.html", form=form, problem=problem), status

"""Signing in and out, one-time codes, one's own password and signed-in browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_babel import gettext as _

from judging.ids import SessionID
from portal.access import find_me, me, open_to_everybody, open_to_signed_in
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.account import CodeForm, PasswordForm, SignInForm
from portal.refusals import sentence
from portal.sessions import clear_cookie, end_sessions, list_sessions, set_cookie
from portal.sign_in import WeakPasswordError, WrongCodeError, WrongCredentialsError
from portal.sign_in import change_password as change
from portal.sign_in import sign_in as begin
from portal.sign_in import sign_out as end
from portal.sign_in import use_code as redeem
from portal.throttles import TooManyTriesError
from portal.views.account import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

LOCAL_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*\Z")


def safe_next(raw: str | None) -> str:
    """A path of this portal to go to after signing in; anything else becomes the home page (C08)."""
    if raw and LOCAL_PATH.fullmatch(raw) and "\\" not in raw and "%0" not in raw.lower() and "%5c" not in raw.lower():
        return raw
    return url_for("public.home")


@bp.route("/dang-nhap", methods=["GET", "POST"])
@open_to_everybody()
def sign_in() -> ResponseReturnValue:
    """The door."""
    form = SignInForm()
    if request.method != "POST":
        if find_me() is not None:
            return redirect(safe_next(request.args.get("next")))
        form.next.data = request.args.get("next", "")
    problem = ""
    if form.validate_on_submit():
        try:
            token = begin(form.name.data or "", form.password.data or "", now=clock())
        except (WrongCredentialsError, TooManyTriesError) as error:
            problem = sentence(error)
        else:
            response = make_response(redirect(safe_next(form.next.data)))
            set_cookie(response, token)
            return response
    status = 422 if request.method == "POST" else 200
    return render_template("account/sign_in.html", form=form, problem=problem), status


@bp.post("/dang-xuat")
@open_to_signed_in(even_before_password_change=True)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    end(now=clock())
    response = make_response(redirect(url_for("public.home")))
    clear_cookie(response)
    return response


@bp.route("/ma-dang-nhap", methods=["GET", "POST"])
@open_to_everybody()
def use_code() -> ResponseReturnValue:
    """Redeem the one-time code of a sign-in slip. The QR brings the code in the address's fragment, never sent."""
    form = CodeForm()
    problem = ""
    if form.validate_on_submit():
        try:
            token = redeem(form.code.data or "", form.password.data or "", now=clock())
        except (WrongCodeError, WeakPasswordError, TooManyTriesError) as error:
            problem = sentence(error)
        else:
            said(_("Your password is set and you are signed in."))
            response = make_response(redirect(url_for("public.home")))
            set_cookie(response, token)
            return response
    status = 422 if request.method == "POST" else 200
    return render_template("account/use_code.html", form=form, problem=problem), status


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@open_to_signed_in(even_before_password_change=True)
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    problem = ""
    if form.validate_on_submit():
        try:
            token = change(me().account_id, form.present.data or "", form.password.data or "", now=clock())
        except (WrongCredentialsError, WeakPasswordError, TooManyTriesError) as error:
            problem = sentence(error)
        else:
            form_session.clear()
            said(_("Your password was changed. Other browsers have been signed out."))
            response = make_response(redirect(url_for("account.account")))
            set_cookie(response, token)
            return response
    status = 422 if request.method == "POST" else 200
    return render_template("account/change_password.html", form=form, problem=problem), status


@bp.get("/tai-khoan")
@open_to_signed_in()
def account() -> ResponseReturnValue:
    """One's own account: duties and the browsers that are signed in."""
    return render_template("account/account.html", sessions=list_sessions(reading(), me().account_id))


@bp.post("/tai-khoan/phien/<uuid:session_id>/ket-thuc")
@open_to_signed_in()
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of one's own sessions."""
    with transaction() as session:
        end_sessions(session, me().account_id, now=clock(), session_id=SessionID(session_id))
    said(_("That browser is signed out."))
    return redirect(url_for("account.account"))


@bp.post("/tai-khoan/phien/ket-thuc-tat-ca")
@open_to_signed_in()
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    with transaction() as session:
        end_sessions(session, me().account_id, now=clock(), keep_this=True)
    said(_("All other browsers are signed out."))
    return redirect(url_for("account.account"))

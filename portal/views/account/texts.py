"""Short messages to my telephone: asked for, confirmed by a code, ended, also by the link in each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.errors import RefusedError
from portal import (
    text_words,  # noqa: F401  its words register themselves
    throttles,
)
from portal.access import me, open_to_everybody, open_to_signed_in
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.refusals import sentence
from portal.sessions import is_confirmed
from portal.texts.numbers import (
    TextCodeWrongError,
    ask_for_number,
    confirm_number,
    end_texts,
    find_number,
    find_stop,
)
from portal.views.account import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/tai-khoan/tin-nhan")
@open_to_signed_in()
def texts() -> ResponseReturnValue:
    """Whether messages come, and where."""
    return _page()


@bp.post("/tai-khoan/tin-nhan")
@open_to_signed_in()
def ask_for_texts() -> ResponseReturnValue:
    """Send a code to a number; the password is asked for first, as for every address that news go to (C10)."""
    refuse_unexpected("number")
    _require_on()
    if not is_confirmed(clock()):
        return redirect(url_for("account.confirm", next=url_for("account.texts")))
    typed = request.form.get("number", "")[:40]
    try:
        with transaction() as session:
            throttles.count_try(session, purpose="texts", name=str(me().account_id), now=clock())
            ask_for_number(session, typed, by=me().account_id, now=clock())
    except RefusedError as error:
        return _page(problem=error, typed=typed)
    said(_("A code is on its way to your telephone. Type it in here within 15 minutes."))
    return redirect(url_for("account.texts"))


@bp.post("/tai-khoan/tin-nhan/xac-nhan")
@open_to_signed_in()
def confirm_texts() -> ResponseReturnValue:
    """The code as it came."""
    refuse_unexpected("code")
    _require_on()
    with transaction() as session:
        is_right = confirm_number(session, request.form.get("code", "")[:20], by=me().account_id, now=clock())
    if not is_right:
        return _page(problem=TextCodeWrongError())
    said(_("Short messages come from now on. Each says how to end them."))
    return redirect(url_for("account.texts"))


@bp.post("/tai-khoan/tin-nhan/bo")
@open_to_signed_in()
def end_own_texts() -> ResponseReturnValue:
    """No more messages; the number is forgotten."""
    refuse_unexpected()
    with transaction() as session:
        end_texts(session, me().account_id, now=clock())
    said(_("No more short messages come, and your number is forgotten. All notices stand on the portal."))
    return redirect(url_for("account.texts"))


@bp.get("/tin-nhan/thoi/<code>")
@open_to_everybody()
def stop_texts(code: str) -> ResponseReturnValue:
    """Whoever reads a message may end them without signing in; looking alone ends nothing."""
    if find_stop(reading(), code) is None:
        abort(404)
    return render_template("account/stop_texts.html", code=code, is_done=False)


@bp.post("/tin-nhan/thoi/<code>")
@open_to_everybody()
def confirm_stop_texts(code: str) -> ResponseReturnValue:
    """No more messages."""
    refuse_unexpected()
    with transaction() as session:
        account_id = find_stop(session, code)
        if account_id is None:
            abort(404)
        end_texts(session, account_id, now=clock())
    return render_template("account/stop_texts.html", code=code, is_done=True)


def _require_on() -> None:
    """Where the office sends no messages, nothing is kept either."""
    if not current_app.extensions["bangvang_settings"].text_url:
        abort(404)


def _page(*, problem: RefusedError | None = None, typed: str = "") -> ResponseReturnValue:
    page = render_template(
        "account/texts.html",
        is_on=bool(current_app.extensions["bangvang_settings"].text_url),
        row=find_number(reading(), me().account_id),
        problem=sentence(problem) if problem else "",
        typed=typed,
        is_confirmed=is_confirmed(clock()),
    )
    return page, status_of(problem) if problem else 200

"""Which letters I want, and the page behind the link in a letter that ends those which are no duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access import me, open_to_everybody, open_to_signed_in
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.mail.choices import Wanted, choose, get_choice, read_stop
from portal.views.account import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

CHOICES = (
    (Wanted.EACH, _l("Each letter at once")),
    (Wanted.DAILY, _l("One letter a day, in the morning, with everything that is no duty of mine")),
    (Wanted.DUTY, _l("Only letters about my duties")),
)


@bp.get("/tai-khoan/thu")
@open_to_signed_in()
def mails() -> ResponseReturnValue:
    """What I chose."""
    chosen = get_choice(reading(), me().account_id)
    is_on = bool(current_app.extensions["bangvang_settings"].mail_url)
    return render_template("account/mails.html", choices=CHOICES, chosen=chosen, is_on=is_on)


@bp.post("/tai-khoan/thu")
@open_to_signed_in()
def choose_mails() -> ResponseReturnValue:
    """Choose again."""
    refuse_unexpected("wanted")
    wanted = request.form.get("wanted", "")
    if wanted not in set(Wanted):
        abort(422)
    with transaction() as session:
        choose(session, me().account_id, Wanted(wanted), now=clock())
    said(_("Your choice is kept. Everything stands on the page “Notices” as before."))
    return redirect(url_for("account.mails"))


@bp.get("/thu/thoi/<token>")
@open_to_everybody()
def stop_mails(token: str) -> ResponseReturnValue:
    """Whoever reads the letter may end such letters without signing in; looking alone ends nothing."""
    if read_stop(token, now=clock()) is None:
        abort(404)
    return render_template("account/stop_mails.html", token=token, is_done=False)


@bp.post("/thu/thoi/<token>")
@open_to_everybody()
def confirm_stop_mails(token: str) -> ResponseReturnValue:
    """No more letters but those of duties."""
    refuse_unexpected()
    account_id = read_stop(token, now=clock())
    if account_id is None:
        abort(404)
    with transaction() as session:
        choose(session, account_id, Wanted.DUTY, now=clock())
    return render_template("account/stop_mails.html", token=token, is_done=True)

"""My calendar: the secret address that my own programs read the milestones from; made, shown once, taken back."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.actions.calendar_addresses import drop_calendar_address, set_calendar_address
from judging.queries.calendar_addresses import find_calendar_address
from judging.queries.programmes import list_plans_in_force
from portal.access import me, open_to_signed_in
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.open_values import absolute
from portal.views.account import bp
from portal.words import say_actions

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

say_actions(
    {
        "calendar_address.make": _l("calendar address made"),
        "calendar_address.drop": _l("calendar address taken back"),
    }
)


@bp.get("/tai-khoan/lich")
@open_to_signed_in()
def own_calendar() -> ResponseReturnValue:
    """Whether there is an address, and the public calendars of the contests."""
    return _page("")


@bp.post("/tai-khoan/lich")
@open_to_signed_in()
def make_calendar() -> ResponseReturnValue:
    """A new address, shown this once; an earlier one ends."""
    refuse_unexpected()
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        digest = hashlib.sha256(token.encode()).hexdigest()
        set_calendar_address(session, digest=digest, by=me(), now=clock())
    return _page(absolute("public.own_calendar", token=token))


@bp.post("/tai-khoan/lich/bo")
@open_to_signed_in()
def drop_calendar() -> ResponseReturnValue:
    """Whoever holds the address reads nothing any more."""
    refuse_unexpected()
    with transaction() as session:
        drop_calendar_address(session, by=me(), now=clock())
    said(_("The address is worth nothing any more."))
    return redirect(url_for("account.own_calendar"))


def _page(address: str) -> ResponseReturnValue:
    session = reading()
    return render_template(
        "account/calendar.html",
        address=address,
        held=find_calendar_address(session, me().account_id),
        plans=list_plans_in_force(session),
    )

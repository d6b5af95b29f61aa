"""What short links lead to: a film for the player of one account, an original from the downloads' own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import NotFoundError
from portal.access import me, open_to_everybody, open_to_signed_in
from portal.streaming import downloaded as download_of
from portal.streaming import watched_by
from portal.views.uploads import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/xem/<token>")
@open_to_signed_in()
def watch(token: str) -> ResponseReturnValue:
    """A range of what the link was made for; 404 when it is over or another's, and the player asks for a new one."""
    response = watched_by(token, account=str(me().account_id))
    if response is None:
        raise NotFoundError("link")
    return response


@bp.get("/tai/<token>")
@open_to_everybody()
def downloaded(token: str) -> ResponseReturnValue:
    """An original as an attachment. Without sign-in, whose cookie stays with the other origin: the link is the key."""
    response = download_of(token)
    if response is None:
        raise NotFoundError("link")
    return response

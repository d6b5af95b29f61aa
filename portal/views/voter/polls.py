"""Voting for a prize by vote: the works, one's own votes, and nobody's number before the close (E22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.votes import cast_vote, withdraw_vote
from judging.errors import NotFoundError, RefusedError
from judging.queries.votes import get_poll, get_shown, get_work, list_polls, look_as_voter
from judging.spec.words import VoteShows
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import arrived_at, clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.strict import refuse_unexpected
from portal.refusals import sentence
from portal.streaming import ranged
from portal.throttles import count_act
from portal.views.voter import bp
from portal.vote_networks import network_word
from portal.voter_pages import load_poll, load_work, shown_poll

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

MOST_ACTS = 30
"""So many votes are given, moved and taken back by one account in ten minutes, at most."""


@bp.get("/binh-chon")
@open_to_signed_in()
def polls() -> ResponseReturnValue:
    """The votes in which the signed-in person takes part."""
    now = clock()
    found = [shown_poll(one, now=now) for one in list_polls(reading(), visible_to=me())]
    return render_template("voter/polls.html", polls=found)


@bp.get("/binh-chon/<uuid:poll_id>")
@open_to_signed_in()
def poll(poll_id: UUID) -> ResponseReturnValue:
    """The works of one vote, and which of them the voter votes for."""
    return _page(poll_id)


@bp.get("/binh-chon/<uuid:poll_id>/bai/<uuid:work_id>")
@open_to_signed_in()
def work(poll_id: UUID, work_id: UUID) -> ResponseReturnValue:
    """One work, as the judges read or watched it; where voters are shown titles alone there is no such page."""
    poll, shown, parts = load_work(poll_id, work_id)
    if not poll.shows_works:
        raise NotFoundError("work")
    return render_template("voter/work.html", poll=poll, work=shown, parts=parts)


@bp.get("/binh-chon/<uuid:poll_id>/bai/<uuid:work_id>/tep/<uuid:rendition_id>")
@open_to_signed_in()
def rendition(poll_id: UUID, work_id: UUID, rendition_id: UUID) -> ResponseReturnValue:
    """The bytes of a film or picture of a work, in ranges, under a neutral name."""
    session = reading()
    page = look_as_voter(session, get_poll(session, poll_id, visible_to=me()), visible_to=me())
    if page.poll.rule.shows is not VoteShows.WORKS:
        raise NotFoundError("rendition")
    found = get_shown(get_work(page, work_id), rendition_id)
    response = ranged(found.store_key or "", size=found.size_bytes, media_type=found.media_type)
    response.set_etag(found.etag)
    return response


@bp.post("/binh-chon/<uuid:poll_id>/bai/<uuid:work_id>/binh-chon")
@open_to_signed_in()
def cast(poll_id: UUID, work_id: UUID) -> ResponseReturnValue:
    """Vote for a work."""
    refuse_unexpected()
    network = network_word(request.remote_addr, salt=get_poll(reading(), poll_id, visible_to=me()).row.salt)
    error = _refused() or try_once(lambda s: cast_vote(s, poll_id, work_id, network=network, by=me(), now=arrived_at()))
    if error is not None:
        return _page(poll_id, error=error)
    said(_("Your vote is recorded. You may change it until the vote closes."))
    return redirect(url_for("voter.poll", poll_id=poll_id))


@bp.post("/binh-chon/<uuid:poll_id>/bai/<uuid:work_id>/rut")
@open_to_signed_in()
def withdraw(poll_id: UUID, work_id: UUID) -> ResponseReturnValue:
    """Take a vote back."""
    refuse_unexpected()
    error = _refused() or try_once(lambda s: withdraw_vote(s, poll_id, work_id, by=me(), now=arrived_at()))
    if error is not None:
        return _page(poll_id, error=error)
    said(_("Your vote is taken back. You may give it to another work until the vote closes."))
    return redirect(url_for("voter.poll", poll_id=poll_id))


def _refused() -> RefusedError | None:
    """The refusal for whoever acts more often than a person does; tries that fail count too."""
    try:
        with transaction() as session:
            count_act(session, purpose="vote", account_id=me().account_id, most=MOST_ACTS, now=clock())
    except RefusedError as error:
        return error
    return None


def _page(poll_id: UUID, *, error: RefusedError | None = None) -> ResponseReturnValue:
    _found, shown = load_poll(poll_id)
    return render_template("voter/poll.html", poll=shown, problem=sentence(error) if error else ""), status_of(
        error
    ) if error else 200

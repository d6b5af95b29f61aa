"""A vote as its voter sees it: the works in an order of his own, what he votes for, and nobody else's choice."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from judging.queries.votes import get_poll, get_work, look_as_voter
from judging.rules.voting import VoteState
from judging.spec.words import VoteShows
from portal.access import me
from portal.clock import clock
from portal.db import reading
from portal.films import DeskPart, desk_parts
from portal.vote_words import STATES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from judging.models.rounds import Rendition
    from judging.models.votes import PollWork
    from judging.queries.votes import PollAtHand, VoterPoll


@dataclass(frozen=True, slots=True)
class ShownWork:
    """A work to vote for. `title` is empty where it names somebody, `topic` where the plan has none."""

    id: UUID
    number: int
    title: str
    category: str
    topic: str
    is_own: bool
    is_mine: bool

    @property
    def name(self) -> str:
        """How the work is called: its title, or its number alone."""
        return self.title or str(_("Work number %(number)s", number=self.number))


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """A vote on a page. `may_vote` tells whether votes are taken from this voter now."""

    id: UUID
    title: str
    contest: str
    state: VoteState
    word: str
    kind: str
    opens_at: datetime
    closes_at: datetime
    works_each: int
    shows_works: bool
    works: tuple[ShownWork, ...] = ()
    left: int = 0
    waits_until: datetime | None = None

    @property
    def may_vote(self) -> bool:
        """Whether a vote can be given or taken back now."""
        return self.state is VoteState.OPEN and self.waits_until is None

    @property
    def mine(self) -> tuple[ShownWork, ...]:
        """The works that the voter votes for."""
        return tuple(one for one in self.works if one.is_mine)


def load_poll(poll_id: UUID) -> tuple[VoterPoll, ShownPoll]:
    """A vote for the signed-in person. Raises NotFoundError for whoever may not vote in it."""
    session, now = reading(), clock()
    page = look_as_voter(session, get_poll(session, poll_id, visible_to=me()), visible_to=me())
    ordered = sorted(page.works, key=lambda one: _own_order(page.poll, one))
    return page, shown_poll(page.poll, now=now, page=page, works=tuple(_work(page, one) for one in ordered))


def load_work(poll_id: UUID, work_id: UUID) -> tuple[ShownPoll, ShownWork, list[DeskPart]]:
    """One work of a vote with its parts; they are empty where voters are shown titles alone. Raises NotFoundError."""
    page, shown = load_poll(poll_id)
    row = get_work(page, work_id)
    work = next(one for one in shown.works if one.id == work_id)

    def url(one: Rendition) -> str:
        return url_for("voter.rendition", poll_id=poll_id, work_id=work_id, rendition_id=one.id)

    return shown, work, desk_parts(row.code.renditions, url) if shown.shows_works else []


def shown_poll(
    poll: PollAtHand, *, now: datetime, page: VoterPoll | None = None, works: tuple[ShownWork, ...] = ()
) -> ShownPoll:
    """A vote in words; with its works where `page` is the voter's."""
    state = poll.state(now)
    word, kind = STATES[state]
    return ShownPoll(
        id=poll.row.id,
        title=poll.ladder.name,
        contest=poll.plan.plan.title,
        state=state,
        word=str(word),
        kind=kind,
        opens_at=poll.window.opens_at,
        closes_at=poll.window.closes_at,
        works_each=poll.rule.works_each,
        shows_works=poll.rule.shows is VoteShows.WORKS,
        works=works,
        left=max(0, page.left) if page is not None else 0,
        waits_until=page.votes_from if page is not None and page.votes_from > now else None,
    )


def _work(page: VoterPoll, row: PollWork) -> ShownWork:
    plan = page.poll.plan.plan
    category = plan.find_category(row.code.category_key)
    return ShownWork(
        id=row.id,
        number=row.number,
        title=row.code.title,
        category=category.name if category is not None else row.code.category_key,
        topic=row.code.topic_text,
        is_own=row.id in page.own,
        is_mine=row.id in page.mine,
    )


def _own_order(poll: PollAtHand, row: PollWork) -> str:
    """Another order for each voter, the same at each visit: no work is first for all."""
    return sha256(f"{poll.row.salt}\n{me().account_id}\n{row.id}".encode()).hexdigest()

"""Acts on a council or a meeting: its row is held, the act is done once for each form, and told when refused."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from judging.enums import Role
from judging.ids import CouncilID, MeetingID
from judging.queries.councils import get_council
from judging.queries.meetings import get_meeting
from portal.access import me
from portal.acts import try_once
from portal.council_words import COUNT_PROBLEMS
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.refusals import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.errors import RefusedError
    from judging.models.councils import Council
    from judging.queries.meetings import MeetingAtHand

    Act = Callable[[Session, MeetingAtHand], object]
    """What is done to a meeting in a transaction."""

DESK = (Role.COUNCIL_SECRETARY,)
MEMBERS = (Role.COUNCIL,)
draw = secrets.randbelow
"""Where the chance of ballots comes from."""


def meeting_to_read(meeting_id: UUID, roles: tuple[Role, ...]) -> MeetingAtHand:
    """A meeting that the viewer sees in one of `roles`, for a page. Raises NotFoundError."""
    return get_meeting(reading(), MeetingID(meeting_id), visible_to=me(), roles=roles)


def council_to_read(council_id: UUID) -> Council:
    """A council that the viewer looks after, for a page. Raises NotFoundError."""
    return get_council(reading(), CouncilID(council_id), visible_to=me())


def try_on_meeting(meeting_id: UUID, roles: tuple[Role, ...], act: Act) -> RefusedError | None:
    """`try_once` on a meeting that the viewer sees in one of `roles`, its row held."""
    return try_once(
        lambda session: act(
            session, get_meeting(session, MeetingID(meeting_id), visible_to=me(), roles=roles, lock=True)
        )
    )


def try_on_council(council_id: UUID, act: Callable[[Session, Council], object]) -> RefusedError | None:
    """`try_once` on a council that the viewer looks after, its row held."""
    return try_once(
        lambda session: act(session, get_council(session, CouncilID(council_id), visible_to=me(), lock=True))
    )


def cast_unmarked(meeting_id: UUID, act: Act) -> None:
    """An act of voting: no answer is kept for its form, so that nothing says when somebody voted. Refusals are raised.

    A form that is sent twice meets the mark of who has voted, and is told so.
    """
    with transaction() as session:
        act(session, get_meeting(session, MeetingID(meeting_id), visible_to=me(), roles=MEMBERS))


def tell_outcome(error: RefusedError | None, done: str) -> None:
    """Say on the next page that it worked, or why not."""
    if error is None:
        said(done)
    else:
        refused(shown(error))


def shown(error: RefusedError) -> str:
    """The sentence of a refusal, with the words for what does not add up."""
    if error.code == "counts_do_not_add_up":
        facts = {**error.facts, "problem": COUNT_PROBLEMS[str(error.facts["problem"])]}
        return sentence(type(error)(**facts))
    return sentence(error)

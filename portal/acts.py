"""An act of a form: once for each key, in one transaction, and answered with a sentence when it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import NotAllowedError, NotFoundError, RefusedError
from judging.ids import RoundID
from judging.queries.archives import get_archive
from judging.queries.rounds import get_round
from portal.access import me
from portal.clock import clock
from portal.db import reading, transaction
from portal.idempotency import find_answer, keep_answer, key_of_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.queries.programmes import PlanInForce
    from judging.queries.standings import RoundAtHand


def try_once(act: Callable[[Session], object]) -> RefusedError | None:
    """Do `act` in a transaction, unless this form was answered before; the refusal, or None when it is done.

    What does not exist for this viewer, or is not his to do, is raised on: there is no page to show it on.
    """
    key = key_of_request()
    try:
        with transaction() as session:
            if find_answer(session, account_id=me().account_id, key=key) is None:
                act(session)
                keep_answer(session, account_id=me().account_id, key=key, body={}, now=clock())
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        return error
    return None


def try_on_archive(slug: str, act: Callable[[Session, PlanInForce], object]) -> RefusedError | None:
    """`try_once` on a programme whose archive the viewer reads."""
    return try_once(lambda session: act(session, get_archive(session, slug, visible_to=me())))


def try_on_round(
    round_id: UUID, roles: tuple[Role, ...], act: Callable[[Session, RoundAtHand], object]
) -> RefusedError | None:
    """`try_once` on a round that the viewer sees in one of `roles`."""
    return try_once(lambda session: act(session, get_round(session, RoundID(round_id), visible_to=me(), roles=roles)))


def round_to_read(round_id: UUID, roles: tuple[Role, ...]) -> RoundAtHand:
    """A round that the viewer sees in one of `roles`, for a page. Raises NotFoundError."""
    return get_round(reading(), RoundID(round_id), visible_to=me(), roles=roles)

"""An act of a form: once for each key, in one transaction, and answered with a sentence when it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import NotAllowedError, NotFoundError, RefusedError
from portal.access import me
from portal.clock import clock
from portal.db import transaction
from portal.idempotency import find_answer, keep_answer, key_of_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session


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

"""How large a request's body may be: small by default, larger only where a view says so (D22).

The limit is set before anything looks at the body; the guard against forged forms would look first.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from flask import current_app, request
from werkzeug.exceptions import ServiceUnavailable

from portal.arrival import LARGE_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from config import Settings

View = TypeVar("View", bound="Callable[..., object]")
MARK = "_body_bytes"
RETRY_AFTER_SECONDS = 2


def body_up_to(limit: Callable[[Settings], int]) -> Callable[[View], View]:
    """Let the decorated view take bodies of up to `limit(settings)` bytes."""

    def mark(view: View) -> View:
        setattr(view, MARK, limit)
        return view

    return mark


class BodyCount:
    """How many large bodies each account sends at this moment, so that none takes all places."""

    def __init__(self, most: int) -> None:
        self._most, self._counts, self._lock = most, Counter[str](), threading.Lock()

    @contextmanager
    def one_of(self, account: str) -> Iterator[None]:
        """Hold a place of `account` for the block. Raises ServiceUnavailable, and the sender tries again later."""
        with self._lock:
            if self._counts[account] >= self._most:
                raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
            self._counts[account] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[account] -= 1
                self._counts += Counter()  # forgets who sends nothing


def one_body_of(account: object) -> AbstractContextManager[None]:
    """A place for the request's body of `account`, for as long as the block reads it; a small one needs none."""
    if 0 < (request.content_length or 0) <= LARGE_BODY_BYTES:
        return nullcontext()
    count: BodyCount = current_app.extensions["bangvang_bodies"]
    return count.one_of(str(account))


def install_bodies(app: Flask, settings: Settings) -> None:
    """Set the limit of each request from its view's mark. Comes before whatever reads forms."""
    app.extensions["bangvang_bodies"] = BodyCount(settings.bodies_per_account)

    @app.before_request
    def _set_limit() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        limit = getattr(view, MARK, None)
        if limit is not None:
            request.max_content_length = limit(current_app.extensions["bangvang_settings"])

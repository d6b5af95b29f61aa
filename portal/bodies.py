"""How large a request's body may be: small by default, larger only where a view says so (D22).

The limit is set before anything looks at the body; the guard against forged forms would look first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import current_app, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from config import Settings

View = TypeVar("View", bound="Callable[..., object]")
MARK = "_body_bytes"


def body_up_to(limit: Callable[[Settings], int]) -> Callable[[View], View]:
    """Let the decorated view take bodies of up to `limit(settings)` bytes."""

    def mark(view: View) -> View:
        setattr(view, MARK, limit)
        return view

    return mark


def install_bodies(app: Flask) -> None:
    """Set the limit of each request from its view's mark. Comes before whatever reads forms."""

    @app.before_request
    def _set_limit() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        limit = getattr(view, MARK, None)
        if limit is not None:
            request.max_content_length = limit(current_app.extensions["bangvang_settings"])

"""What a person reads when something is refused or goes wrong: a sentence that says what to do, and no stack trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import Response, g, jsonify, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from judging.errors import (
    AlreadyDoneError,
    JudgingStoppedError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleVersionError,
)
from media.store.contract import (
    ObjectDamagedError,
    ObjectMissingError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)
from portal.asking import wants_json
from portal.refusals import sentence
from portal.throttles import WINDOW, TooManyRequestsError

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

log = structlog.get_logger()
TOO_MANY = 429
STATUS: dict[type[RefusedError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    StaleVersionError: 409,
    AlreadyDoneError: 409,
    TooManyRequestsError: TOO_MANY,
    JudgingStoppedError: 503,
}
WAIT_SECONDS = str(int(WINDOW.total_seconds()))
PAGES = {400, 401, 403, 404, 405, 409, 413, 421, 422, 429, 500, 503}
RETRY_SECONDS = "5"
CANNOT_WRITE = ("disk is full", "readonly database", "disk I/O error", "unable to open database file", "No space left")
"""What SQLite and PostgreSQL say of a disk on which nothing can be written (X12)."""


def status_of(error: RefusedError) -> int:
    """The HTTP status of a refusal; 422 where the act itself is refused."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 422)


def answer(status: int, *, said: str = "", code: str = "") -> ResponseReturnValue:
    """The error page (or JSON) for `status`, with the refusal's own sentence where there is one."""
    if wants_json():
        return jsonify(error=code or str(status), said=said), status
    page = status if status in PAGES else 500
    name = {401: 403, 405: 404, 422: 400}.get(page, page)
    return render_template(f"errors/{name}.html", said=said, request_id=g.get("request_id", "")), status


def _with_headers(response: Response, error: Exception) -> Response:
    """`response` with what its status asks for: when to come back, or which methods there are."""
    if isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = WAIT_SECONDS
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _install_store_errors(app: Flask) -> None:
    @app.errorhandler(StoreUnavailableError)
    @app.errorhandler(StoreFullError)
    def _store_away(error: StoreError) -> ResponseReturnValue:
        """X11: what is accepted is safe, and what was asked for works again by itself."""
        log.error("store_unavailable", error=str(error))
        said = _("The storage of files does not answer just now. What was received is safe. Try again in a minute.")
        response = app.make_response(answer(503, said=said, code="store_away"))
        response.headers["Retry-After"] = RETRY_SECONDS
        return response

    @app.errorhandler(ObjectMissingError)
    @app.errorhandler(ObjectDamagedError)
    def _file_lost(error: StoreError) -> ResponseReturnValue:
        """D25: found before a byte is sent; the daily check of all files finds it as well and tells the operator."""
        log.error("object_lost", error=repr(error))
        said = _("This file cannot be read from the storage. Please tell the administrators; they can restore it.")
        return answer(500, said=said, code="file_lost")


def install_errors(app: Flask) -> None:
    """Register the handlers of `app`."""
    _install_store_errors(app)

    @app.errorhandler(RefusedError)
    def _refused(error: RefusedError) -> ResponseReturnValue:
        status = status_of(error)
        log.info("refused", code=error.code, status=status)
        said = "" if isinstance(error, NotFoundError) else sentence(error)
        return _with_headers(app.make_response(answer(status, said=said, code=error.code)), error)

    @app.errorhandler(StaleDataError)
    def _stale(_error: StaleDataError) -> ResponseReturnValue:
        return _refused(StaleVersionError())

    @app.errorhandler(CSRFError)
    def _forged(error: CSRFError) -> ResponseReturnValue:
        log.info("refused", code="csrf", why=error.description)
        return answer(400, code="csrf")

    @app.errorhandler(PoolTimeoutError)
    @app.errorhandler(OperationalError)
    def _database_away(error: OperationalError | PoolTimeoutError) -> ResponseReturnValue:
        why = str(getattr(error, "orig", error))
        log.error("database_unavailable", error=why)
        is_disk = any(words in why for words in CANNOT_WRITE)
        said = _(
            "The portal cannot save anything just now: its disk is full or locked. Nothing was changed. "
            "Please tell the administrators and try again later."
        )
        response = app.make_response(answer(503, said=said if is_disk else "", code="disk" if is_disk else "busy"))
        response.headers["Retry-After"] = RETRY_SECONDS
        return response

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if isinstance(error.response, Response) or status < 400:  # noqa: PLR2004  redirects are no errors
            return error.get_response()
        return _with_headers(app.make_response(answer(status)), error)

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> ResponseReturnValue:
        if app.testing:
            raise error
        log.error("broken", error=repr(error))
        return answer(500)

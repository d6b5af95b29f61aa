"""The door: stamps the moment of arrival and limits how many request bodies are read at once (design 5.5, 10)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request

from portal.patience import PatientBody, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from config import Settings
    from portal.clock import Clock

STAMP = "bangvang.arrived_at"
LARGE_BODY_BYTES = 64 * 1024
RETRY_AFTER_SECONDS = 2


class Door:
    """WSGI middleware around the whole application."""

    def __init__(
        self, inner: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], settings: Settings, tell: Clock
    ) -> None:
        self._inner, self._settings, self._tell = inner, settings, tell
        self._bodies = threading.BoundedSemaphore(settings.concurrent_bodies)
        self._watch = Watch(seconds=settings.body_stall_seconds)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[STAMP] = self._stamp(environ)
        if not _has_large_body(environ):
            return self._patiently(environ, start_response)
        if not self._bodies.acquire(blocking=False):
            # Refused before a byte is read: the uploader waits and tries again, pages stay quick.
            start_response(
                "503 Service Unavailable",
                [
                    ("Retry-After", str(RETRY_AFTER_SECONDS)),
                    ("Content-Type", "text/plain; charset=utf-8"),
                    ("Connection", "close"),
                ],
            )
            return [b"busy\n"]
        try:
            return self._patiently(environ, start_response)
        finally:
            self._bodies.release()

    def _patiently(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let the inner application read a body that may be slow, but not for ever."""
        length = _length(environ)
        if length == 0 or "wsgi.input" not in environ:
            return self._inner(environ, start_response)
        address = str(environ.get("REMOTE_ADDR", ""))
        is_small = not _has_large_body(environ)
        body = PatientBody(environ["wsgi.input"], length=length, address=address, is_small=is_small)
        environ["wsgi.input"] = body
        with self._watch.over(body):
            return self._inner(environ, start_response)

    def _stamp(self, environ: WSGIEnvironment) -> datetime:
        header = self._settings.arrival_header
        if header and self._settings.trusted_proxies:
            raw = str(environ.get("HTTP_" + header.upper().replace("-", "_"), "")).removeprefix("t=")
            try:
                return datetime.fromtimestamp(float(raw), UTC)
            except (ValueError, OverflowError, OSError):
                pass  # a proxy that sends no stamp is noticed by the readiness page, not by an entrant
        return self._tell()


def _has_large_body(environ: WSGIEnvironment) -> bool:
    length = _length(environ)
    return length is None or length > LARGE_BODY_BYTES


def _length(environ: WSGIEnvironment) -> int | None:
    """How long the body is; None where that is not said, or not sensibly."""
    told: Any = environ.get("CONTENT_LENGTH") or None
    if told is None:
        return None if "HTTP_TRANSFER_ENCODING" in environ else 0
    try:
        return max(0, int(told))
    except ValueError:
        return None


def install_arrival(app: Flask, settings: Settings) -> None:
    """Stamp every request at the door and hand the stamp to the request's own context."""
    app.wsgi_app = Door(app.wsgi_app, settings, app.extensions["bangvang_clock"])  # type: ignore[method-assign]

    @app.before_request
    def _keep_stamp() -> None:
        g.arrived_at = request.environ.get(STAMP)

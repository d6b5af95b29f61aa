"""The door: stamps the moment of arrival and limits how many request bodies are read at once (design 5.5, 10)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request

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

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[STAMP] = self._stamp(environ)
        if not _has_large_body(environ):
            return self._inner(environ, start_response)
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
            return self._inner(environ, start_response)
        finally:
            self._bodies.release()

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
    length: Any = environ.get("CONTENT_LENGTH") or 0
    try:
        return int(length) > LARGE_BODY_BYTES
    except ValueError:
        return True


def install_arrival(app: Flask, settings: Settings) -> None:
    """Stamp every request at the door and hand the stamp to the request's own context."""
    app.wsgi_app = Door(app.wsgi_app, settings, app.extensions["bangvang_clock"])  # type: ignore[method-assign]

    @app.before_request
    def _keep_stamp() -> None:
        g.arrived_at = request.environ.get(STAMP)

"""Public pages are kept for a moment in the web server's own memory: a thousand citizens read one result at once.

It is a shared cache as any between us and a browser, and keeps what such a cache may keep: answers that say `public`
(`portal/caching.py`), to people without any cookie. It forgets all of them at every change that this process makes,
so that what is taken down is gone at once; what another process changes is seen after `public_cache_seconds`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from portal.compression import TEXTS
from portal.db import changes
from portal.packed import accepts_gzip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from config import Settings

    Inner = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]

MOST_PAGES = 200
MOST_BYTES = 128 * 1024
"""Of one page; with MOST_PAGES it bounds the memory that this takes to 25 MiB."""
LONGEST_QUERY = 200
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
"""Whoever sends one of these is asked for himself, or has an answer already."""

Key = tuple[str, str, str, str, bool]
"""Scheme, host, path, query, and whether it is compressed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: its head, its bytes, when it was made (monotonic seconds), and after how many changes."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    made_at: float
    change: int


@dataclass(slots=True)
class PublicCache:
    """WSGI middleware directly around the application."""

    inner: Inner
    seconds: float
    _kept: dict[Key, Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_asked_by_anybody(environ):
            return self.inner(environ, start_response)
        key = _key(environ)
        found, now = self._kept.get(key), time.monotonic()
        if found is not None and now - found.made_at < self.seconds and found.change == changes.number:
            start_response(found.status, [*found.headers, ("Age", str(int(now - found.made_at)))])
            return [found.body]
        return self._made(environ, start_response, key)

    def _made(self, environ: WSGIEnvironment, start_response: StartResponse, key: Key) -> Iterable[bytes]:
        """The application's answer, kept where that is allowed."""
        change, now = changes.number, time.monotonic()  # before it reads: what changes meanwhile makes it old
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:  # noqa: ANN401
            said.append((status, headers))
            return start_response(status, headers, *rest)

        answer = self.inner(environ, listen)
        if not said or not _may_be_kept(*said[0]):
            return answer
        try:
            body = b"".join(answer)
        finally:
            if (close := getattr(answer, "close", None)) is not None:
                close()
        if len(body) <= MOST_BYTES:
            self._keep(key, Kept(*said[0], body, now, change))
        return [body]

    def _keep(self, key: Key, page: Kept) -> None:
        with self._lock:
            if len(self._kept) >= MOST_PAGES:
                self._kept.clear()  # they live for seconds: which of them is oldest is not worth knowing
            self._kept[key] = page


def _is_asked_by_anybody(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and not any(name in environ for name in PERSONAL)
    )


def _key(environ: WSGIEnvironment) -> Key:
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


def _may_be_kept(status: str, headers: list[tuple[str, str]]) -> bool:
    told = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and told.get("cache-control", "").startswith("public")
        and told.get("content-type", "").partition(";")[0] in TEXTS
        and told.get("content-length", "").isdecimal()
        and int(told["content-length"]) <= MOST_BYTES
        and "set-cookie" not in told
        and {one.strip().lower() for one in told.get("vary", "").split(",") if one} <= {"cookie", "accept-encoding"}
    )


def install_public_cache(app: Flask, settings: Settings) -> None:
    """Keep the public pages of `app` for `settings.public_cache_seconds`; 0 keeps none."""
    if settings.public_cache_seconds > 0:
        app.wsgi_app = PublicCache(app.wsgi_app, settings.public_cache_seconds)  # type: ignore[method-assign]

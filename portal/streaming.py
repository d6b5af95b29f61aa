"""Handing stored bytes out: as a download under a name of ours, or in ranges of at most 1 MiB to a player.

Whoever calls has looked the thing up through the viewer; no address holds a key of the store (A02, A13).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, current_app, request

from media.store.contract import StorageKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from media.store.contract import Store

RANGE_BYTES = 2**20
CHUNK_BYTES = 64 * 1024
POLICY = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def download(key: str, *, size: int, name: str, media_type: str) -> Response:
    """The whole object as an attachment called `name`, never shown inside our pages."""
    response = Response(_chunks(_store(), key, size), mimetype=media_type)
    response.headers["Content-Length"] = str(size)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return _guarded(response)


def ranged(key: str, *, size: int, media_type: str) -> Response:
    """The range that a player asks for, at most 1 MiB of it; without a range the object from its beginning."""
    wanted = request.headers.get("Range", "")
    if not wanted:
        response = Response(_chunks(_store(), key, size), mimetype=media_type)
        response.headers["Content-Length"] = str(size)
        response.headers["Accept-Ranges"] = "bytes"
        return _guarded(response)
    found = _wanted(wanted, size)
    if found is None:
        response = Response(status=416, mimetype=media_type)
        response.headers["Content-Range"] = f"bytes */{size}"
        return _guarded(response)
    start, length = found
    with _store().open(StorageKey(key), start=start, length=length) as file:
        body = file.read()
    response = Response(body, status=206, mimetype=media_type)
    response.headers["Content-Range"] = f"bytes {start}-{start + len(body) - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    return _guarded(response)


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        last = min(int(match[2]), size, RANGE_BYTES)
        return (size - last, last) if last else None
    start = int(match[1])
    end = min(int(match[2]), size - 1) if match[2] else size - 1
    if start > end or start >= size:
        return None
    return start, min(end - start + 1, RANGE_BYTES)


def _chunks(store: Store, key: str, length: int) -> Iterator[bytes]:
    """The bytes while the server sends them: the request and its application are over by then."""
    with store.open(StorageKey(key), start=0, length=length) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store

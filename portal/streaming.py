"""Handing stored bytes out: as a download under a name of ours, or in ranges of at most 1 MiB to a player.

Whoever calls has looked the thing up through the viewer; no address holds a key of the store (A02, A13).

`ranged` is for judges and for what everybody may see: every byte passes the portal, which asks again who may see it.
`watched` is for other players: the authorised address leads to a short link, the store's own where it has a door, and
player.js comes back for another one at the same second when it lapses. `download` gives originals, as attachments
only, from an origin of their own where the office has one. Where nginx stands in front of the disk, `accel_prefix`
names its internal location, and nginx sends the bytes; never to judges, for it would tell the file's time (A14).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, current_app, request, url_for
from werkzeug.wsgi import wrap_file

from media.store.contract import StorageKey
from portal.clock import clock
from portal.short_links import read_link, write_link

if TYPE_CHECKING:
    from typing import BinaryIO

    from config import Settings
    from media.store.contract import Store

RANGE_BYTES = 2**20
CHUNK_BYTES = 64 * 1024
DOWNLOAD_SECONDS = 60
PLAY, DOWNLOAD = "play", "download"
POLICY = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def download(key: str, *, size: int, name: str, media_type: str) -> Response:
    """The whole object as an attachment called `name`, never shown inside our pages."""
    if _settings().downloads_url:
        facts: dict[str, str | int] = {"key": key, "size": size, "name": name, "type": media_type}
        token = write_link(DOWNLOAD, facts, now=clock(), seconds=DOWNLOAD_SECONDS)
        path = url_for("uploads.downloaded", token=token)
        return _elsewhere(_settings().downloads_url.rstrip("/") + path)
    return _attachment(key, size=size, name=name, media_type=media_type)


def downloaded(token: str) -> Response | None:
    """The attachment that a link of the downloads' own origin stands for; None for a link that is over or not ours."""
    facts = read_link(DOWNLOAD, token, now=clock())
    if facts is None:
        return None
    return _attachment(
        str(facts["key"]), size=int(facts["size"]), name=str(facts["name"]), media_type=str(facts["type"])
    )


def watched(key: str, *, size: int, media_type: str, account: str) -> Response:
    """A short link for the player of `account`, who may see the object now: the store's own, or one of ours."""
    seconds = _settings().play_link_seconds
    address = _store().read_address(StorageKey(key), expires_seconds=seconds, media_type=media_type)
    if address is None:
        facts: dict[str, str | int] = {"key": key, "size": size, "type": media_type, "account": account}
        address = url_for("uploads.watch", token=write_link(PLAY, facts, now=clock(), seconds=seconds))
    return _elsewhere(address)


def watched_by(token: str, *, account: str) -> Response | None:
    """The range that a player asks for at its short link; None for one that is over, not ours, or another's (A24)."""
    facts = read_link(PLAY, token, now=clock())
    if facts is None or facts["account"] != account:
        return None
    return ranged(str(facts["key"]), size=int(facts["size"]), media_type=str(facts["type"]), by_proxy=True)


def ranged(key: str, *, size: int, media_type: str, by_proxy: bool = False) -> Response:
    """The range that a player asks for, at most 1 MiB of it; without a range the object from its beginning.

    `by_proxy`: nginx may send it where it is configured, in ranges of its own.
    """
    if by_proxy and (handed := _handed_over(key, media_type)):
        return handed
    wanted = request.headers.get("Range", "")
    if not wanted:
        response = _whole(key, size, media_type)
        response.headers["Accept-Ranges"] = "bytes"
        return response
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


def _attachment(key: str, *, size: int, name: str, media_type: str) -> Response:
    response = _handed_over(key, media_type) or _whole(key, size, media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def _handed_over(key: str, media_type: str) -> Response | None:
    """An answer that lets nginx send the object from its internal location; None where that is not configured."""
    settings = _settings()
    if not settings.accel_prefix or settings.is_on_s3:
        return None
    with _store().local_path(StorageKey(key), scratch=settings.scratch_folder) as path:
        place = path.resolve().relative_to(settings.store_folder.resolve()).as_posix()
    response = Response(mimetype=media_type)
    response.headers["X-Accel-Redirect"] = f"{settings.accel_prefix.rstrip('/')}/{place}"
    return _guarded(response)


def _whole(key: str, size: int, media_type: str) -> Response:
    """All bytes while the server sends them: by sendfile where the server has it, else piece by piece."""
    file: BinaryIO = _store().open(StorageKey(key), start=0, length=size)
    body = wrap_file(request.environ, file, CHUNK_BYTES)
    response = Response(body, mimetype=media_type, direct_passthrough=True)
    response.headers["Content-Length"] = str(size)
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


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _elsewhere(address: str) -> Response:
    """The way to an address that is good for a moment: no cache keeps it."""
    return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bangvang_settings"]
    return settings


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store

"""The bare floor of bench/uploads.py: a WSGI application that writes bodies to disk and gives them back, and no more.

PUT /raw/<name> streams to disk, PUT /hash/<name> hashes on the way, POST /form/<name> takes a multipart form,
GET /<name> gives the range that is asked for. As the portal does, every write is flushed to the disk before the answer.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from werkzeug.datastructures import FileStorage

CHUNK = 256 * 1024
FOLDER = Path(os.environ.get("BENCH_FLOOR", "."))
RANGE = re.compile(r"bytes=(\d+)-(\d+)")


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The server's entry point."""
    request = Request(environ)
    return answer(request)(environ, start_response)


def answer(request: Request) -> Response:
    way, _, name = request.path.strip("/").partition("/")
    if way == "alive":
        return Response("yes")
    if request.method == "GET":
        return give(request, FOLDER / Path(way).name)
    with (FOLDER / Path(name).name).open("wb") as file:
        source: FileStorage | object = request.files["file"].stream if way == "form" else request.stream
        digest = None if way == "raw" else hashlib.sha256()
        while chunk := source.read(CHUNK):  # type: ignore[attr-defined]  # both have it
            if digest is not None:
                digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fdatasync(file.fileno())
    return Response(digest.hexdigest() if digest is not None else "done")


def give(request: Request, path: Path) -> Response:
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None:
        return Response(status=416)
    first, last = int(found[1]), int(found[2])
    with path.open("rb") as file:
        return Response(os.pread(file.fileno(), last - first + 1, first), status=206)

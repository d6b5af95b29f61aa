"""The small texts among the static files, packed once for each process: style sheets joined into one, all compressed.

WhiteNoise sends compressed what lies compressed beside its file; here nothing is built before it runs, so the texts are
packed in memory (some 300 kB). Fonts and pictures, which do not shrink, stay WhiteNoise's.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SHEETS = ("tokens", "base", "layout", "forms", "components", "lists", "work")
SITE_SHEET = "css/site.css"
"""All of `SHEETS` in one file, in their order: one request on a bad line instead of seven."""
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
YEAR = "max-age=31536000, public, immutable"
MINUTE = "max-age=60, public"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Packed:
    """One file: its bytes, the same compressed, its type and hash."""

    raw: bytes
    compressed: bytes
    media_type: str
    sha256: str


@lru_cache(maxsize=4)
def packed_files(folder: Path) -> dict[str, Packed]:
    """Every text below `folder` by its name there, and `SITE_SHEET`."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES
    }
    found[SITE_SHEET] = joined(found[f"css/{name}.css"].decode() for name in SHEETS).encode()
    return {name: _pack(raw, TYPES[Path(name).suffix]) for name, raw in found.items()}


def joined(sheets: Iterable[str]) -> str:
    r"""Style sheets as one, without comments and line breaks.

    >>> joined(["/* one */ a {\n  color: red;\n}", "b { }"])
    'a { color: red; } b { }'
    """
    return " ".join(_SPACE.sub(" ", _COMMENT.sub("", sheet)).strip() for sheet in sheets)


def with_packed(app: WSGIApplication, folder: Path) -> WSGIApplication:
    """`app` behind the packed files, which are answered under /static/."""
    files = packed_files(folder)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        packed = files.get(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if packed is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return app(environ, start)
        return _send(packed, environ, start)

    return answer


def _send(packed: Packed, environ: WSGIEnvironment, start: Callable[..., object]) -> Iterable[bytes]:
    small = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = packed.compressed if small else packed.raw
    etag = f'"{packed.sha256[:32]}{"-gz" if small else ""}"'
    stamped = f"v={packed.sha256[:12]}" in environ.get("QUERY_STRING", "")
    headers = [
        ("Content-Type", packed.media_type),
        ("Cache-Control", YEAR if stamped else MINUTE),
        ("ETag", etag),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        start("304 Not Modified", headers)
        return []
    headers.append(("Content-Length", str(len(body))))
    if small:
        headers.append(("Content-Encoding", "gzip"))
    start("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def accepts_gzip(told: str) -> bool:
    """Whether `Accept-Encoding` takes gzip.

    >>> accepts_gzip("br, gzip;q=0.5"), accepts_gzip("gzip;q=0"), accepts_gzip("identity")
    (True, False, False)
    """
    for one in told.lower().split(","):
        name, _, weight = one.strip().partition(";")
        if name.strip() in {"gzip", "*"}:
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False


def _pack(raw: bytes, media_type: str) -> Packed:
    return Packed(raw, gzip.compress(raw, 9, mtime=0), media_type, hashlib.sha256(raw).hexdigest())

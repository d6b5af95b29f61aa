"""Static files under addresses that carry their hash, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, has_request_context, request, url_for
from whitenoise import WhiteNoise

from portal.packed import SITE_SHEET, packed_files, with_packed

if TYPE_CHECKING:
    from flask import Flask

YEAR_SECONDS = 31_536_000


def static_url(filename: str) -> str:
    """The address of a static file, with the first signs of its SHA-256 as a query."""
    if has_request_context() and not current_app.debug:
        return _kept(filename, request.script_root)
    return _address(filename)


@lru_cache(maxsize=512)
def _kept(filename: str, _script_root: str) -> str:
    """Every page names a dozen of them, and without debugging a file does not change while the portal runs."""
    return _address(filename)


def _address(filename: str) -> str:
    folder = Path(current_app.static_folder or "")
    if filename == SITE_SHEET:
        return url_for("static", filename=filename, v=packed_files(folder)[filename].sha256[:12])
    stamp = _stamp(folder / filename, _changed(folder / filename))
    return url_for("static", filename=filename, v=stamp)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if current_app.debug and path.exists() else 0


@lru_cache(maxsize=512)
def _stamp(path: Path, _changed_ns: int) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except FileNotFoundError:
        return "missing"


def install_statics(app: Flask) -> None:
    """Serve `portal/static` before the application is asked, compressed files and ranges included."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=app.static_folder, prefix="static/", max_age=YEAR_SECONDS, allow_all_origins=False
    )
    if not app.debug:
        app.wsgi_app = with_packed(app.wsgi_app, Path(app.static_folder or ""))  # type: ignore[assignment,method-assign]
        app.jinja_env.globals["site_sheet"] = SITE_SHEET
    app.jinja_env.globals["static_url"] = static_url

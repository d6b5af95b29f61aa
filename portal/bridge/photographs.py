"""A photograph as it was sent becomes two pictures of pixels alone, in the store, before any row names them."""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from judging.actions.photographs import NewPhotograph
from media.images import reencode_image
from media.reports import FileKind
from media.sandbox import SandboxError
from media.scratch import held_folder
from media.sniffing import sniff
from media.store.contract import StorageKey

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.datastructures import FileStorage

    from media.store.contract import Store

MOST_BYTES = 20 * 2**20
LARGE_SIDE, SMALL_SIDE = 1600, 640


def read_photograph(file: FileStorage, *, alt: str, caption: str) -> tuple[NewPhotograph | None, str]:
    """The stored photograph, or None and a sentence why it cannot be taken. Place, camera and time are gone from it."""
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with held_folder(scratch) as folder:
        path = folder / "photograph"
        with path.open("wb") as target:
            shutil.copyfileobj(file.stream, target)
        kind = sniff(path, file.filename).kind
        if not kind.is_image:
            return None, _("This is no photograph: please send JPEG, PNG or WebP.")
        if path.stat().st_size > MOST_BYTES:
            return None, _("The photograph is larger than 20 MB.")
        large, small = folder / "large", folder / "small"
        try:
            width, height = reencode_image(path, large, kind=kind, max_side=LARGE_SIDE)
            reencode_image(path, small, kind=kind, max_side=SMALL_SIDE)
        except SandboxError:
            return None, _("The photograph cannot be read. Please save it again as JPEG and send that.")
        media_type = "image/png" if kind is FileKind.PNG else "image/jpeg"
        return NewPhotograph(
            store_key=_stored(large),
            small_key=_stored(small),
            media_type=media_type,
            size_bytes=large.stat().st_size,
            small_bytes=small.stat().st_size,
            width=width,
            height=height,
            alt=alt,
            caption=caption,
        ), ""


def _stored(path: Path) -> str:
    store: Store = current_app.extensions["bangvang_store"]
    key = StorageKey(secrets.token_hex(32))
    with path.open("rb") as file:
        store.put(key, file)
    return key

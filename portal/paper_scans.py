"""Scans of signed papers: taken as PDF, JPEG or PNG by their bytes, stored before the row that names them."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from typing import TYPE_CHECKING

from flask import current_app

from judging.actions.papers import StoredFile
from judging.errors import RefusedError
from media.reports import FileKind
from media.scratch import held_folder
from media.sniffing import sniff
from media.store.contract import StorageKey

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

    from media.store.contract import Store

MOST_SCAN_BYTES = 20 * 2**20
MEDIA_TYPES = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


class ScanRefusedError(RefusedError):
    """The scan is of another kind or larger than allowed."""

    code = "scan_refused"


def store_scan(file: FileStorage) -> StoredFile:
    """The bytes in the store. Raises ScanRefusedError."""
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with held_folder(scratch) as folder:
        path = folder / "scan"
        with path.open("wb") as target:
            shutil.copyfileobj(file.stream, target)
        kind = sniff(path).kind
        data = path.read_bytes()
    if kind not in MEDIA_TYPES or len(data) > MOST_SCAN_BYTES:
        raise ScanRefusedError
    key = secrets.token_hex(32)
    _store().put(StorageKey(key), data)
    return StoredFile(key, hashlib.sha256(data).hexdigest(), len(data), MEDIA_TYPES[kind])


def forget(scan: StoredFile) -> None:
    """Give back the room of a scan that no row names."""
    _store().delete(StorageKey(scan.key))


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store

"""The store on a disk of this machine: everything under one folder that only we may enter.

objects/ab/cd/<key>/{content,journal}     complete, read-only
uploads/<key>/{content,journal,claims}    open; an upload's reference is its key
passing/                                  being made or being removed; a sweep empties it

It is longer than 300 lines: the contract of a store, method by method.
"""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from media.store.contract import (
    ByteSource,
    ObjectDamagedError,
    ObjectExistsError,
    ObjectMissingError,
    PartDiffersError,
    PartReceived,
    PartSizeError,
    StorageKey,
    StoredObject,
    StoreFullError,
    Swept,
    UploadIncompleteError,
    UploadMismatchError,
    UploadRef,
    parse_key,
    part_length,
)
from media.store.disk_folder import CHUNK, Folder, PartWriter, disk_errors, list_missing, sync_folder
from media.store.disk_reading import Window, hash_next


class DiskStore:
    """A `media.store.contract.Store`. `reserve_bytes` of the disk are left to the database and the logs."""

    browser_origin: str | None = None

    def __init__(self, root: Path, *, reserve_bytes: int = 0) -> None:
        self._root = root
        self._reserve_bytes = reserve_bytes
        self._objects, self._uploads, self._passing = root / "objects", root / "uploads", root / "passing"
        with disk_errors(root.name):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.chmod(0o700)
            for folder in (self._objects, self._uploads, self._passing):
                _make_folder(folder)

    # Uploading

    def create_upload(self, key: StorageKey, *, size: int, part_size: int) -> UploadRef:
        place = self._uploads / parse_key(key)
        if size < 1 or part_size < 1:
            raise UploadMismatchError(upload=key, size=size, asked=size)
        if self._object(key).is_dir():
            raise ObjectExistsError(key)
        if not place.is_dir():
            self._create(place, size=size, part_size=part_size)
        journal = self._upload(key).journal()
        if (journal.size, journal.part_size) != (size, part_size):
            raise UploadMismatchError(upload=key, size=journal.size, asked=size)
        return UploadRef(key)

    def part_address(
        self,
        upload: UploadRef,
        number: int,  # noqa: ARG002  the contract's
        *,
        length: int,  # noqa: ARG002  the contract's
        expires_seconds: int,  # noqa: ARG002  the contract's
        sha256: str | None = None,  # noqa: ARG002  the contract's
    ) -> str | None:
        """None: a disk has no door of its own, the portal signs an address and calls `write_part`."""
        self._upload(upload)
        return None

    def write_part(self, upload: UploadRef, number: int, stream: ByteSource, *, length: int) -> PartReceived:
        folder = self._upload(upload)
        with disk_errors(upload):
            agreed = folder.journal()
        expected = part_length(number, size=agreed.size, part_size=agreed.part_size)
        if length != expected or not expected:
            raise PartSizeError(number=number, length=length, expected=expected)
        try:
            writer = PartWriter(folder, number)
            try:
                part = writer.receive(stream, length=length)
            finally:
                writer.close()
        except ObjectMissingError:
            self._upload(upload)  # completed meanwhile: say that instead
            raise
        if writer.journal.parts.get(number, part) != part:
            raise PartDiffersError(number)
        return part

    def list_parts(self, upload: UploadRef) -> tuple[PartReceived, ...]:
        folder = self._upload(upload)
        with disk_errors(upload):
            parts = folder.journal().parts
        return tuple(parts[number] for number in sorted(parts))

    def complete(self, upload: UploadRef, *, size: int) -> StoredObject:
        key = parse_key(upload)
        try:
            folder = self._upload(upload)
            with disk_errors(upload), folder.locked():
                self._finish(folder, key, size)
        except (ObjectExistsError, ObjectMissingError):
            if (self._uploads / key).is_dir():
                raise
        stored = self.head(key)
        if stored.size != size:
            raise UploadMismatchError(upload=upload, size=stored.size, asked=size)
        return stored

    def abort(self, upload: UploadRef) -> None:
        folder = Folder(self._uploads / parse_key(upload))
        try:
            with disk_errors(upload), folder.locked():
                folder.discard(self._trash(upload))
        except ObjectMissingError:
            return

    def _create(self, place: Path, *, size: int, part_size: int) -> None:
        room = self.free_bytes()
        if room < size:
            raise StoreFullError(f"{size} bytes are asked for, {room} are free")
        with disk_errors(place.name), self._being_made(place.name) as made:
            folder = Folder.make(made, size=size, part_size=part_size)
            try:
                folder.move(place)
            except OSError:
                if not place.is_dir():  # else somebody created the same upload a moment before
                    raise

    def _finish(self, folder: Folder, key: StorageKey, size: int) -> None:
        journal = folder.journal()
        if missing := list_missing(journal):
            raise UploadIncompleteError(missing)
        if journal.size != size:
            raise UploadMismatchError(upload=key, size=journal.size, asked=size)
        place = self._object(key)
        if place.is_dir():
            raise ObjectExistsError(key)
        _seal(folder)
        _make_folder(place.parent)
        folder.move(place)
        Folder(place).end_claims()

    # Objects

    def put(self, key: StorageKey, source: ByteSource | bytes) -> StoredObject:
        place = self._object(key)
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        with disk_errors(key), self._being_made(key) as made:
            folder = Folder(made)
            part = _fill(folder.content, stream)
            folder.begin_journal(size=part.size, part_size=max(1, part.size))
            folder.record(part)
            _seal(folder)
            sync_folder(made)
            _make_folder(place.parent)
            try:
                folder.move(place)
            except OSError:
                if not place.is_dir():
                    raise
        stored = self.head(key)
        if (stored.size, stored.sha256) != (part.size, part.sha256):
            raise ObjectExistsError(key)
        return stored

    def open(self, key: StorageKey, *, start: int = 0, length: int | None = None) -> BinaryIO:
        with disk_errors(key):
            descriptor = os.open(self._object(key) / "content", os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        return io.BufferedReader(Window(descriptor, start, length))

    def head(self, key: StorageKey) -> StoredObject:
        with disk_errors(key):
            journal = Folder(self._object(key)).journal()
        return StoredObject(key, journal.size, journal.whole_sha256)

    def read_address(
        self,
        key: StorageKey,
        *,
        expires_seconds: int,  # noqa: ARG002  the contract's
        media_type: str | None = None,  # noqa: ARG002  the contract's
        file_name: str | None = None,  # noqa: ARG002  the contract's
    ) -> str | None:
        """None: the portal streams what lies on its own disk."""
        self.head(key)
        return None

    @contextmanager
    def local_path(self, key: StorageKey, *, scratch: Path) -> Iterator[Path]:  # noqa: ARG002  no copy needed
        self.head(key)
        yield self._object(key) / "content"

    def verify(self, key: StorageKey, *, sha256: str | None = None) -> StoredObject:
        with disk_errors(key):
            journal = Folder(self._object(key)).journal()
            whole = hashlib.sha256()
            with self.open(key) as content:
                if os.fstat(content.fileno()).st_size != journal.size:
                    raise ObjectDamagedError(key)
                for number in sorted(journal.parts):
                    digest = hash_next(content, journal.parts[number].size, whole)
                    if digest != journal.parts[number].sha256:
                        raise ObjectDamagedError(key)
        if list_missing(journal) or sha256 not in {None, whole.hexdigest()}:
            raise ObjectDamagedError(key)
        return StoredObject(key, journal.size, whole.hexdigest())

    def delete(self, key: StorageKey) -> None:
        folder = Folder(self._object(key))
        if folder.path.is_dir():
            with disk_errors(key):
                folder.discard(self._trash(key))

    # Housekeeping

    def list_keys(self, *, before: datetime | None = None) -> Iterator[StorageKey]:
        for path in sorted(self._objects.glob("*/*/*")):
            # The folder changed for the last time when its upload's claims ended, or when it was put.
            if before is None or _is_older(path, before):
                yield StorageKey(path.name)

    def free_bytes(self) -> int:
        with disk_errors(self._root.name):
            return max(0, shutil.disk_usage(self._root).free - self._reserve_bytes)

    def check(self) -> None:
        with disk_errors(self._root.name):
            descriptor, name = tempfile.mkstemp(dir=self._passing)
            os.close(descriptor)
            os.unlink(name)  # noqa: PTH108  a name that mkstemp gave

    def sweep(self, *, before: datetime) -> Swept:
        uploads = 0
        for path in sorted(self._uploads.iterdir()):
            uploads += self._sweep_upload(Folder(path), before)
        leftovers = 0
        for path in sorted(self._passing.iterdir()):
            if path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                leftovers += 1
        return Swept(uploads, leftovers)

    def _sweep_upload(self, folder: Folder, before: datetime) -> bool:
        try:
            with disk_errors(folder.path.name), folder.locked():
                is_old = folder.touched_at() < before.timestamp()
                if is_old:
                    folder.discard(self._trash(folder.path.name))
        except ObjectMissingError:
            return False  # completed or aborted at this moment
        return is_old

    # Places

    def _object(self, key: StorageKey) -> Path:
        name = parse_key(key)
        return self._objects / name[:2] / name[2:4] / name

    def _upload(self, upload: UploadRef | StorageKey) -> Folder:
        key = parse_key(upload)
        folder = Folder(self._uploads / key)
        if not folder.path.is_dir():
            raise ObjectExistsError(key) if self._object(key).is_dir() else ObjectMissingError(upload)
        return folder

    def _trash(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}.", dir=self._passing))

    @contextmanager
    def _being_made(self, name: str) -> Iterator[Path]:
        """A folder to fill, removed unless it was moved to its place."""
        made = self._trash(name)
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _make_folder(path: Path) -> None:
    """Make a folder and those above it, durably."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def _is_older(path: Path, moment: datetime) -> bool:
    """Whether a folder is there and was changed before a moment."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _seal(folder: Folder) -> None:
    """Make the content durable and read-only."""
    descriptor = os.open(folder.content, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o400)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(path: Path, stream: ByteSource) -> PartReceived:
    digest = hashlib.sha256()
    size = 0
    with path.open("xb") as content:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += content.write(chunk)
    return PartReceived(1, size, digest.hexdigest())

"""The folder of one upload or object: `content`, `journal`, and while parts come, `claims`.

An upload and the object that it becomes are the same folder under another parent, so completing is one
rename. Everything that several processes may touch happens under the lock of `claims`.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from media.store.contract import (
    ByteSource,
    ObjectDamagedError,
    ObjectMissingError,
    PartCutError,
    PartReceived,
    PartTakenOverError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
    part_length,
)

CHUNK = 1 << 20

_FIRST_LINE = re.compile(r"bytes ([0-9]{1,18}) parts-of ([0-9]{1,18})")
_PART_LINE = re.compile(r"part ([0-9]{1,9}) ([0-9]{1,18}) ([0-9a-f]{64})")
_CLAIM = struct.Struct("<Q")
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_WRITE = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
_CREATE = _WRITE | os.O_CREAT | os.O_EXCL


@contextlib.contextmanager
def disk_errors(name: str) -> Iterator[None]:
    """Say what the disk says in the words of the contract."""
    try:
        yield
    except FileNotFoundError:
        raise ObjectMissingError(name) from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise StoreFullError(error.strerror) from error
        raise StoreUnavailableError(error.strerror) from error


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Journal:
    """What is recorded about a folder: the sizes that were agreed, and each part that is durable."""

    size: int
    part_size: int
    parts: dict[int, PartReceived]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a journal. A line that a death of the process tore does not match, and is as if not there."""
        descriptor = os.open(path, _READ)
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as lines:
            first = _FIRST_LINE.fullmatch(lines.readline().rstrip("\n"))
            if first is None:  # it is written whole before the folder gets its name, so it was changed since
                raise ObjectDamagedError(path.parent.name)
            matches = [_PART_LINE.fullmatch(line.rstrip("\n")) for line in lines]
        parts = {int(match[1]): PartReceived(int(match[1]), int(match[2]), match[3]) for match in matches if match}
        return cls(size=int(first[1]), part_size=int(first[2]), parts=parts)

    @property
    def whole_sha256(self) -> str | None:
        """The hash of the whole, known without reading where one part is the whole."""
        only = self.parts.get(1)
        return only.sha256 if only is not None and only.size == self.size else None


class Folder:
    """One folder at `path`; the methods hold their own locks. Raises OSError and the contract's errors."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path / "content"
        self._journal = path / "journal"
        self._claims = path / "claims"

    @classmethod
    def make(cls, path: Path, *, size: int, part_size: int) -> Self:
        """Fill an empty folder with reserved room and an empty journal, durably."""
        folder = cls(path)
        content = os.open(folder.content, _CREATE, 0o600)
        try:
            os.posix_fallocate(content, 0, size)
            os.fsync(content)
        finally:
            os.close(content)
        folder.begin_journal(size=size, part_size=part_size)
        folder.reserve_claims(-(-size // part_size))
        sync_folder(path)
        return folder

    def reserve_claims(self, parts: int) -> None:
        """Make room for a claim on each part, so that a disk that fills up later does not stop the upload."""
        claims = os.open(self._claims, _CREATE, 0o600)
        try:
            os.posix_fallocate(claims, 0, (parts + 1) * _CLAIM.size)
            os.fsync(claims)
        finally:
            os.close(claims)

    def begin_journal(self, *, size: int, part_size: int) -> None:
        """Write the journal's first line, durably."""
        journal = os.open(self._journal, _CREATE, 0o600)
        try:
            os.write(journal, f"bytes {size} parts-of {part_size}\n".encode())
            os.fsync(journal)
        finally:
            os.close(journal)

    def journal(self) -> Journal:
        return Journal.read(self._journal)

    def touched_at(self) -> float:
        """The POSIX time of the last sign of life: a part begun or recorded."""
        return max(path.stat().st_mtime for path in (self._claims, self._journal))

    def record(self, part: PartReceived) -> None:
        """Append a part to the journal, durably."""
        journal = os.open(self._journal, _WRITE | os.O_APPEND)
        try:
            # A torn line before this one must not swallow it, hence the line feed in front.
            line = f"\npart {part.number} {part.size} {part.sha256}\n".encode()
            if os.write(journal, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(journal)
        finally:
            os.close(journal)

    @contextlib.contextmanager
    def locked(self) -> Iterator[int]:
        """The folder to ourselves, for moments only; ObjectMissingError when it is an upload no more."""
        claims = os.open(self._claims, _WRITE)
        try:
            with self.holding(claims):
                yield claims
        finally:
            os.close(claims)

    @contextlib.contextmanager
    def holding(self, claims: int) -> Iterator[None]:
        """Hold the lock on an open claims file."""
        fcntl.flock(claims, fcntl.LOCK_EX)
        try:
            if os.fstat(claims).st_nlink == 0:
                raise ObjectMissingError(self.path.name)
            yield
        finally:
            fcntl.flock(claims, fcntl.LOCK_UN)

    def move(self, target: Path) -> None:
        """Make the folder appear at `target` at once and durably; OSError when something is there."""
        source = self.path.parent
        self.path.rename(target)
        sync_folder(target.parent)
        sync_folder(source)

    def discard(self, trash: Path) -> None:
        """Let the folder vanish at once, then remove it. Called under the lock, or where nobody knows it."""
        self.path.rename(trash)
        sync_folder(self.path.parent)
        shutil.rmtree(trash)  # whoever waits for the lock finds it without a name

    def end_claims(self) -> None:
        """There is nothing left to claim once the object is complete."""
        self._claims.unlink(missing_ok=True)


class PartWriter:
    """One request's hold on one part. A later request for the same part takes it over."""

    def __init__(self, folder: Folder, number: int) -> None:
        self._folder = folder
        self._number = number
        with disk_errors(folder.path.name):
            self._claims = os.open(folder.path / "claims", _WRITE)
            try:
                self._content = os.open(folder.content, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except OSError:
                os.close(self._claims)
                raise
        try:
            with disk_errors(folder.path.name), folder.holding(self._claims):
                self.journal = folder.journal()
                self._mine = self._claimed() + 1
                os.pwrite(self._claims, _CLAIM.pack(self._mine), number * _CLAIM.size)
        except StoreError:
            self.close()
            raise

    def receive(self, stream: ByteSource, *, length: int) -> PartReceived:
        """Take `length` bytes and record them; of a part already recorded, only hash them."""
        known = self.journal.parts.get(self._number)
        begins = (self._number - 1) * self.journal.part_size
        digest = hashlib.sha256()
        received = 0
        while chunk := stream.read(min(CHUNK, length - received)):
            digest.update(chunk)
            if known is None:
                self._write(chunk, begins + received)
            received += len(chunk)
        if received < length:
            raise PartCutError(number=self._number, received=received, expected=length)
        part = PartReceived(self._number, length, digest.hexdigest())
        if known is None:
            with disk_errors(self._folder.path.name):
                os.fdatasync(self._content)  # the journal never names bytes that are not durable
            with self._still_mine():
                self._folder.record(part)
        return part

    def close(self) -> None:
        os.close(self._claims)
        os.close(self._content)

    def _write(self, chunk: bytes, offset: int) -> None:
        rest = memoryview(chunk)
        with self._still_mine():
            while rest:
                written = os.pwrite(self._content, rest, offset)
                offset += written
                rest = rest[written:]

    @contextlib.contextmanager
    def _still_mine(self) -> Iterator[None]:
        with disk_errors(self._folder.path.name), self._folder.holding(self._claims):
            if self._claimed() != self._mine:
                raise PartTakenOverError(self._number)
            yield

    def _claimed(self) -> int:
        """How often this part was claimed."""
        slot = os.pread(self._claims, _CLAIM.size, self._number * _CLAIM.size)
        return int(_CLAIM.unpack(slot)[0]) if len(slot) == _CLAIM.size else 0


def list_missing(journal: Journal) -> tuple[int, ...]:
    """The numbers of the parts that are not recorded."""
    numbers = range(1, -(-journal.size // journal.part_size) + 1)
    return tuple(number for number in numbers if not _is_whole(journal, number))


def _is_whole(journal: Journal, number: int) -> bool:
    part = journal.parts.get(number)
    return part is not None and part.size == part_length(number, size=journal.size, part_size=journal.part_size)

"""Reading what the disk store holds: a range of a file, and the hashes of its pieces."""

import hashlib
import io
import os
from typing import BinaryIO

from media.store.disk_folder import CHUNK


class Window(io.RawIOBase):
    """The bytes of an open file from `start`, at most `length`."""

    def __init__(self, descriptor: int, start: int, length: int | None) -> None:
        self._descriptor = descriptor
        self._at = start
        self._ends = None if length is None else start + length

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class is wider
        wanted = len(buffer) if self._ends is None else min(len(buffer), self._ends - self._at)
        count = os.preadv(self._descriptor, [memoryview(buffer)[:wanted]], self._at)
        self._at += count
        return count

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def hash_next(content: BinaryIO, size: int, whole: "hashlib._Hash") -> str:
    """Hash the next `size` bytes, and feed them to the hash of the whole."""
    digest = hashlib.sha256()
    while size and (chunk := content.read(min(CHUNK, size))):
        digest.update(chunk)
        whole.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()

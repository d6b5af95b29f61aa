"""Reading an object of an S3-compatible store: one stream that goes on where its connection broke."""

import io
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

from media.store.contract import ObjectDamagedError, ObjectExistsError, StoreUnavailableError
from media.store.s3_requests import BeyondTheEndError, Patience, Requests

MOST_BREAKS = 8
"""So many breaks without a byte between them end a reading; each byte that comes begins the count anew."""


class Range(io.RawIOBase):
    """The bytes of an object from `start`, at most `length`; the object must not change meanwhile."""

    def __init__(self, requests: Requests, path: str, *, start: int, length: int | None) -> None:
        self._requests, self._path = requests, path
        self._at = start
        self._ends: int | None = None if length is None else start + length
        self._etag: str | None = None
        self._body: Any = None
        self._breaks = 0
        self._connect()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class is wider
        while self._ends is None or self._at < self._ends:
            if self._body is None:
                self._connect()
                continue
            try:
                chunk = self._body.read(len(buffer))
            except (BotoCoreError, HTTPError, OSError) as error:
                self._break(error)
                continue
            if not chunk:
                self._break(None)
                continue
            self._breaks = 0
            self._at += len(chunk)
            buffer[: len(chunk)] = chunk
            return len(chunk)
        return 0

    def close(self) -> None:
        if not self.closed:
            self._let_go()
        super().close()

    def _connect(self) -> None:
        """Ask for what is not read yet; learn where the object ends and which object it is."""
        last = "" if self._ends is None else str(max(self._at, self._ends - 1))
        match = {} if self._etag is None else {"IfMatch": self._etag}
        try:
            answer = self._requests.ask(
                "get_object",
                self._path,
                patience=Patience(),
                Key=self._path,
                Range=f"bytes={self._at}-{last}",
                **match,
            )
        except BeyondTheEndError:
            self._ends = self._at
            return
        except ObjectExistsError as error:
            raise ObjectDamagedError(self._path) from error  # another object lies there than a moment ago
        self._body = answer["Body"]
        self._etag = answer.get("ETag")
        ends = self._at + int(answer["ContentLength"])
        self._ends = ends if self._ends is None else min(self._ends, ends)

    def _break(self, error: Exception | None) -> None:
        self._let_go()
        self._breaks += 1
        if self._breaks > MOST_BREAKS:
            raise StoreUnavailableError("get_object: the connection breaks again and again") from error

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def open_range(requests: Requests, path: str, *, start: int, length: int | None) -> BinaryIO:
    """A buffered stream. Raises ObjectMissingError at once, and while reading StoreUnavailableError."""
    return io.BufferedReader(Range(requests, path, start=start, length=length), buffer_size=1 << 18)

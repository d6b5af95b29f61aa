"""Where bytes live: one contract, kept by the disk of one machine and by every S3-compatible store.

Bytes come as an *upload* in numbered parts (from a browser) or by `put` (made by the server), become an
immutable *object* under a key, and stay until `delete`.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NewType, Protocol

StorageKey = NewType("StorageKey", str)
UploadRef = NewType("UploadRef", str)

PART_HASH_HEADER = "x-amz-content-sha256"
"""The header in which a browser repeats the `sha256` that a part's address was signed for."""

_KEY = re.compile(r"[0-9a-f]{32,64}")


class ByteSource(Protocol):
    """What bytes are read from: a file, a request body, a buffer."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b"" at the end."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class PartReceived:
    """A part that is durable. `number` counts from 1; `sha256` in hex, None where a store cannot tell."""

    number: int
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A complete object. `sha256` in hex, None where it is not known without reading it (see `verify`)."""

    key: StorageKey
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed."""

    uploads: int
    leftovers: int


class StoreError(Exception):
    """The store did not do what it was asked. Each way not to is a class below."""


class ObjectMissingError(StoreError):
    """There is no such object or upload (the one error for everything that is not there)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing is stored as {name}")
        self.name = name


class KeyMalformedError(StoreError):
    """A key or an upload reference is not one that this house could have made."""

    def __init__(self, name: str) -> None:
        super().__init__(f"not a key: {name[:80]!r}")
        self.name = name


class ObjectExistsError(StoreError):
    """The key holds a complete object, and objects never change."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is complete and cannot change")
        self.key = key


class UploadMismatchError(StoreError):
    """The key has an open upload of another size or part size, or completing was asked for another size."""

    def __init__(self, *, upload: str, size: int, asked: int) -> None:
        super().__init__(f"upload {upload} is of {size} bytes, not {asked}")
        self.upload = upload
        self.size = size
        self.asked = asked


class PartSizeError(StoreError):
    """A part has no such number, or not the length that its number prescribes."""

    def __init__(self, *, number: int, length: int, expected: int) -> None:
        super().__init__(f"part {number} is of {length} bytes, not {expected}")
        self.number = number
        self.length = length
        self.expected = expected


class PartCutError(StoreError):
    """The stream ended before the part was whole; nothing is recorded and the part can be sent again."""

    def __init__(self, *, number: int, received: int, expected: int) -> None:
        super().__init__(f"part {number} broke off after {received} of {expected} bytes")
        self.number = number
        self.received = received
        self.expected = expected


class PartTakenOverError(StoreError):
    """A later writer sends the same part; this one must stop (and may ask which parts are there)."""

    def __init__(self, number: int) -> None:
        super().__init__(f"part {number} is being written by a later request")
        self.number = number


class PartDiffersError(StoreError):
    """The part is recorded with other bytes: this is not the file that the upload began with."""

    def __init__(self, number: int) -> None:
        super().__init__(f"part {number} is recorded with other content")
        self.number = number


class UploadIncompleteError(StoreError):
    """Parts are missing."""

    def __init__(self, missing: tuple[int, ...]) -> None:
        super().__init__(f"parts are missing: {missing[:20]}")
        self.missing = missing


class ObjectDamagedError(StoreError):
    """The stored bytes are not those that were received (bit rot, a wrong version, tampering)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} does not hold the bytes that were received")
        self.key = key


class StoreFullError(StoreError):
    """There is no room; nothing half was left behind and it works again when there is."""


class StoreUnavailableError(StoreError):
    """The store answers with errors of its own: unreachable, read-only, failing disk."""


class Store(Protocol):
    """What every store does. The tests in tests/contract/test_store.py hold each one to it.

    Keys are `parse_key`'s: random, made by the caller, and hold nothing from a person. Malformed ones raise
    KeyMalformedError before anything is touched. What is not there raises ObjectMissingError. Any method may
    raise StoreUnavailableError; methods that add bytes may raise StoreFullError. A method that returned has
    made its effect durable: it survives a power cut.

    *Upload.* `create_upload` reserves room for `size` bytes in parts of `part_size` (the last one shorter).
    The same key, size and part size again give the same open upload. Each part then comes either to
    `part_address` (the store's own signed address, good for `expires_seconds`, to which the browser PUTs the
    bytes) or, where that is None, to an address of the portal's, which calls `write_part`. Parts come in any
    order, several at a time. Of two writers of one part the later one goes on and the other gets
    PartTakenOverError, so that a connection that died does not block its own retry. A recorded part sent
    again is compared: equal bytes answer as before, other bytes raise PartDiffersError. A part that broke
    off (PartCutError, or the death of the process) is as if it had never begun.

    A store's own address binds key, upload, part, length and expiry, and with `sha256` (hex) the content:
    then the browser repeats it in the header PART_HASH_HEADER, and the store refuses every other byte. Such a
    store cannot tell the hash of a part afterwards (`PartReceived.sha256` is None), and without `sha256` it
    cannot compare: the later bytes of a part replace the earlier ones until the upload is complete.

    *Complete.* `complete` checks that all parts are there (UploadIncompleteError) and that together they
    are `size` bytes (UploadMismatchError), and turns them into the object; again, it answers the same. From
    then on the object is immutable: `write_part`, `create_upload` and a `put` of other bytes raise
    ObjectExistsError, and no address that was signed before changes it. `abort` forgets an upload and is no
    error for one that is gone. The hash of an object in several parts is not known before `verify`, or
    whoever reads `local_path`, has made it: nothing trusts the object before.

    *Reading.* `open` gives the bytes from `start`, at most `length` of them; beyond the end there are none.
    `head` gives the size. `local_path` gives a path on this machine for as long as the block lasts: on disk
    the object itself (never write to it), elsewhere a copy in `scratch`, removed afterwards. `verify`
    reads everything, compares with what was received (and with `sha256`, when given), and gives the object
    with its hash, or raises ObjectDamagedError. `read_address` is the store's own signed address for reading
    one object for `expires_seconds` (with the media type and, for an attachment, the file name to answer
    with), or None: then the portal streams. It is for players of whoever may see the original; never a judge.

    *Housekeeping.* `delete` is no error for what is gone. `sweep` removes uploads untouched since `before`
    and what killed processes left. `list_keys` walks all objects, or those complete `before` a moment, for
    comparing with the database. `check` raises StoreUnavailableError while the store cannot be used.
    """

    browser_origin: str | None
    """The origin ("https://s3.example.vn") that browsers speak to directly, for the policy of our pages."""

    def create_upload(self, key: StorageKey, *, size: int, part_size: int) -> UploadRef: ...

    def part_address(
        self, upload: UploadRef, number: int, *, length: int, expires_seconds: int, sha256: str | None = None
    ) -> str | None: ...

    def write_part(self, upload: UploadRef, number: int, stream: ByteSource, *, length: int) -> PartReceived: ...

    def list_parts(self, upload: UploadRef) -> tuple[PartReceived, ...]: ...

    def complete(self, upload: UploadRef, *, size: int) -> StoredObject: ...

    def abort(self, upload: UploadRef) -> None: ...

    def put(self, key: StorageKey, source: ByteSource | bytes) -> StoredObject: ...

    def open(self, key: StorageKey, *, start: int = 0, length: int | None = None) -> BinaryIO: ...

    def head(self, key: StorageKey) -> StoredObject: ...

    def read_address(
        self, key: StorageKey, *, expires_seconds: int, media_type: str | None = None, file_name: str | None = None
    ) -> str | None: ...

    def local_path(self, key: StorageKey, *, scratch: Path) -> AbstractContextManager[Path]: ...

    def verify(self, key: StorageKey, *, sha256: str | None = None) -> StoredObject: ...

    def delete(self, key: StorageKey) -> None: ...

    def list_keys(self, *, before: datetime | None = None) -> Iterator[StorageKey]: ...

    def free_bytes(self) -> int | None:
        """Room that is left for objects; None where there is no telling."""
        ...  # pragma: no cover

    def check(self) -> None: ...

    def sweep(self, *, before: datetime) -> Swept: ...


def parse_key(text: str) -> StorageKey:
    """`text` as a key: 32 to 64 lower-case hex digits, as `secrets.token_hex` gives them.

    Raises KeyMalformedError. The pattern is what keeps a path from being made of anything else (D15, D16).
    """
    if not _KEY.fullmatch(text):
        raise KeyMalformedError(text)
    return StorageKey(text)


def count_parts(*, size: int, part_size: int) -> int:
    """How many parts a file of `size` bytes has: 20 bytes in parts of 8 are 3."""
    return -(-size // part_size)


def part_length(number: int, *, size: int, part_size: int) -> int:
    """The length that part `number` must have: of 20 bytes in parts of 8, part 3 has 4. 0: no such part."""
    if number < 1:
        return 0
    return max(0, min(part_size, size - (number - 1) * part_size))

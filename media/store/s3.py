"""The store on any S3-compatible service: browsers send parts straight to it, this server carries no byte of them."""

import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import quote

from media.scratch import held_file
from media.store.contract import (
    PART_HASH_HEADER,
    ByteSource,
    KeyMalformedError,
    ObjectDamagedError,
    ObjectExistsError,
    ObjectMissingError,
    PartCutError,
    PartDiffersError,
    PartReceived,
    PartSizeError,
    StorageKey,
    StoredObject,
    StoreError,
    StoreFullError,
    Swept,
    UploadMismatchError,
    UploadRef,
    parse_key,
    part_length,
)
from media.store.s3_reading import open_range
from media.store.s3_requests import WORKERS_PATIENCE_SECONDS, Patience, Requests, S3Access, if_there
from media.store.s3_sweeping import sweep, walk
from media.store.s3_uploads import COPY_BYTES, Note, Uploads, incoming_path, object_path

CHUNK = 1 << 20
IN_MEMORY = 8 * 2**20
ONE_PUT_BYTES = 64 * 2**20
PIECE_BYTES = 16 * 2**20
Spool = tempfile.SpooledTemporaryFile[bytes]
SHA256_NOTE = "sha256"
"""The metadata under which `put` leaves the hash that it made while reading."""


class S3Store:
    """A `media.store.contract.Store`. `scratch` takes what passes through this server when it writes itself.

    `copy_bytes` and `one_put_bytes` are where larger objects begin to be copied and put in pieces.
    """

    def __init__(
        self, access: S3Access, *, scratch: Path, copy_bytes: int = COPY_BYTES, one_put_bytes: int = ONE_PUT_BYTES
    ) -> None:
        self.browser_origin: str | None = access.public_origin
        self._requests = Requests(access)
        self._uploads = Uploads(self._requests, copy_bytes=copy_bytes)
        self._scratch = scratch
        self._one_put_bytes = one_put_bytes

    # Uploading

    def create_upload(self, key: StorageKey, *, size: int, part_size: int) -> UploadRef:
        parse_key(key)
        patience = Patience()
        try:
            note = self._uploads.find(key, patience=patience)
        except ObjectMissingError:
            if self._find(key, patience) is not None:
                raise ObjectExistsError(key) from None
            note = self._uploads.create(key, size=size, part_size=part_size, patience=patience)
        if (note.size, note.part_size) != (size, part_size):
            raise UploadMismatchError(upload=key, size=note.size, asked=size)
        return UploadRef(key)

    def part_address(
        self, upload: UploadRef, number: int, *, length: int, expires_seconds: int, sha256: str | None = None
    ) -> str | None:
        key = parse_key(upload)
        note = self._note(key, Patience())
        _check_length(note, number, length)
        headers = {"content-length": str(length)}
        if sha256 is not None:
            headers[PART_HASH_HEADER] = sha256
        return self._requests.sign(
            "PUT",
            incoming_path(key),
            parameters={"partNumber": number, "uploadId": note.upload_id},
            headers=headers,
            seconds=expires_seconds,
        )

    def write_part(self, upload: UploadRef, number: int, stream: ByteSource, *, length: int) -> PartReceived:
        """A part by way of this server. Equal bytes are told from others where the store's tag is their MD5."""
        key, patience = parse_key(upload), Patience(WORKERS_PATIENCE_SECONDS)
        note = self._note(key, patience)
        _check_length(note, number, length)
        with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(self._scratch)) as whole:
            digests = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
            received = _pour(stream, whole, digests, most=length)
            if received < length:
                raise PartCutError(number=number, received=received, expected=length)
            known = self._uploads.list_parts(key, note, patience=patience).get(number)
            if known is not None and known.tag.strip('"') != digests[1].hexdigest():
                raise PartDiffersError(number)
            whole.seek(0)
            self._requests.ask(
                "upload_part", key, patience=patience, Key=incoming_path(key), UploadId=note.upload_id,
                PartNumber=number, Body=whole,
            )  # fmt: skip
        return PartReceived(number, length, digests[0].hexdigest())

    def list_parts(self, upload: UploadRef) -> tuple[PartReceived, ...]:
        key, patience = parse_key(upload), Patience()
        try:
            parts = self._uploads.list_parts(key, self._note(key, patience), patience=patience)
        except ObjectMissingError:
            if self._find(key, patience) is not None:
                raise ObjectExistsError(key) from None
            raise
        return tuple(part.received for part in parts.values())

    def complete(self, upload: UploadRef, *, size: int) -> StoredObject:
        key, patience = parse_key(upload), Patience()
        stored = self._find(key, patience)
        if stored is None:
            note = self._note(key, patience)
            if note.size != size:
                raise UploadMismatchError(upload=upload, size=note.size, asked=size)
            try:
                self._uploads.complete(key, note, patience=patience)
            except ObjectMissingError:
                stored = self._find(key, patience)  # somebody else completed it at this moment
                if stored is None:
                    raise
            else:
                stored = self._head(key, patience)
        if stored.size != size:
            raise UploadMismatchError(upload=upload, size=stored.size, asked=size)
        with contextlib.suppress(StoreError):  # the object is there; what cannot be tidied up now is swept
            self._uploads.forget(key, patience=Patience())
        return stored

    def abort(self, upload: UploadRef) -> None:
        self._uploads.forget(parse_key(upload), patience=Patience())

    # Objects

    def put(self, key: StorageKey, source: ByteSource | bytes) -> StoredObject:
        parse_key(key)
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(self._scratch)) as whole:
            digest = hashlib.sha256()
            size = _pour(stream, whole, (digest,))
            whole.seek(0)
            made = StoredObject(key, size, digest.hexdigest())
            try:
                self._send(made, whole)
            except ObjectExistsError:
                if self.head(key) != made:  # else an earlier attempt, whose answer was lost
                    raise
        stored = self.head(key)
        if stored != made:
            raise ObjectDamagedError(key)
        return stored

    def open(self, key: StorageKey, *, start: int = 0, length: int | None = None) -> BinaryIO:
        return open_range(self._requests, object_path(parse_key(key)), start=start, length=length)

    def head(self, key: StorageKey) -> StoredObject:
        return self._head(parse_key(key), Patience())

    def read_address(
        self, key: StorageKey, *, expires_seconds: int, media_type: str | None = None, file_name: str | None = None
    ) -> str | None:
        self.head(key)
        parameters = {"response-cache-control": "no-store"}
        if media_type is not None:
            parameters["response-content-type"] = media_type
        if file_name is not None:
            parameters["response-content-disposition"] = f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
        return self._requests.sign("GET", object_path(key), parameters=parameters, headers={}, seconds=expires_seconds)

    @contextlib.contextmanager
    def local_path(self, key: StorageKey, *, scratch: Path) -> Iterator[Path]:
        stored = self.head(key)
        if shutil.disk_usage(scratch).free < stored.size:
            raise StoreFullError(f"{scratch} has no room for {stored.size} bytes")
        with held_file(scratch, prefix="object-") as copy:
            digest = hashlib.sha256()
            with self.open(key) as content:
                size = _pour(content, copy, (digest,))
            copy.flush()
            if size != stored.size or stored.sha256 not in {None, digest.hexdigest()}:
                raise ObjectDamagedError(key)
            yield Path(copy.name)

    def verify(self, key: StorageKey, *, sha256: str | None = None) -> StoredObject:
        stored = self.head(key)
        digest = hashlib.sha256()
        with self.open(key) as content:
            size = _pour(content, None, (digest,))
        found = digest.hexdigest()
        if size != stored.size or stored.sha256 not in {None, found} or sha256 not in {None, found}:
            raise ObjectDamagedError(key)
        return StoredObject(key, size, found)

    def delete(self, key: StorageKey) -> None:
        with if_there():
            self._requests.ask("delete_object", key, patience=Patience(), Key=object_path(parse_key(key)))

    # Housekeeping

    def list_keys(self, *, before: datetime | None = None) -> Iterator[StorageKey]:
        for name, changed_at in walk(self._requests, "objects/"):
            if before is None or changed_at < before:
                try:
                    yield parse_key(name)
                except KeyMalformedError:
                    continue  # nothing of ours

    def free_bytes(self) -> int | None:
        """None: a bucket tells nobody how much it can still take."""
        return None

    def check(self) -> None:
        self._requests.ask("list_objects_v2", "bucket", patience=Patience(), Prefix="objects/", MaxKeys=1)

    def sweep(self, *, before: datetime) -> Swept:
        return sweep(self._requests, self._uploads, before=before)

    # Steps

    def _note(self, key: StorageKey, patience: Patience) -> Note:
        """The note of an open upload; of a complete one ObjectExistsError."""
        try:
            return self._uploads.find(key, patience=patience)
        except ObjectMissingError:
            if self._find(key, patience) is not None:
                raise ObjectExistsError(key) from None
            raise

    def _head(self, key: StorageKey, patience: Patience) -> StoredObject:
        answer = self._requests.ask("head_object", key, patience=patience, Key=object_path(key))
        metadata = {name.lower(): value for name, value in answer.get("Metadata", {}).items()}
        return StoredObject(key, int(answer["ContentLength"]), metadata.get(SHA256_NOTE))

    def _find(self, key: StorageKey, patience: Patience) -> StoredObject | None:
        try:
            return self._head(key, patience)
        except ObjectMissingError:
            return None

    def _send(self, made: StoredObject, whole: Spool) -> None:
        """Bring what lies here to its final place, unless something is there."""
        key, path = made.key, object_path(made.key)
        notes = {SHA256_NOTE: str(made.sha256)}
        if made.size <= self._one_put_bytes:
            self._requests.ask(
                "put_object", key, patience=Patience(WORKERS_PATIENCE_SECONDS), Key=path, Body=whole,
                Metadata=notes, IfNoneMatch="*",
            )  # fmt: skip
            return
        if self._find(key, Patience()) is not None:
            raise ObjectExistsError(key)
        self._uploads.send(path, whole, metadata=notes, piece_bytes=min(PIECE_BYTES, self._one_put_bytes))


def _check_length(note: Note, number: int, length: int) -> None:
    expected = part_length(number, size=note.size, part_size=note.part_size)
    if length != expected or not expected:
        raise PartSizeError(number=number, length=length, expected=expected)


def _pour(
    source: ByteSource,
    target: IO[bytes] | None,
    digests: "tuple[hashlib._Hash, ...]",
    *,
    most: int | None = None,
) -> int:
    """Read a source to its end, or `most` bytes of it, into a target and some hashes; how many bytes there were."""
    size = 0
    while chunk := source.read(CHUNK if most is None else min(CHUNK, most - size)):
        for digest in digests:
            digest.update(chunk)
        if target is not None:
            target.write(chunk)
        size += len(chunk)
    return size

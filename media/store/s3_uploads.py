"""Uploads on an S3-compatible store: the note that says what was agreed, the parts, and the way to the final key.

uploads/<key>     the note of an open upload: size, length of parts, the store's own number of the upload
incoming/<key>    where the parts go, and what they become for the moments of completing
objects/<key>     the object; no signed address ever named this place, so nothing from outside can change it

The copy from `incoming` to `objects` is not for tidiness: with some stores an address that was signed for a part
still writes after completing, and would break what was accepted (abuse case B08). The copy is out of its reach.
"""

import contextlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from media.store.contract import (
    ByteSource,
    ObjectDamagedError,
    ObjectExistsError,
    PartReceived,
    StorageKey,
    StoreError,
    UploadIncompleteError,
    UploadMismatchError,
    UploadRef,
    count_parts,
    part_length,
)
from media.store.s3_requests import WORKERS_PATIENCE_SECONDS, Patience, Requests, if_there

OBJECTS, INCOMING, NOTES = "objects/", "incoming/", "uploads/"
MOST_PARTS = 10_000
"""What S3 allows for one object."""
COPY_BYTES = 64 * 2**20
COPIES_AT_ONCE = 4
MOST_NOTES = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """What was agreed when an upload was created."""

    size: int
    part_size: int
    upload_id: str


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that the store has, with the tag under which completing names it."""

    received: PartReceived
    tag: str


def object_path(key: StorageKey | UploadRef) -> str:
    """Where an object lies for good."""
    return OBJECTS + key


def incoming_path(key: StorageKey | UploadRef) -> str:
    """Where the parts of an upload go."""
    return INCOMING + key


def note_path(key: StorageKey | UploadRef) -> str:
    """Where the note of an upload lies."""
    return NOTES + key


class Uploads:
    """The open uploads of one bucket."""

    def __init__(self, requests: Requests, *, copy_bytes: int = COPY_BYTES) -> None:
        self._requests = requests
        self._copy_bytes = copy_bytes
        self._notes: dict[str, Note] = {}

    def create(self, key: StorageKey, *, size: int, part_size: int, patience: Patience) -> Note:
        """Open an upload and write its note; of two that do so at once, the first one's note counts."""
        if size < 1 or part_size < 1 or count_parts(size=size, part_size=part_size) > MOST_PARTS:
            raise UploadMismatchError(upload=key, size=size, asked=size)
        answer = self._requests.ask("create_multipart_upload", key, patience=patience, Key=incoming_path(key))
        note = Note(size, part_size, str(answer["UploadId"]))
        body = json.dumps(asdict(note)).encode()
        try:
            self._requests.ask("put_object", key, patience=patience, Key=note_path(key), Body=body, IfNoneMatch="*")
        except ObjectExistsError:
            first = self.find(key, patience=patience)
            if first != note:  # else it is our own, and only the answer was lost
                self._cancel(key, note.upload_id, patience)
            return first
        return note

    def find(self, key: StorageKey | UploadRef, *, patience: Patience) -> Note:
        """The note of an upload, kept in mind because it never changes. Raises ObjectMissingError."""
        known = self._notes.get(key)
        if known is not None:
            return known
        answer = self._requests.ask("get_object", key, patience=patience, Key=note_path(key))
        note = Note(**json.loads(answer["Body"].read()))
        if len(self._notes) >= MOST_NOTES:
            self._notes.clear()
        self._notes[key] = note
        return note

    def list_parts(self, key: StorageKey | UploadRef, note: Note, *, patience: Patience) -> dict[int, SentPart]:
        """The parts that the store has, by their numbers. Raises ObjectMissingError."""
        rows = self._requests.list(
            "list_parts", "Parts", patience=patience, Key=incoming_path(key), UploadId=note.upload_id
        )
        return {
            row["PartNumber"]: SentPart(PartReceived(row["PartNumber"], row["Size"], None), row["ETag"])
            for row in sorted(rows, key=_number)
        }

    def complete(self, key: StorageKey, note: Note, *, patience: Patience) -> None:
        """Join the parts and bring the whole to its final place. Asked again, it goes on where it stopped."""
        with if_there():  # else an earlier attempt joined them, and its answer was lost
            self._join(key, note, patience)
        whole = self._requests.ask("head_object", key, patience=patience, Key=incoming_path(key))
        if whole["ContentLength"] != note.size:
            raise ObjectDamagedError(key)
        self._bring(key, note, whole["ETag"], patience)

    def forget(self, key: StorageKey | UploadRef, *, patience: Patience) -> None:
        """Remove whatever there is of an upload; its note last, so that a sweep finds what is left."""
        self._notes.pop(key, None)
        with if_there():
            self._cancel(key, self.find(key, patience=patience).upload_id, patience)
        with if_there():
            self._requests.ask("delete_object", key, patience=patience, Key=incoming_path(key))
        with if_there():
            self._requests.ask("delete_object", key, patience=patience, Key=note_path(key))
        self._notes.pop(key, None)

    def send(self, path: str, whole: ByteSource, *, metadata: dict[str, str], piece_bytes: int) -> None:
        """Put a large object of the server's own in pieces; half of it is never seen, and removed when it fails."""
        answer = self._requests.ask("create_multipart_upload", path, patience=_workers(), Key=path, Metadata=metadata)
        upload_id = str(answer["UploadId"])
        tags: dict[int, str] = {}
        try:
            while piece := whole.read(piece_bytes):
                number = len(tags) + 1
                answer = self._requests.ask(
                    "upload_part", path, patience=_workers(), Key=path, UploadId=upload_id, PartNumber=number,
                    Body=piece,
                )  # fmt: skip
                tags[number] = str(answer["ETag"])
            with if_there():  # joined already, and the answer was lost: whoever called looks what is there
                self._finish(path, path, upload_id, tags, _workers())
        except StoreError:
            with contextlib.suppress(StoreError):
                self._requests.ask("abort_multipart_upload", path, patience=Patience(), Key=path, UploadId=upload_id)
            raise

    def _join(self, key: StorageKey, note: Note, patience: Patience) -> None:
        parts = self.list_parts(key, note, patience=patience)
        if missing := tuple(_list_missing(note, parts)):
            raise UploadIncompleteError(missing)
        self._finish(key, incoming_path(key), note.upload_id, {n: part.tag for n, part in parts.items()}, patience)

    def _bring(self, key: StorageKey, note: Note, tag: str, patience: Patience) -> None:
        """Copy inside the store. The final place is named by no signed address."""
        source = {"Bucket": self._requests.access.bucket, "Key": incoming_path(key)}
        final = object_path(key)
        if note.size <= self._copy_bytes:
            self._requests.ask(
                "copy_object", key, patience=patience, Key=final, CopySource=source, CopySourceIfMatch=tag
            )
            return
        upload_id, copied = self._copy_under_way(key, final, patience)
        pieces = count_parts(size=note.size, part_size=self._copy_bytes)

        def copy(number: int) -> tuple[int, str]:
            first = (number - 1) * self._copy_bytes
            last = first + part_length(number, size=note.size, part_size=self._copy_bytes) - 1
            answer = self._requests.ask(
                "upload_part_copy", key, patience=patience, Key=final, UploadId=upload_id, PartNumber=number,
                CopySource=source, CopySourceIfMatch=tag, CopySourceRange=f"bytes={first}-{last}",
            )  # fmt: skip
            return number, str(answer["CopyPartResult"]["ETag"])

        with ThreadPoolExecutor(COPIES_AT_ONCE) as threads:
            copied |= threads.map(copy, (number for number in range(1, pieces + 1) if number not in copied))
        self._finish(key, final, upload_id, copied, patience)

    def _copy_under_way(self, key: StorageKey, final: str, patience: Patience) -> tuple[str, dict[int, str]]:
        """The copy that an earlier attempt began, with its pieces; else a new one."""
        begun = self._requests.list("list_multipart_uploads", "Uploads", patience=patience, Prefix=final)
        for upload in begun:
            rows = self._requests.list("list_parts", "Parts", patience=patience, Key=final, UploadId=upload["UploadId"])
            return str(upload["UploadId"]), {row["PartNumber"]: row["ETag"] for row in rows}
        answer = self._requests.ask("create_multipart_upload", key, patience=patience, Key=final)
        return str(answer["UploadId"]), {}

    def _finish(self, key: str, path: str, upload_id: str, tags: dict[int, str], patience: Patience) -> None:
        parts = [{"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)]
        self._requests.ask(
            "complete_multipart_upload", key, patience=patience, Key=path, UploadId=upload_id,
            MultipartUpload={"Parts": parts},
        )  # fmt: skip

    def _cancel(self, key: str, upload_id: str, patience: Patience) -> None:
        with if_there():
            self._requests.ask(
                "abort_multipart_upload", key, patience=patience, Key=incoming_path(StorageKey(key)), UploadId=upload_id
            )


def _list_missing(note: Note, parts: dict[int, SentPart]) -> Iterator[int]:
    """The parts that are not there, or not of the length that was agreed."""
    for number in range(1, count_parts(size=note.size, part_size=note.part_size) + 1):
        part = parts.get(number)
        expected = part_length(number, size=note.size, part_size=note.part_size)
        if part is None or part.received.size != expected:
            yield number


def _workers() -> Patience:
    """Nobody waits at a page for what a worker sends."""
    return Patience(WORKERS_PATIENCE_SECONDS)


def _number(row: dict[str, Any]) -> int:
    return int(row["PartNumber"])

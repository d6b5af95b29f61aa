"""Preparing a bucket, and trying whether a store really does what this house relies on.

"S3-compatible" says little: some stores take a changed link, forget a length or overwrite in silence. Each trial is
what an upload, a thief or a network would do, and its name is a promise that the store must keep.
"""

import io
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from media.store.contract import (
    PART_HASH_HEADER,
    ObjectExistsError,
    ObjectMissingError,
    StorageKey,
    StoreError,
    StoreUnavailableError,
    UploadRef,
    parse_key,
)
from media.store.s3 import S3Store
from media.store.s3_requests import NotSupportedError, Patience, Requests, S3Access

CONTENT, OTHER = b"what the trial sends".ljust(64), b"what a thief sends".ljust(64)
LINK_SECONDS = 60
OK, REFUSED = range(200, 300), range(400, 500)
SWEEP_DAYS = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial: `name` says what was tried, `missing` what is wrong (empty: nothing)."""

    name: str
    missing: str = ""


class FailedTrialError(Exception):
    """The store did what it must not, or did not what it must."""


def prepare_bucket(access: S3Access, *, page_origin: str) -> Iterator[Trial]:
    """Create the bucket if it is missing, let our pages PUT to it, and let the store forget half uploads itself."""
    requests = Requests(access)
    region = access.region
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}

    def create() -> None:
        try:
            requests.ask("head_bucket", access.bucket, patience=Patience())
        except ObjectMissingError:
            requests.ask("create_bucket", access.bucket, patience=Patience(), **place)

    def open_to_pages() -> None:
        rule = {
            "AllowedOrigins": [page_origin],
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": [PART_HASH_HEADER],
            "MaxAgeSeconds": 3600,
        }
        rules = {"CORSRules": [rule]}
        requests.ask("put_bucket_cors", access.bucket, patience=Patience(), CORSConfiguration=rules)

    def forget_half_uploads() -> None:
        rule = {
            "ID": "bangvang-half-uploads",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": SWEEP_DAYS},
        }
        rules = {"Rules": [rule]}
        requests.ask(
            "put_bucket_lifecycle_configuration", access.bucket, patience=Patience(), LifecycleConfiguration=rules
        )

    yield _tried("the bucket is there", create)
    yield _tried(f"pages of {page_origin} may send to it", open_to_pages)
    yield _tried(f"half uploads are forgotten after {SWEEP_DAYS} days", forget_half_uploads)


def examine(access: S3Access, *, scratch: Path, page_origin: str) -> Iterator[Trial]:
    """Try everything that uploading and reading rely on. What is made for it is removed; takes some seconds."""
    yield from _Examination(S3Store(access, scratch=scratch), access, page_origin).trials()


class _Examination:
    """The trials on one bucket."""

    def __init__(self, store: S3Store, access: S3Access, page_origin: str) -> None:
        self._store, self._access, self._page_origin = store, access, page_origin
        self._http = URLLib3Session(timeout=10)
        self._key = parse_key(secrets.token_hex(16))

    def trials(self) -> Iterator[Trial]:
        first = _tried("the bucket can be reached and listed", self._store.check)
        yield first
        if first.missing:
            return
        for name, trial in (
            ("objects are written, read in ranges and removed", self._writes),
            ("an object is never overwritten", self._keeps),
            ("strangers can read nothing", self._closed),
            ("a part comes by a signed link, and only what the link was signed for", self._binds),
            ("a signed link lapses", self._lapses),
            ("a complete file is out of the reach of its links", self._completes),
            (f"pages of {self._page_origin} may send parts (CORS)", self._open_to_pages),
        ):
            yield _tried(name, trial)
            self._tidy()

    def _writes(self) -> None:
        stored = self._store.put(self._key, io.BytesIO(CONTENT))
        with self._store.open(self._key, start=3, length=5) as piece:
            _must(piece.read() == CONTENT[3:8], "a range of an object is not what was written there")
        _must(self._store.verify(self._key) == stored, "an object is not what was written")
        self._store.delete(self._key)
        _must(self._key not in self._store.list_keys(), "an object is listed after it was removed")

    def _keeps(self) -> None:
        self._store.put(self._key, CONTENT)
        with suppress(ObjectExistsError):
            self._store.put(self._key, OTHER)
            raise FailedTrialError("a second PUT with If-None-Match replaced the object: update the store")

    def _closed(self) -> None:
        self._store.put(self._key, CONTENT)
        for path in (f"/objects/{self._key}", "?list-type=2"):
            status = self._send("GET", self._access.public_address + path)
            _must(status in REFUSED, "the bucket is public: take public reading and listing away from it")

    def _binds(self) -> None:
        upload, address = self._begun()
        for what, content, header in (
            ("longer content", CONTENT + b"x", sha256(CONTENT)),
            ("other content", OTHER, sha256(CONTENT)),
            ("another hash", OTHER, sha256(OTHER)),
        ):
            status = self._send("PUT", address, content, {PART_HASH_HEADER: header.hexdigest()})
            _must(status in REFUSED, f"a link took {what}: this store does not check what was signed")
        tampered = address.replace("partNumber=1", "partNumber=2")
        _must(self._put(tampered) in REFUSED, "a changed link was taken: this store does not check signatures")
        _must(self._put(address) in OK, "a signed link was refused: look at the public address and the clocks")
        _must(len(self._store.list_parts(upload)) == 1, "a part that was taken is not listed")

    def _lapses(self) -> None:
        _upload, address = self._begun(seconds=1)
        time.sleep(2.5)  # the store's clock decides, in whole seconds
        _must(self._put(address) in REFUSED, "a link was taken after its time: look at the store's clock")

    def _completes(self) -> None:
        upload, address = self._begun()
        _must(self._put(address) in OK, "a signed link was refused")
        self._store.complete(upload, size=len(CONTENT))
        self._put(address)
        found = self._store.verify(self._key, sha256=sha256(CONTENT).hexdigest())
        _must(found.size == len(CONTENT), "a complete file has another size")

    def _open_to_pages(self) -> None:
        _upload, address = self._begun()
        asked = {
            "Origin": self._page_origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": PART_HASH_HEADER,
        }
        answer = self._answer("OPTIONS", address, b"", asked)
        origin = answer.headers.get("Access-Control-Allow-Origin", "")
        methods = answer.headers.get("Access-Control-Allow-Methods", "")
        headers = answer.headers.get("Access-Control-Allow-Headers", "").lower()
        _must(origin in {"*", self._page_origin} and "PUT" in methods, "the store lets no page of ours send: set CORS")
        _must("*" in headers or PART_HASH_HEADER in headers, f"CORS must allow the header {PART_HASH_HEADER}")

    def _begun(self, *, seconds: int = LINK_SECONDS) -> tuple[UploadRef, str]:
        upload = self._store.create_upload(self._key, size=len(CONTENT), part_size=len(CONTENT))
        address = self._store.part_address(
            upload, 1, length=len(CONTENT), expires_seconds=seconds, sha256=sha256(CONTENT).hexdigest()
        )
        return upload, str(address)

    def _tidy(self) -> None:
        """Each trial has a key of its own, and leaves nothing."""
        with suppress(StoreError):
            self._store.abort(UploadRef(self._key))
            self._store.delete(StorageKey(self._key))
        self._key = parse_key(secrets.token_hex(16))

    def _put(self, address: str) -> int:
        return self._send("PUT", address, CONTENT, {PART_HASH_HEADER: sha256(CONTENT).hexdigest()})

    def _send(self, method: str, address: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
        return int(self._answer(method, address, body, headers or {}).status_code)

    def _answer(self, method: str, address: str, body: bytes, headers: dict[str, str]):  # type: ignore[no-untyped-def]  # noqa: ANN202  botocore has no types
        try:
            return self._http.send(AWSRequest(method, address, data=body, headers=headers).prepare())
        except BotoCoreError as error:
            raise StoreUnavailableError(f"{self._access.public_origin} does not answer ({error})") from error


def _tried(name: str, trial: Callable[[], None]) -> Trial:
    try:
        trial()
    except FailedTrialError as failed:
        return Trial(name, str(failed))
    except NotSupportedError:
        return Trial(name, "the store has no such call: set this by its own means")
    except StoreError as error:
        return Trial(name, f"the store said: {error}")
    return Trial(name)


def _must(holds: object, otherwise: str) -> None:
    if not holds:
        raise FailedTrialError(otherwise)

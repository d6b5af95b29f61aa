"""Asking an S3-compatible store: who we are to it, how long we wait, what its answers mean, and signed addresses.

Each call begins within the patience of the act that it is part of, and waits for an answer `ANSWER_SECONDS` at
most; so a person who waits for the act waits less than ten seconds, whatever the store does (fault X11).
"""

import contextlib
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from media.store.contract import (
    PART_HASH_HEADER,
    ObjectDamagedError,
    ObjectExistsError,
    ObjectMissingError,
    StoreFullError,
    StoreUnavailableError,
)

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
PATIENCE_SECONDS = 4.0
WORKERS_PATIENCE_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
CONNECTIONS = 40

MISSING = frozenset({"NoSuchKey", "NoSuchUpload", "NotFound", "404"})
THERE = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
FULL = frozenset({"InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "EntityTooLarge", "507", "413"})
BEYOND = frozenset({"InvalidRange", "416"})
PASSING = frozenset(
    {"SlowDown", "RequestTimeout", "Throttling", "TooManyRequests", "OperationAborted", "429", "BadDigest"}
    | {"XAmzContentSHA256Mismatch", "IncompleteBody", "InternalError", "ServiceUnavailable"}
)
"""What may be otherwise the next time: the store is busy, or the bytes arrived changed or not whole."""
SERVERS_FAULT, NOT_IMPLEMENTED, NO_ROOM = 500, 501, 507

_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class S3Access:
    """Where a store is and who we are to it.

    `public_endpoint` is the address under which browsers reach the same store, when it is another one. Without
    `access_key` the credentials are those that boto3 finds (environment, profile, the machine's own role).
    """

    endpoint: str
    bucket: str
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    public_endpoint: str = ""
    path_style: bool = True

    @property
    def public_address(self) -> str:
        """What an object's address begins with for a browser, without a slash at the end."""
        base = (self.public_endpoint or self.endpoint).rstrip("/")
        if self.path_style:
            return f"{base}/{self.bucket}"
        parts = urlsplit(base)
        return f"{parts.scheme}://{self.bucket}.{parts.netloc}"

    @property
    def public_origin(self) -> str:
        """The origin of `public_address`."""
        parts = urlsplit(self.public_address)
        return f"{parts.scheme}://{parts.netloc}"


class NotSupportedError(StoreUnavailableError):
    """The store does not know this call; S3-compatible ones leave out what they have other means for."""


class BeyondTheEndError(Exception):
    """A range was asked for that begins where the object ends."""


class Patience:
    """How long an act may go on beginning calls."""

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self._ends = time.monotonic() + seconds

    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def outlasts(self, pause: float) -> bool:
        """Whether another call may begin after a pause of so many seconds."""
        return time.monotonic() + pause < self._ends


class Requests:
    """One store's calls. Safe for threads."""

    def __init__(self, access: S3Access) -> None:
        self.access = access
        session = boto3.session.Session(
            aws_access_key_id=access.access_key or None, aws_secret_access_key=access.secret_key or None
        )
        self._session = session
        self._client = session.client(
            "s3",
            endpoint_url=access.endpoint,
            region_name=access.region,
            config=Config(
                signature_version="s3v4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                max_pool_connections=CONNECTIONS,
                retries={"total_max_attempts": 1, "mode": "standard"},  # `ask` tries again, and knows for how long
                request_checksum_calculation="when_required",  # more than older stores understand
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if access.path_style else "virtual", "payload_signing_enabled": True},
            ),
        )

    def ask(self, operation: str, name: str, *, patience: Patience, **parameters: object) -> dict[str, Any]:
        """The store's answer to `operation` ("head_object"), asked again while that may help.

        `name` is what errors call the thing. Raises the contract's errors, and BeyondTheEndError.
        """
        call = getattr(self._client, operation)
        pause = FIRST_PAUSE
        while True:
            if patience.is_over():
                raise StoreUnavailableError(f"{operation}: no time is left")
            try:
                answer: dict[str, Any] = call(Bucket=self.access.bucket, **parameters)
            except (BotoCoreError, ClientError) as error:
                wait = _chance.uniform(pause / 2, pause)
                if not _may_pass(error) or not patience.outlasts(wait):
                    raise _named(error, operation, name) from error
                time.sleep(wait)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                return answer
            if hasattr(body := parameters.get("Body"), "seek"):
                body.seek(0)

    def list(self, operation: str, field_name: str, *, patience: Patience, **parameters: object) -> list[Any]:
        """All rows of a listing that comes in pages ("list_parts", "Parts")."""
        rows: list[Any] = []
        wanted = dict(parameters)
        while True:
            page = self.ask(operation, str(parameters.get("Key", "")), patience=patience, **wanted)
            rows += page.get(field_name, [])
            if not page.get("IsTruncated"):
                return rows
            wanted |= {name: page[token] for name, token in _NEXT[operation].items() if page.get(token)}

    def sign(
        self, method: str, key: str, *, parameters: Mapping[str, object], headers: Mapping[str, str], seconds: int
    ) -> str:
        """An address with which a browser may do this one thing, with exactly these headers, for some seconds."""
        credentials = self._session.get_credentials()
        if credentials is None:
            raise StoreUnavailableError("there are no credentials for the store")
        address = f"{self.access.public_address}/{quote(key)}"
        request = AWSRequest(method, address, params=dict(parameters), headers=dict(headers))
        request.url = address
        frozen = credentials.get_frozen_credentials()
        _ContentBound(frozen, "s3", self.access.region, expires=seconds).add_auth(request)
        return str(request.url)


class _ContentBound(S3SigV4QueryAuth):  # type: ignore[misc]  # botocore has no types
    """A signature that covers the content's hash where the request names it.

    S3 lets a signed address leave the content open; a signed hash header takes the place of that in the
    canonical request, and the store compares what arrives.
    """

    def payload(self, request: AWSRequest) -> str:
        return str(request.headers.get(PART_HASH_HEADER) or super().payload(request))


_NEXT = {
    "list_parts": {"PartNumberMarker": "NextPartNumberMarker"},
    "list_objects_v2": {"ContinuationToken": "NextContinuationToken"},
    "list_multipart_uploads": {"KeyMarker": "NextKeyMarker", "UploadIdMarker": "NextUploadIdMarker"},
}


def _may_pass(error: BotoCoreError | ClientError) -> bool:
    if not isinstance(error, ClientError):
        return isinstance(error, HTTPClientError)
    status = _status(error)
    return _code(error) in PASSING or (status >= SERVERS_FAULT and status not in {NOT_IMPLEMENTED, NO_ROOM})


def _named(error: BotoCoreError | ClientError, operation: str, name: str) -> Exception:
    """What the store said, in the words of the contract."""
    if not isinstance(error, ClientError):
        return StoreUnavailableError(f"{operation}: {type(error).__name__}")
    code = _code(error)
    for codes, named in (
        (MISSING, ObjectMissingError(name)),
        (THERE, ObjectExistsError(name)),
        (FULL, StoreFullError(f"{operation}: {code}")),
        (BEYOND, BeyondTheEndError(name)),
        ({"BrokenMPU"}, ObjectDamagedError(name)),
        ({"NotImplemented", "MethodNotAllowed"}, NotSupportedError(f"{operation}: {code}")),
    ):
        if code in codes or (named.__class__ is StoreFullError and _status(error) == NO_ROOM):
            return named
    return StoreUnavailableError(f"{operation}: {code}")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


@contextlib.contextmanager
def if_there() -> Iterator[None]:
    """What is gone already need not be removed."""
    with contextlib.suppress(ObjectMissingError):
        yield

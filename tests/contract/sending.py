"""What the tests of the stores share: keys, parts, and a browser's way of sending them."""

import hashlib
import http.client
import io
import secrets
from datetime import UTC, datetime
from urllib.parse import urlsplit

from media.store.contract import PART_HASH_HEADER, StorageKey, Store, StoredObject, UploadRef, parse_key

PART = 1000
NOW = datetime.fromtimestamp(2_000_000_000, UTC)  # far after anything that the test wrote
LONG_AGO = datetime.fromtimestamp(1_000_000_000, UTC)


def new_key() -> StorageKey:
    return parse_key(secrets.token_hex(16))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def cut(data: bytes, size: int = PART) -> dict[int, bytes]:
    return {number: data[at : at + size] for number, at in enumerate(range(0, len(data), size), start=1)}


def send(store: Store, upload: UploadRef, parts: dict[int, bytes]) -> None:
    """Send parts as the portal's pages do: to the store's own address where it has one, else through the portal."""
    for number, part in parts.items():
        digest = sha256(part)
        address = store.part_address(upload, number, length=len(part), expires_seconds=60, sha256=digest)
        if address is None:
            store.write_part(upload, number, io.BytesIO(part), length=len(part))
        else:
            status, said = request("PUT", address, part, {PART_HASH_HEADER: digest})
            assert status == 200, said


def request(method: str, address: str, body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """What any program on the network can ask: the status and the body of the answer."""
    parts = urlsplit(address)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body=body or None, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def store_whole(store: Store, key: StorageKey, data: bytes) -> StoredObject:
    upload = store.create_upload(key, size=len(data), part_size=PART)
    send(store, upload, cut(data))
    return store.complete(upload, size=len(data))


def read(store: Store, key: StorageKey, *, start: int = 0, length: int | None = None) -> bytes:
    with store.open(key, start=start, length=length) as stream:
        return stream.read()

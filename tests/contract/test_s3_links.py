"""What a signed link lets a stranger do: nothing but what it was signed for (B08, D24), asked of a real store."""

from __future__ import annotations

import re
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from media.store.contract import PART_HASH_HEADER, ObjectMissingError, StoreError
from media.store.s3 import S3Store
from media.store.s3_requests import Patience, S3Access
from tests.contract.sending import PART, new_key, read, request, send, sha256
from tests.swift import STRANGERS_KEY, STRANGERS_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from media.store.contract import StorageKey, UploadRef

CONTENT = b"the part" * 5
OTHER = b"PART THE" * 5
WHOLE = {None, sha256(CONTENT), sha256(OTHER)}
REFUSED = {400, 401, 403}
HASHED = {PART_HASH_HEADER: sha256(CONTENT)}


def begin(store: S3Store, key: StorageKey, *, content: bytes = CONTENT, seconds: int = 60) -> tuple[UploadRef, str]:
    upload = store.create_upload(key, size=len(CONTENT), part_size=PART)
    address = store.part_address(upload, 1, length=len(content), expires_seconds=seconds, sha256=sha256(content))
    assert address is not None
    return upload, address


def test_D24_link_takes_the_part_that_it_was_signed_for(s3: S3Store, key: StorageKey) -> None:
    upload, address = begin(s3, key)
    assert request("PUT", address, CONTENT, HASHED)[0] == 200
    assert [(part.number, part.size) for part in s3.list_parts(upload)] == [(1, len(CONTENT))]


@pytest.mark.parametrize(
    "change",
    [
        lambda address: re.sub("incoming/[0-9a-f]+", f"incoming/{new_key()}", address),
        lambda address: re.sub("incoming/([0-9a-f]+)", r"objects/\1", address),
        lambda address: address.replace("partNumber=1", "partNumber=2"),
        lambda address: re.sub("uploadId=[^&]+", "uploadId=another", address),
        lambda address: re.sub("partNumber=1&uploadId=[^&]+&", "", address),
        lambda address: address.replace("X-Amz-Expires=60", "X-Amz-Expires=600000"),
        lambda address: re.sub("X-Amz-Signature=.{8}", "X-Amz-Signature=00000000", address),
        lambda address: re.sub(r"&X-Amz-Signature=.*", "", address),
        lambda address: address.replace("content-length%3B", "").replace("content-length;", ""),
        lambda address: address.split("?")[0],
    ],
    ids=["key", "place", "part", "upload", "no part", "expiry", "signature", "unsigned", "headers", "bare"],
)
def test_D24_link_that_was_changed_is_refused(s3: S3Store, key: StorageKey, change: Callable[[str], str]) -> None:
    upload, address = begin(s3, key)
    changed = change(address)
    assert changed != address
    assert request("PUT", changed, CONTENT, HASHED)[0] in REFUSED
    assert s3.list_parts(upload) == ()
    assert list(s3.list_keys()) == []


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (CONTENT + b"x", HASHED, 403),
        (CONTENT[:-1], HASHED, 403),
        (OTHER, HASHED, 400),
        (OTHER, {PART_HASH_HEADER: sha256(OTHER)}, 403),
        (OTHER, {PART_HASH_HEADER: "UNSIGNED-PAYLOAD"}, 403),
        (CONTENT, {}, 403),
    ],
    ids=["longer", "shorter", "other bytes", "other hash", "hash waived", "no hash"],
)
def test_D24_link_takes_no_other_content(
    s3: S3Store, key: StorageKey, content: bytes, headers: dict[str, str], status: int
) -> None:
    upload, address = begin(s3, key)
    assert request("PUT", address, content, headers)[0] == status
    assert s3.list_parts(upload) == ()


def test_D24_link_without_a_hash_still_binds_the_length(s3: S3Store, key: StorageKey) -> None:
    upload = s3.create_upload(key, size=len(CONTENT), part_size=PART)
    address = s3.part_address(upload, 1, length=len(CONTENT), expires_seconds=60)
    assert address is not None
    assert request("PUT", address, CONTENT + b"x")[0] == 403
    assert request("PUT", address, OTHER)[0] == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD", "POST"])
def test_D24_link_serves_for_nothing_but_sending(s3: S3Store, key: StorageKey, method: str) -> None:
    upload, address = begin(s3, key)
    request("PUT", address, CONTENT, HASHED)
    assert request(method, address, headers=HASHED)[0] in REFUSED
    assert len(s3.list_parts(upload)) == 1


def test_D24_link_lapses_and_is_renewed(s3: S3Store, key: StorageKey) -> None:
    upload, address = begin(s3, key, seconds=1)
    time.sleep(2.1)  # the store's own clock decides, in whole seconds
    status, said = request("PUT", address, CONTENT, HASHED)
    assert (status, b"expired" in said) == (403, True)
    assert s3.list_parts(upload) == ()
    send(s3, upload, {1: CONTENT})
    assert s3.complete(upload, size=len(CONTENT)).size == len(CONTENT)


def test_D24_link_signed_with_a_strangers_key_opens_nothing(
    s3: S3Store, access: S3Access, key: StorageKey, tmp_path: Path
) -> None:
    upload, _address = begin(s3, key)
    stranger = S3Store(replace(access, access_key=STRANGERS_KEY, secret_key=STRANGERS_SECRET), scratch=tmp_path)
    stranger._uploads._notes[key] = s3._uploads.find(key, patience=Patience())  # even one who knows the upload
    address = stranger.part_address(upload, 1, length=len(CONTENT), expires_seconds=60)
    assert address is not None
    assert request("PUT", address, CONTENT)[0] in {403, 404}
    assert s3.list_parts(upload) == ()
    with pytest.raises(StoreError):
        stranger.check()


def test_A02_bucket_tells_strangers_nothing(s3: S3Store, access: S3Access, key: StorageKey) -> None:
    s3.put(key, CONTENT)
    bucket = f"{access.endpoint}/{access.bucket}"
    for method, address in (
        ("GET", f"{bucket}/objects/{key}"),
        ("HEAD", f"{bucket}/objects/{key}"),
        ("PUT", f"{bucket}/objects/{key}"),
        ("DELETE", f"{bucket}/objects/{key}"),
        ("GET", f"{bucket}?list-type=2"),
    ):
        assert request(method, address)[0] in {*REFUSED, 412}  # 412: not even an address of the store's S3 door
    assert read(s3, key) == CONTENT


def test_B08_link_used_after_completing_changes_nothing(s3: S3Store, key: StorageKey) -> None:
    upload, address = begin(s3, key)
    address_of_others = s3.part_address(upload, 1, length=len(OTHER), expires_seconds=60, sha256=sha256(OTHER))
    assert address_of_others is not None
    assert request("PUT", address_of_others, OTHER, {PART_HASH_HEADER: sha256(OTHER)})[0] == 200  # it would work
    assert request("PUT", address, CONTENT, HASHED)[0] == 200
    s3.complete(upload, size=len(CONTENT))
    assert request("PUT", address_of_others, OTHER, {PART_HASH_HEADER: sha256(OTHER)})[0] == 404
    assert request("PUT", address, CONTENT, HASHED)[0] == 404
    assert s3.verify(key, sha256=sha256(CONTENT)).size == len(CONTENT)


@pytest.mark.parametrize("rounds", [6, pytest.param(500, marks=pytest.mark.soak)])
def test_B08_bytes_that_race_with_completing_never_change_what_was_accepted(s3: S3Store, rounds: int) -> None:
    accepted = 0
    for number in range(rounds):
        key = new_key()
        upload, address = begin(s3, key)
        rival = s3.part_address(upload, 1, length=len(OTHER), expires_seconds=60)
        assert rival is not None
        request("PUT", address, CONTENT, HASHED)
        racer = threading.Timer(0.03 * (number % 6), request, args=("PUT", rival, OTHER))
        racer.start()
        try:
            s3.complete(upload, size=len(CONTENT))
        except StoreError:
            assert _hash_or_none(s3, key) in WHOLE  # there is nothing half
            racer.join()
            with suppress(StoreError):
                s3.complete(upload, size=len(CONTENT))
        served_first = _hash_or_none(s3, key)
        racer.join()
        accepted += served_first is not None
        assert served_first in WHOLE
        assert _hash_or_none(s3, key) == served_first
    assert accepted


def test_link_for_reading_gives_the_object_under_the_type_and_name_asked_for(s3: S3Store, key: StorageKey) -> None:
    s3.put(key, CONTENT)
    address = s3.read_address(key, expires_seconds=60, media_type="video/mp4", file_name='Phim "dự thi".mp4')
    assert address is not None
    assert request("GET", address) == (200, CONTENT)
    assert request("GET", address, headers={"Range": "bytes=2-4"}) == (206, CONTENT[2:5])
    assert "response-content-type=video%2Fmp4" in address
    assert quote("Phim%20%22d%E1%BB%B1%20thi%22.mp4", safe="") in address


@pytest.mark.parametrize(
    "change",
    [
        lambda address, other: re.sub("objects/[0-9a-f]+", f"objects/{other}", address),
        lambda address, _other: address.replace("response-content-type=video", "response-content-type=text"),
        lambda address, _other: address.replace("X-Amz-Expires=60", "X-Amz-Expires=61"),
    ],
    ids=["key", "type", "expiry"],
)
def test_D24_link_for_reading_that_was_changed_is_refused(
    s3: S3Store, key: StorageKey, change: Callable[[str, str], str]
) -> None:
    other = new_key()
    for one in (key, other):
        s3.put(one, CONTENT)
    address = s3.read_address(key, expires_seconds=60, media_type="video/mp4")
    assert address is not None
    changed = change(address, other)
    assert changed != address
    assert request("GET", changed)[0] == 403
    assert request("PUT", address, OTHER)[0] == 403
    assert read(s3, key) == CONTENT


def test_links_lead_to_the_address_that_browsers_know(access: S3Access, key: StorageKey, tmp_path: Path) -> None:
    outside = replace(access, public_endpoint="https://files.example.vn/")
    store = S3Store(outside, scratch=tmp_path)
    _upload, address = begin(store, key)
    assert address.startswith(f"https://files.example.vn/{access.bucket}/incoming/{key}?")
    assert store.browser_origin == "https://files.example.vn"
    hosted = replace(outside, path_style=False)
    assert hosted.public_origin == f"https://{access.bucket}.files.example.vn"
    assert hosted.public_address == hosted.public_origin


def test_no_secret_is_shown_in_a_log(access: S3Access) -> None:
    secret = secrets.token_hex(20)
    assert secret not in repr(replace(access, secret_key=secret))


def _hash_or_none(store: S3Store, key: StorageKey) -> str | None:
    try:
        return store.verify(key).sha256
    except ObjectMissingError:
        return None

"""The store over S3 when the network and the store do what they do (X11, X18): nothing is lost, nothing is half.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

import pytest

from media.store import contract
from media.store.contract import PART_HASH_HEADER, StorageKey, StoredObject, Swept, UploadRef
from media.store.s3 import S3Store
from media.store.s3_requests import ANSWER_SECONDS, CONNECT_SECONDS, PATIENCE_SECONDS
from tests.contract.sending import NOW, PART, cut, new_key, read, request, send, sha256, store_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from media.store.s3_requests import S3Access
    from tests.fault_proxy import FaultProxy
    from tests.swift import SwiftServer

Got = TypeVar("Got")
DATA = secrets.token_bytes(2 * PART + 7)
EVERY_STEP = (
    r"POST .*/incoming/\w+\?uploads", r"PUT .*/uploads/", r"GET .*/incoming/\w+\?.*uploadId", "HEAD .*/objects/",
    r"POST .*/incoming/\w+\?uploadId", "HEAD .*/incoming/", "PUT .*/objects/", "DELETE .*/incoming/",
    "DELETE .*/uploads/",
)  # fmt: skip
"""Each request that an upload needs, from its creation to the tidying up."""


@pytest.fixture
def faulty(access: S3Access, proxy: FaultProxy, tmp_path: Path) -> S3Store:
    """The real store behind the proxy."""
    return S3Store(replace(access, endpoint=proxy.endpoint), scratch=tmp_path, copy_bytes=PART, one_put_bytes=4 * PART)


@pytest.fixture
def steady(access: S3Access, tmp_path: Path) -> S3Store:
    """The same store without the proxy, to see what is really there."""
    return S3Store(access, scratch=tmp_path)


def is_tidy(swift: SwiftServer, access: S3Access) -> bool:
    """Whether nothing but complete objects is in the bucket."""
    names = [row["Key"] for row in swift.ours.list_objects_v2(Bucket=access.bucket).get("Contents", [])]
    begun = swift.ours.list_multipart_uploads(Bucket=access.bucket).get("Uploads", [])
    return not begun and all(name.startswith("objects/") for name in names)


def test_X11_a_person_waits_less_than_ten_seconds_for_the_slowest_store() -> None:
    assert PATIENCE_SECONDS + ANSWER_SECONDS < 10
    assert CONNECT_SECONDS <= ANSWER_SECONDS


@pytest.mark.parametrize("kind", ["slow_down", "refuse", "lose_reply", "cut_reply"])
def test_X11_every_step_of_an_upload_survives_one_fault(
    faulty: S3Store,
    steady: S3Store,
    access: S3Access,
    swift: SwiftServer,
    proxy: FaultProxy,
    key: StorageKey,
    kind: str,
) -> None:
    faults = [proxy.add(step, kind, amount=3) for step in EVERY_STEP]
    upload = _until_done(lambda: faulty.create_upload(key, size=len(DATA), part_size=PART))
    send(steady, upload, cut(DATA))
    stored = _until_done(lambda: faulty.complete(upload, size=len(DATA)))
    assert stored == StoredObject(key, len(DATA), None)
    assert [fault.request for fault in faults if not fault.hits] == []
    assert steady.verify(key, sha256=sha256(DATA)).size == len(DATA)
    steady.sweep(before=NOW)
    assert is_tidy(swift, access)


def test_X11_a_long_burst_is_told_and_over_when_it_is_over(faulty: S3Store, proxy: FaultProxy, key: StorageKey) -> None:
    upload = faulty.create_upload(key, size=5, part_size=PART)
    send(faulty, upload, {1: b"abcde"})
    burst = proxy.add(".", "slow_down", times=None)
    with pytest.raises(contract.StoreUnavailableError):
        faulty.complete(upload, size=5)
    assert burst.hits > 1  # it was tried again before anybody was told
    proxy.faults.clear()
    assert faulty.complete(upload, size=5).size == 5


def test_X11_a_slow_store_is_waited_for(faulty: S3Store, proxy: FaultProxy, key: StorageKey) -> None:
    late = proxy.add(".", "late", times=None, amount=0.1)
    assert store_whole(faulty, key, DATA).size == len(DATA)
    assert late.hits > 10
    assert read(faulty, key) == DATA


def test_X12_scratch_folder_without_room_is_told_before_anything_is_fetched(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty.put(key, b"abcde")
    monkeypatch.setattr("media.store.s3.shutil.disk_usage", lambda _folder: SimpleNamespace(free=4))
    with pytest.raises(contract.StoreFullError), faulty.local_path(key, scratch=tmp_path):
        pytest.fail("there was no room")
    assert not [line for line in proxy.requests if line.startswith("GET")]


def test_X11_a_store_that_never_answers_is_asked_once(faulty: S3Store, proxy: FaultProxy, key: StorageKey) -> None:
    proxy.add(".", "stall", times=None)
    with pytest.raises(contract.StoreUnavailableError, match="ReadTimeout"):
        faulty.head(key)
    assert len(proxy.requests) == 1  # the time in which another call may begin is over


def test_X11_a_store_that_is_not_there_is_unavailable(access: S3Access, key: StorageKey, tmp_path: Path) -> None:
    absent = S3Store(replace(access, endpoint="http://127.0.0.1:9"), scratch=tmp_path)
    for ask in (absent.check, lambda: absent.head(key), lambda: absent.put(key, b"x"), lambda: absent.open(key)):
        with pytest.raises(contract.StoreUnavailableError):
            ask()


@pytest.mark.parametrize(
    ("kind", "error"), [("denied", contract.StoreUnavailableError), ("full", contract.StoreFullError)]
)
def test_refusals_of_the_store_have_names(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey, kind: str, error: type[contract.StoreError]
) -> None:
    proxy.add("PUT ", kind, times=None)
    with pytest.raises(error):
        faulty.put(key, b"x")
    with pytest.raises(error):
        faulty.create_upload(key, size=5, part_size=PART)
    assert len(proxy.requests) < 8  # what cannot get better is not tried again


def test_X11_object_that_cannot_be_found_after_joining_is_not_accepted(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey
) -> None:
    upload = faulty.create_upload(key, size=5, part_size=PART)
    send(faulty, upload, {1: b"abcde"})
    proxy.add("HEAD .*/incoming/", "missing")
    with pytest.raises(contract.ObjectMissingError):
        faulty.complete(upload, size=5)
    with pytest.raises(contract.ObjectMissingError):
        faulty.head(key)
    assert faulty.complete(upload, size=5).size == 5


def test_X11_large_copy_goes_on_where_it_stopped(faulty: S3Store, proxy: FaultProxy, key: StorageKey) -> None:
    data = secrets.token_bytes(6 * PART)
    upload = faulty.create_upload(key, size=len(data), part_size=PART)
    send(faulty, upload, cut(data))
    proxy.add(r"PUT .*/objects/\w+\?.*partNumber=4", "slow_down", times=None)
    with pytest.raises(contract.StoreUnavailableError):
        faulty.complete(upload, size=len(data))
    proxy.faults.clear()
    proxy.requests.clear()
    assert faulty.complete(upload, size=len(data)).size == len(data)
    copied = [line for line in proxy.requests if line.startswith("PUT") and "partNumber" in line]
    assert len(copied) < 6
    assert read(faulty, key) == data


def test_X18_part_whose_sender_vanished_is_not_there_and_comes_again(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey
) -> None:
    upload = faulty.create_upload(key, size=len(DATA), part_size=PART)
    proxy.add("PUT .*partNumber=2", "cut_request", amount=400)
    with pytest.raises(ConnectionError):
        send(faulty, upload, {2: DATA[PART : 2 * PART]})
    assert faulty.list_parts(upload) == ()
    send(faulty, upload, cut(DATA))
    faulty.complete(upload, size=len(DATA))
    assert read(faulty, key) == DATA


def test_X18_part_whose_answer_was_lost_is_sent_again_without_harm(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey
) -> None:
    upload = faulty.create_upload(key, size=5, part_size=PART)
    proxy.add("PUT .*partNumber=1", "lose_reply")
    with pytest.raises(ConnectionError):
        send(faulty, upload, {1: b"abcde"})
    send(faulty, upload, {1: b"abcde"})
    assert faulty.complete(upload, size=5).size == 5


def test_X11_part_changed_on_its_way_is_refused_by_the_store(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey
) -> None:
    upload = faulty.create_upload(key, size=5, part_size=PART)
    proxy.add("PUT .*partNumber=1", "flip_request", amount=2)
    address = faulty.part_address(upload, 1, length=5, expires_seconds=60, sha256=sha256(b"abcde"))
    assert address is not None
    assert request("PUT", address, b"abcde", {PART_HASH_HEADER: sha256(b"abcde")})[0] == 400
    assert faulty.list_parts(upload) == ()


@pytest.mark.parametrize("size", [9, 9 * PART])
def test_X11_own_bytes_changed_on_their_way_are_sent_again(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey, size: int
) -> None:
    data = secrets.token_bytes(size)
    flipped = proxy.add("PUT .*/objects/", "flip_request", amount=2)
    assert faulty.put(key, data).sha256 == sha256(data)
    assert flipped.hits == 1
    assert read(faulty, key) == data


def test_X11_large_put_that_fails_leaves_nothing(
    faulty: S3Store, proxy: FaultProxy, access: S3Access, swift: SwiftServer, key: StorageKey
) -> None:
    proxy.add(r"PUT .*/objects/\w+\?.*partNumber=2", "denied", times=None)
    with pytest.raises(contract.StoreUnavailableError):
        faulty.put(key, secrets.token_bytes(9 * PART))
    assert is_tidy(swift, access)
    assert list(faulty.list_keys()) == []


@pytest.mark.parametrize("size", [9, 9 * PART])
def test_X11_put_whose_answer_was_lost_is_the_same_put(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey, size: int
) -> None:
    data = secrets.token_bytes(size)
    proxy.add("(PUT|POST) .*/objects/", "lose_reply", times=2)
    assert faulty.put(key, data).sha256 == sha256(data)
    with pytest.raises(contract.ObjectExistsError):
        faulty.put(key, b"other")
    assert read(faulty, key) == data


def test_X11_reading_goes_on_where_the_connection_broke(
    faulty: S3Store, steady: S3Store, proxy: FaultProxy, key: StorageKey
) -> None:
    data = secrets.token_bytes(300_000)
    steady.put(key, data)
    proxy.requests.clear()
    proxy.add("GET .*/objects/", "cut_reply", times=2, amount=100_000)
    assert read(faulty, key, start=10, length=299_000) == data[10:299_010]
    assert len(proxy.requests) == 3


def test_X11_reading_that_breaks_for_ever_ends(faulty: S3Store, proxy: FaultProxy, key: StorageKey) -> None:
    faulty.put(key, b"abcde" * 100)
    proxy.add("GET .*/objects/", "cut_reply", times=None, amount=0)
    with pytest.raises(contract.StoreUnavailableError, match="again and again"):
        read(faulty, key)


def test_D25_bytes_changed_on_their_way_back_are_noticed(
    faulty: S3Store, proxy: FaultProxy, key: StorageKey, tmp_path: Path
) -> None:
    faulty.put(key, b"abcde")
    proxy.add("GET .*/objects/", "flip_reply", times=None, amount=1)
    assert read(faulty, key) == b"accde"
    with pytest.raises(contract.ObjectDamagedError):
        faulty.verify(key)
    with pytest.raises(contract.ObjectDamagedError), faulty.local_path(key, scratch=tmp_path):
        pytest.fail("damaged bytes were handed out")
    assert list(tmp_path.glob("object-*")) == []


def test_D25_byte_that_rots_in_the_store_is_noticed(s3: S3Store, swift: SwiftServer, key: StorageKey) -> None:
    content = secrets.token_bytes(3000)
    store_whole(s3, key, content)
    assert s3.verify(key, sha256=sha256(content)).size == 3000
    (stored,) = [path for path in swift.folder.rglob("*.data") if path.read_bytes() == content]
    stored.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(contract.StoreError):
        s3.verify(key, sha256=sha256(content))


def test_D22_upload_in_more_parts_than_a_store_takes_is_refused(s3: S3Store, key: StorageKey) -> None:
    with pytest.raises(contract.UploadMismatchError):
        s3.create_upload(key, size=10_001, part_size=1)
    assert s3.create_upload(key, size=10_000, part_size=1) == key


def test_X01_what_a_killed_process_left_is_swept(
    s3: S3Store, access: S3Access, swift: SwiftServer, key: StorageKey
) -> None:
    swift.ours.create_multipart_upload(Bucket=access.bucket, Key=f"incoming/{key}")  # killed before its note
    swift.ours.create_multipart_upload(Bucket=access.bucket, Key=f"objects/{new_key()}")  # killed while it copied
    swift.ours.put_object(Bucket=access.bucket, Key=f"incoming/{new_key()}", Body=b"x")  # killed while it tidied up
    done = new_key()
    store_whole(s3, done, b"done")
    swift.ours.put_object(Bucket=access.bucket, Key=f"uploads/{done}", Body=b'{"size":4,"part_size":9,"upload_id":"x"}')
    assert s3.sweep(before=NOW) == Swept(uploads=0, leftovers=4)
    assert is_tidy(swift, access)
    assert list(s3.list_keys()) == [done]


def test_of_two_that_create_the_same_upload_both_get_the_first_ones(
    faulty: S3Store, steady: S3Store, access: S3Access, swift: SwiftServer, proxy: FaultProxy, key: StorageKey
) -> None:
    first = steady.create_upload(key, size=5, part_size=PART)
    proxy.add("GET .*/uploads/", "missing")  # it looks before the first one's note is there, and writes after it
    assert faulty.create_upload(key, size=5, part_size=PART) == first
    assert len(swift.ours.list_multipart_uploads(Bucket=access.bucket)["Uploads"]) == 1
    send(faulty, UploadRef(key), {1: b"abcde"})
    assert steady.complete(first, size=5).size == 5


def _until_done(act: Callable[[], Got]) -> Got:
    """What a page does: ask again while the store is not available."""
    for _ in range(5):
        try:
            return act()
        except contract.StoreUnavailableError:
            continue
    return act()

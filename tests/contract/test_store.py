"""Every store keeps the contract of `media.store.contract.Store`: the disk, and a real OpenStack Swift over S3."""

import io
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from media.store import contract
from media.store.contract import StorageKey, Store, StoredObject, Swept, UploadRef
from tests.contract.sending import LONG_AGO, NOW, PART, cut, new_key, read, send, sha256, store_whole


def test_parts_in_any_order_become_the_object(store: Store, key: StorageKey) -> None:
    data = secrets.token_bytes(3 * PART + 1)
    upload = store.create_upload(key, size=len(data), part_size=PART)
    parts = cut(data)
    send(store, upload, {number: parts[number] for number in (4, 2, 1)})
    assert [part.number for part in store.list_parts(upload)] == [1, 2, 4]
    send(store, upload, {3: parts[3]})
    stored = store.complete(upload, size=len(data))
    assert (stored.key, stored.size) == (key, len(data))
    assert read(store, key) == data
    assert store.head(key) == stored
    assert store.verify(key).sha256 == sha256(data)


def test_part_received_tells_size_and_hash(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=PART + 5, part_size=PART)
    received = store.write_part(upload, 2, io.BytesIO(b"abcde"), length=5)
    assert received == contract.PartReceived(2, 5, sha256(b"abcde"))
    (listed,) = store.list_parts(upload)
    assert (listed.number, listed.size, listed.sha256) in {(2, 5, sha256(b"abcde")), (2, 5, None)}


def test_hash_is_told_rightly_or_not_at_all(store: Store, key: StorageKey) -> None:
    known = sha256(b"short") if store.browser_origin is None else None
    assert store_whole(store, key, b"short").sha256 == known
    assert store.verify(key).sha256 == sha256(b"short")


def test_create_upload_again_gives_the_same_upload_with_its_parts(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=1500, part_size=PART)
    send(store, upload, {2: b"b" * 500})
    again = store.create_upload(key, size=1500, part_size=PART)
    assert again == upload
    assert [part.number for part in store.list_parts(again)] == [2]


def test_create_upload_of_another_size_under_the_same_key_is_refused(store: Store, key: StorageKey) -> None:
    store.create_upload(key, size=1500, part_size=PART)
    for size, part_size in ((1501, PART), (1500, PART + 1)):
        with pytest.raises(contract.UploadMismatchError):
            store.create_upload(key, size=size, part_size=part_size)


@pytest.mark.parametrize(("size", "part_size"), [(0, PART), (-1, PART), (5, 0)])
def test_create_upload_of_nothing_is_refused(store: Store, key: StorageKey, size: int, part_size: int) -> None:
    with pytest.raises(contract.UploadMismatchError):
        store.create_upload(key, size=size, part_size=part_size)


def test_part_sent_again_answers_the_same(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=5, part_size=PART)
    first = store.write_part(upload, 1, io.BytesIO(b"abcde"), length=5)
    assert store.write_part(upload, 1, io.BytesIO(b"abcde"), length=5) == first
    assert [(part.number, part.size) for part in store.list_parts(upload)] == [(1, 5)]


def test_recorded_part_with_other_bytes_is_refused_and_unchanged(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=5, part_size=PART)
    store.write_part(upload, 1, io.BytesIO(b"abcde"), length=5)
    with pytest.raises(contract.PartDiffersError):
        store.write_part(upload, 1, io.BytesIO(b"ABCDE"), length=5)
    store.complete(upload, size=5)
    assert read(store, key) == b"abcde"


@pytest.mark.parametrize(
    ("number", "length", "expected"), [(1, PART - 1, PART), (2, PART, 500), (3, 1, 0), (0, PART, 0), (-1, 5, 0)]
)
def test_D24_part_of_a_wrong_number_or_length_is_refused(
    store: Store, key: StorageKey, number: int, length: int, expected: int
) -> None:
    upload = store.create_upload(key, size=1500, part_size=PART)
    with pytest.raises(contract.PartSizeError) as caught:
        store.write_part(upload, number, io.BytesIO(b"x" * length), length=length)
    assert (caught.value.number, caught.value.expected) == (number, expected)
    assert store.list_parts(upload) == ()


def test_part_that_broke_off_is_as_if_it_never_began(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=5, part_size=PART)
    with pytest.raises(contract.PartCutError) as caught:
        store.write_part(upload, 1, io.BytesIO(b"abc"), length=5)
    assert (caught.value.received, caught.value.expected) == (3, 5)
    assert store.list_parts(upload) == ()
    send(store, upload, {1: b"abcde"})
    store.complete(upload, size=5)
    assert read(store, key) == b"abcde"


def test_part_reads_no_more_than_its_length(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=5, part_size=PART)
    stream = io.BytesIO(b"abcde and the next request")
    store.write_part(upload, 1, stream, length=5)
    assert stream.read() == b" and the next request"


def test_complete_with_missing_parts_names_them(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=3500, part_size=PART)
    send(store, upload, {2: b"x" * PART})
    with pytest.raises(contract.UploadIncompleteError) as caught:
        store.complete(upload, size=3500)
    assert caught.value.missing == (1, 3, 4)
    with pytest.raises(contract.ObjectMissingError):
        store.head(key)


def test_complete_with_another_size_is_refused(store: Store, key: StorageKey) -> None:
    upload = store.create_upload(key, size=5, part_size=PART)
    send(store, upload, {1: b"abcde"})
    with pytest.raises(contract.UploadMismatchError) as caught:
        store.complete(upload, size=6)
    assert (caught.value.size, caught.value.asked) == (5, 6)


def test_complete_again_answers_the_same(store: Store, key: StorageKey) -> None:
    first = store_whole(store, key, b"abcde")
    assert store.complete(UploadRef(key), size=5) == first
    with pytest.raises(contract.UploadMismatchError):
        store.complete(UploadRef(key), size=6)


def test_object_is_immutable(store: Store, key: StorageKey) -> None:
    store_whole(store, key, b"abcde")
    with pytest.raises(contract.ObjectExistsError):
        store.write_part(UploadRef(key), 1, io.BytesIO(b"ABCDE"), length=5)
    with pytest.raises(contract.ObjectExistsError):
        store.create_upload(key, size=5, part_size=PART)
    with pytest.raises(contract.ObjectExistsError):
        store.put(key, b"ABCDE")
    assert read(store, key) == b"abcde"


def test_put_stores_bytes_and_streams_and_is_idempotent(store: Store, key: StorageKey) -> None:
    first = store.put(key, b"rendition")
    assert first == StoredObject(key, 9, sha256(b"rendition"))
    assert store.put(key, io.BytesIO(b"rendition")) == first
    assert read(store, key) == b"rendition"
    empty = new_key()
    assert store.put(empty, b"").size == 0
    assert read(store, empty) == b""
    assert store.verify(empty).sha256 == sha256(b"")


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(0, None, b"0123456789"), (3, None, b"3456789"), (3, 4, b"3456"), (8, 99, b"89"), (10, 5, b""), (0, 0, b"")],
)
def test_open_gives_a_range(store: Store, key: StorageKey, start: int, length: int | None, expected: bytes) -> None:
    store.put(key, b"0123456789")
    assert read(store, key, start=start, length=length) == expected


def test_open_reads_in_pieces(store: Store, key: StorageKey) -> None:
    data = secrets.token_bytes(100_000)
    store.put(key, data)
    with store.open(key, start=10, length=90_000) as stream:
        pieces = [stream.read(7000) for _ in range(14)]
    assert b"".join(pieces) == data[10:90_010]


def test_local_path_holds_the_bytes(store: Store, key: StorageKey, tmp_path: Path) -> None:
    store.put(key, b"abcde")
    with store.local_path(key, scratch=tmp_path) as path:
        assert path.read_bytes() == b"abcde"
    with pytest.raises(contract.ObjectMissingError), store.local_path(new_key(), scratch=tmp_path):
        pytest.fail("nothing is there to be read")


def test_what_is_missing_is_one_error(store: Store, key: StorageKey) -> None:
    upload = UploadRef(key)
    for ask in (
        lambda: store.open(key),
        lambda: store.head(key),
        lambda: store.verify(key),
        lambda: store.read_address(key, expires_seconds=60),
        lambda: store.list_parts(upload),
        lambda: store.part_address(upload, 1, length=5, expires_seconds=60),
        lambda: store.write_part(upload, 1, io.BytesIO(b"abcde"), length=5),
        lambda: store.complete(upload, size=5),
    ):
        with pytest.raises(contract.ObjectMissingError):
            ask()


def test_delete_and_abort_forget_and_are_no_error_twice(store: Store, key: StorageKey) -> None:
    store.put(key, b"abcde")
    for _ in range(2):
        store.delete(key)
    with pytest.raises(contract.ObjectMissingError):
        store.head(key)
    upload = store.create_upload(key, size=5, part_size=PART)
    for _ in range(2):
        store.abort(upload)
    with pytest.raises(contract.ObjectMissingError):
        store.list_parts(upload)
    assert store_whole(store, key, b"again").size == 5


def test_list_keys_names_objects_and_no_uploads(store: Store) -> None:
    keys = sorted(new_key() for _ in range(3))
    for each in keys:
        store.put(each, b"x")
    store.create_upload(new_key(), size=5, part_size=PART)
    assert sorted(store.list_keys()) == keys


def test_list_keys_tells_what_is_old_enough_to_be_compared(store: Store, key: StorageKey) -> None:
    store.put(key, b"x")
    assert list(store.list_keys(before=LONG_AGO)) == []
    assert list(store.list_keys(before=NOW)) == [key]


def test_check_says_nothing_while_the_store_can_be_used(store: Store) -> None:
    store.check()
    assert list(store.list_keys()) == []
    assert store.sweep(before=NOW) == Swept(uploads=0, leftovers=0)


def test_D23_sweep_removes_abandoned_uploads_only(store: Store, key: StorageKey) -> None:
    store.put(key, b"kept")
    upload = store.create_upload(new_key(), size=5, part_size=PART)
    assert store.sweep(before=LONG_AGO) == Swept(uploads=0, leftovers=0)
    assert store.list_parts(upload) == ()
    assert store.sweep(before=NOW) == Swept(uploads=1, leftovers=0)
    with pytest.raises(contract.ObjectMissingError):
        store.list_parts(upload)
    assert read(store, key) == b"kept"
    assert store.sweep(before=NOW + timedelta(days=1)) == Swept(uploads=0, leftovers=0)


def test_D25_verify_compares_with_a_known_hash(store: Store, key: StorageKey) -> None:
    data = secrets.token_bytes(2500)
    store_whole(store, key, data)
    assert store.verify(key, sha256=sha256(data)) == StoredObject(key, 2500, sha256(data))
    with pytest.raises(contract.ObjectDamagedError):
        store.verify(key, sha256=sha256(b"other"))


@pytest.mark.parametrize(
    "name",
    [
        "", "..", "../../etc/passwd", "/etc/passwd", "a" * 31, "a" * 65, "A" * 32, "g" * 32, "a" * 32 + "\n",
        "a" * 16 + "/" + "a" * 16, "a" * 16 + "\0" + "a" * 16, "C:\\" + "a" * 32, "٠" * 32,
    ],
)  # fmt: skip
def test_D15_D16_key_that_is_no_key_touches_nothing(store: Store, name: str) -> None:
    bad = StorageKey(name)
    for ask in (
        lambda: store.create_upload(bad, size=5, part_size=PART),
        lambda: store.put(bad, b"x"),
        lambda: store.open(bad),
        lambda: store.head(bad),
        lambda: store.delete(bad),
        lambda: store.abort(UploadRef(bad)),
        lambda: store.list_parts(UploadRef(bad)),
        lambda: store.complete(UploadRef(bad), size=5),
    ):
        with pytest.raises(contract.KeyMalformedError):
            ask()
    assert list(store.list_keys()) == []


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (1, 8), (2, 8), (3, 4), (4, 0)])
def test_part_length_of_twenty_bytes_in_parts_of_eight(number: int, expected: int) -> None:
    assert contract.part_length(number, size=20, part_size=8) == expected
    assert contract.count_parts(size=20, part_size=8) == 3

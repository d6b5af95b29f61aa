"""The disk store through kills, rivals, full disks and rotten bits.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

import hashlib
import io
import json
import os
import random
import secrets
import signal
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from media.store import contract
from media.store.contract import StorageKey, UploadRef
from media.store.disk import DiskStore
from tests.faults.store_victim import content

ROOT = Path(__file__).parents[2]
PART = 4096
SIZE = 3 * PART + 100
KEY = StorageKey("c0ffee00" * 4)
LATER = datetime.fromtimestamp(2_000_000_000, UTC)


def run_victim(root: Path, act: str, *, kill_at: int, size: int = SIZE, part_size: int = PART) -> int | None:
    """Let a process act on the store; how many steps it made, or None when it was killed."""
    order = {"root": str(root), "act": act, "key": KEY, "size": size, "part_size": part_size, "kill_at": kill_at}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.store_victim", json.dumps(order)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr.decode()
    return int(done.stdout)


def run_killed_at_each_step(root: Path, act: str, prepare: Any) -> Iterator[DiskStore]:
    """The store after a kill at step 0, 1, 2 … of the act, until the act ends by itself."""
    for step in range(500):
        store = DiskStore(root / str(step))
        prepare(store)
        is_whole = run_victim(root / str(step), act, kill_at=step) is not None
        yield DiskStore(root / str(step))
        if is_whole:
            assert step > 3, "no step was watched"
            return
    pytest.fail("the act does not end")


def resume(store: DiskStore, data: bytes, part_size: int = PART) -> None:
    """What a client does after any fault: ask what is there, send the rest, complete."""
    try:
        upload = store.create_upload(KEY, size=len(data), part_size=part_size)
    except contract.ObjectExistsError:
        return
    present = {part.number: part for part in store.list_parts(upload)}
    for number, at in enumerate(range(0, len(data), part_size), start=1):
        piece = data[at : at + part_size]
        if number in present:
            assert present[number].sha256 == hashlib.sha256(piece).hexdigest()
        else:
            store.write_part(upload, number, io.BytesIO(piece), length=len(piece))
    store.complete(upload, size=len(data))


def all_files(store: DiskStore) -> set[str]:
    return {path.name for path in store._root.rglob("*") if path.is_file()}


def assert_holds(store: DiskStore, data: bytes) -> None:
    assert store.verify(KEY).sha256 == hashlib.sha256(data).hexdigest()
    assert list(store.list_keys()) == [KEY]


def test_X01_killed_at_each_step_of_an_upload_it_is_resumed(tmp_path: Path) -> None:
    data = content(SIZE)
    for store in run_killed_at_each_step(tmp_path, "upload", lambda _: None):
        resume(store, data)
        assert_holds(store, data)
        store.sweep(before=LATER)
        assert all_files(store) <= {"content", "journal", "claims"}
        assert not list(store._passing.iterdir())
        assert not list(store._uploads.iterdir())


def test_X01_killed_in_the_middle_of_parts_at_random_moments_it_is_resumed(tmp_path: Path) -> None:
    size, part_size = 24 << 20, 1 << 20
    data = content(size)
    order = {"root": str(tmp_path), "act": "upload", "key": KEY, "size": size, "part_size": part_size, "kill_at": -1}
    chance = random.Random(1)
    for _ in range(6):
        victim = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.store_victim", json.dumps(order)], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.15, 0.5))
        victim.kill()
        victim.wait()
    store = DiskStore(tmp_path)
    resume(store, data, part_size)
    assert_holds(store, data)


def test_X02_killed_at_each_step_of_complete_it_completes_again(tmp_path: Path) -> None:
    data = content(SIZE)

    def prepare(store: DiskStore) -> None:
        upload = store.create_upload(KEY, size=SIZE, part_size=PART)
        for number, at in enumerate(range(0, SIZE, PART), start=1):
            piece = data[at : at + PART]
            store.write_part(upload, number, io.BytesIO(piece), length=len(piece))

    for store in run_killed_at_each_step(tmp_path, "complete", prepare):
        assert store.complete(UploadRef(KEY), size=SIZE) == contract.StoredObject(KEY, SIZE, None)
        assert_holds(store, data)


def test_X02_killed_at_each_step_of_put_there_is_all_or_nothing(tmp_path: Path) -> None:
    data = content(SIZE)
    for store in run_killed_at_each_step(tmp_path, "put", lambda _: None):
        if list(store.list_keys()):
            assert_holds(store, data)
        store.sweep(before=LATER)
        assert not list(store._passing.iterdir())
        store.put(KEY, data)
        assert_holds(store, data)


@pytest.mark.parametrize("act", ["delete", "abort"])
def test_X02_killed_at_each_step_of_forgetting_it_is_whole_or_gone(tmp_path: Path, act: str) -> None:
    data = content(SIZE)

    def prepare(store: DiskStore) -> None:
        if act == "delete":
            store.put(KEY, data)
        else:
            store.create_upload(KEY, size=SIZE, part_size=PART)

    for store in run_killed_at_each_step(tmp_path, act, prepare):
        if list(store.list_keys()):
            assert_holds(store, data)
        store.delete(KEY)
        store.abort(UploadRef(KEY))
        store.sweep(before=LATER)
        assert all_files(store) == set()


class Slow(io.RawIOBase):
    """A connection that hands out bytes when it is told to."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self.may_go_on = threading.Event()
        self.waits = threading.Event()

    def read(self, _size: int = -1) -> bytes:
        if len(self._pieces) == 1:
            self.waits.set()
            assert self.may_go_on.wait(10)
        return self._pieces.pop(0) if self._pieces else b""


@pytest.mark.parametrize(
    ("completes", "refusal"), [(False, contract.PartTakenOverError), (True, contract.ObjectExistsError)]
)
def test_X19_later_writer_of_a_part_takes_it_over_from_a_dead_connection(
    tmp_path: Path, *, completes: bool, refusal: type[contract.StoreError]
) -> None:
    store = DiskStore(tmp_path)
    upload = store.create_upload(KEY, size=PART, part_size=PART)
    dead = Slow([b"a" * 1000, b"a" * (PART - 1000)])
    outcome: list[BaseException] = []

    def write_slowly() -> None:
        try:
            store.write_part(upload, 1, dead, length=PART)
        except contract.StoreError as error:
            outcome.append(error)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert dead.waits.wait(10)
    store.write_part(upload, 1, io.BytesIO(b"b" * PART), length=PART)
    if completes:
        store.complete(upload, size=PART)
    dead.may_go_on.set()
    writer.join(10)
    assert [type(error) for error in outcome] == [refusal]
    store.complete(upload, size=PART)
    assert store.open(KEY).read() == b"b" * PART


def test_X19_two_writers_on_one_part_many_times_leave_one_whole_part(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    size = 200_000
    rivals = [bytes([letter]) * size for letter in b"ab"]
    for _ in range(60):
        key = contract.parse_key(secrets.token_hex(16))
        upload = store.create_upload(key, size=size, part_size=size)
        outcomes = race([partial(write_in_pieces, store, upload, data) for data in rivals])
        winners = {outcome.sha256 for outcome in outcomes if isinstance(outcome, contract.PartReceived)}
        losers = [outcome for outcome in outcomes if isinstance(outcome, contract.StoreError)]
        assert len(winners) == 1
        assert all(isinstance(loser, contract.PartTakenOverError | contract.PartDiffersError) for loser in losers)
        store.complete(upload, size=size)
        assert store.verify(key).sha256 in winners


def write_in_pieces(store: DiskStore, upload: UploadRef, data: bytes) -> contract.PartReceived:
    class Pieces(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read(20_000)

    return store.write_part(upload, 1, Pieces(data), length=len(data))


def race(acts: list[Any]) -> list[object]:
    gate = threading.Barrier(len(acts))
    outcomes: list[object] = []

    def run(act: Any) -> None:
        gate.wait()
        try:
            outcomes.append(act())
        except contract.StoreError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_X19_many_create_and_complete_one_upload_and_all_hear_the_same(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    created = race([lambda: store.create_upload(KEY, size=PART, part_size=PART)] * 8)
    assert set(created) == {UploadRef(KEY)}
    store.write_part(UploadRef(KEY), 1, io.BytesIO(b"x" * PART), length=PART)
    completed = race([lambda: store.complete(UploadRef(KEY), size=PART)] * 8)
    assert set(completed) == {contract.StoredObject(KEY, PART, hashlib.sha256(b"x" * PART).hexdigest())}
    assert not list(store._passing.iterdir())


def run_on_own_disk(act: str, place: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.store_on_full_disk", act, str(place)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("this kernel gives no private mounts to try a full disk in")
    assert done.returncode == 0, done.stderr.decode()
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def test_X12_full_disk_is_said_leaves_nothing_half_and_heals(tmp_path: Path) -> None:
    seen = run_on_own_disk("fill", tmp_path)
    assert 13 << 20 < seen.pop("free") <= 14 << 20
    assert seen == {
        "beyond the room": "StoreFullError",
        "put": "StoreFullError",
        "create": "StoreFullError",
        "half left": 0,
        "reserved part": "done",
        "put later": "done",
        "completed": 4 << 20,
        "verified": "done",
    }


def test_X12_no_inodes_left_is_said_and_what_was_stored_stays_whole(tmp_path: Path) -> None:
    seen = run_on_own_disk("inodes", tmp_path)
    assert seen["outcomes"] == ["StoreFullError", "done"]
    assert seen["kept"] == seen["stored"] > 0
    assert seen["whole"]


@pytest.mark.parametrize("at", [0, PART - 1, PART, SIZE - 1])
def test_D25_X32_one_flipped_byte_is_found(tmp_path: Path, at: int) -> None:
    store = DiskStore(tmp_path)
    resume(store, content(SIZE))
    path = store._object(KEY) / "content"
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    with pytest.raises(contract.ObjectDamagedError):
        store.verify(KEY)


@pytest.mark.parametrize("size", [0, SIZE - 1, SIZE + 1])
def test_D25_X32_cut_or_grown_file_is_found(tmp_path: Path, size: int) -> None:
    store = DiskStore(tmp_path)
    resume(store, content(SIZE))
    path = store._object(KEY) / "content"
    path.chmod(0o600)
    os.truncate(path, size)
    with pytest.raises(contract.ObjectDamagedError):
        store.verify(KEY)


def test_D25_X32_journal_without_a_part_is_found(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    resume(store, content(SIZE))
    path = store._object(KEY) / "journal"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(contract.ObjectDamagedError):
        store.verify(KEY)


def test_D25_X32_spoiled_journal_is_found(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    resume(store, content(SIZE))
    path = store._object(KEY) / "journal"
    path.write_text(path.read_text().replace("bytes", "bites", 1))
    with pytest.raises(contract.ObjectDamagedError):
        store.verify(KEY)


def test_upload_cannot_complete_over_an_object_that_came_meanwhile(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    upload = store.create_upload(KEY, size=1, part_size=PART)
    store.write_part(upload, 1, io.BytesIO(b"x"), length=1)
    store.put(KEY, b"first")
    with pytest.raises(contract.ObjectExistsError):
        store.complete(upload, size=1)
    assert store.open(KEY).read() == b"first"


def test_room_is_refused_before_it_is_taken(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, reserve_bytes=1 << 60)
    assert store.free_bytes() == 0
    with pytest.raises(contract.StoreFullError):
        store.create_upload(KEY, size=1, part_size=PART)
    assert not list(store._uploads.iterdir())


def test_torn_line_of_the_journal_does_not_swallow_the_next_part(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    data = content(2 * PART)
    upload = store.create_upload(KEY, size=len(data), part_size=PART)
    with (tmp_path / "uploads" / KEY / "journal").open("a") as journal:
        journal.write("\npart 1 4096 0123456789")
    assert store.list_parts(upload) == ()
    resume(store, data)
    assert_holds(store, data)


def test_D16_symlinks_in_the_store_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    store = DiskStore(tmp_path / "store")
    store.put(KEY, b"public")
    path = store._object(KEY) / "content"
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(contract.StoreUnavailableError):
        store.open(KEY)


@pytest.mark.parametrize("name", ["content", "claims", "journal"])
def test_D16_symlinks_in_an_upload_lead_no_write_outside(tmp_path: Path, name: str) -> None:
    store = DiskStore(tmp_path / "store")
    upload = store.create_upload(KEY, size=PART, part_size=PART)
    path = tmp_path / "store" / "uploads" / KEY / name
    outside = tmp_path / "outside"
    path.rename(outside)
    before = outside.read_bytes()
    path.symlink_to(outside)
    with pytest.raises(contract.StoreUnavailableError):
        store.write_part(upload, 1, io.BytesIO(b"x" * PART), length=PART)
    assert outside.read_bytes() == before


def test_store_is_closed_to_others_and_objects_are_read_only(tmp_path: Path) -> None:
    root = tmp_path / "store"
    root.mkdir(mode=0o755)
    store = DiskStore(root)
    store.put(KEY, b"x")
    resume_key = contract.parse_key(secrets.token_hex(16))
    upload = store.create_upload(resume_key, size=1, part_size=PART)
    store.write_part(upload, 1, io.BytesIO(b"x"), length=1)
    store.complete(upload, size=1)
    for path in (root, *(path for path in root.rglob("*") if path.is_dir())):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in root.rglob("content"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert (root / "objects" / KEY[:2] / KEY[2:4] / KEY).is_dir()


def test_memory_stays_flat_while_a_part_is_received(tmp_path: Path) -> None:
    class Zeros:
        left = 256 << 20

        def read(self, size: int, /) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    store = DiskStore(tmp_path)
    size = Zeros.left
    upload = store.create_upload(KEY, size=size, part_size=size)
    tracemalloc.start()
    store.write_part(upload, 1, Zeros(), length=size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_disk_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    with pytest.raises(contract.StoreUnavailableError):
        DiskStore(tmp_path / "store")


def test_sweep_leaves_an_upload_that_was_touched_meanwhile(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    upload = store.create_upload(KEY, size=2, part_size=1)
    for path in (tmp_path / "uploads" / KEY).iterdir():
        os.utime(path, (1_000, 1_000))
    store.write_part(upload, 1, io.BytesIO(b"x"), length=1)
    assert store.sweep(before=datetime.fromtimestamp(1_000_000, UTC)).uploads == 0
    assert [part.number for part in store.list_parts(upload)] == [1]

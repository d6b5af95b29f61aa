"""Works on a store on a disk of 16 MiB of its own: a tmpfs in a private namespace, so no root is needed."""

import contextlib
import ctypes
import io
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from media.store import contract
from media.store.contract import StorageKey, Store
from media.store.disk import DiskStore

NO_NAMESPACE = 77
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MIB = 1 << 20


def own_disk(place: Path, options: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        sys.exit(NO_NAMESPACE)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    if libc.mount(b"tmpfs", bytes(place), b"tmpfs", 0, options.encode()) != 0:
        sys.exit(NO_NAMESPACE)


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except contract.StoreError as error:
        return type(error).__name__
    return "done"


def files(root: Path) -> int:
    return sum(path.is_file() for path in root.rglob("*"))


def fill_and_free(root: Path) -> dict[str, object]:
    """Upload beyond the room, fill the disk behind the store's back, make room, go on."""
    store: Store = DiskStore(root / "store", reserve_bytes=2 * MIB)
    small, large = StorageKey("a" * 32), StorageKey("b" * 32)
    seen: dict[str, object] = {"free": store.free_bytes()}
    upload = store.create_upload(small, size=4 * MIB, part_size=2 * MIB)
    before = files(root)
    seen["beyond the room"] = refusal(lambda: store.create_upload(large, size=11 * MIB, part_size=MIB))
    ballast = root / "ballast"
    with ballast.open("wb", buffering=0) as full, contextlib.suppress(OSError):
        while full.write(bytes(1 << 12)):
            pass
    seen["put"] = refusal(lambda: store.put(large, bytes(MIB)))
    seen["create"] = refusal(lambda: store.create_upload(large, size=1, part_size=MIB))
    seen["half left"] = files(root) - before - 1
    # The room of an upload was reserved when it began, so the disk filling up later does not break it.
    part = b"x" * (2 * MIB)
    seen["reserved part"] = refusal(lambda: store.write_part(upload, 1, io.BytesIO(part), length=2 * MIB))
    ballast.unlink()
    seen["put later"] = refusal(lambda: store.put(large, bytes(MIB)))
    for number in (1, 2):
        store.write_part(upload, number, io.BytesIO(part), length=2 * MIB)
    seen["completed"] = store.complete(upload, size=4 * MIB).size
    seen["verified"] = refusal(lambda: store.verify(small))
    return seen


def run_out_of_inodes(root: Path) -> dict[str, object]:
    store: Store = DiskStore(root / "store")
    seen = [refusal(partial(store.put, StorageKey(f"{number:032x}"), b"x")) for number in range(40)]
    kept = list(store.list_keys())
    return {
        "outcomes": sorted(set(seen)),
        "stored": seen.count("done"),
        "kept": len(kept),
        "whole": all(store.verify(key).size == 1 for key in kept),
    }


if __name__ == "__main__":
    act, place = sys.argv[1], Path(sys.argv[2])
    own_disk(place, {"fill": "size=16m", "inodes": "size=16m,nr_inodes=60"}[act])
    print(json.dumps({"fill": fill_and_free, "inodes": run_out_of_inodes}[act](place)))  # noqa: T201  its answer

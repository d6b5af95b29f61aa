"""A process that works on a store and dies by SIGKILL at a given step: `python store_victim.py ORDER`.

Its steps are the system calls by which the disk changes; the kill comes before the one with the number
`kill_at`. It prints how many it made when it was let live.
"""

import hashlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.store.contract import StorageKey, UploadRef
from media.store.disk import DiskStore

CALLS = (
    "mkdir", "open", "write", "pwrite", "fsync", "fdatasync", "fchmod", "rename", "unlink", "rmdir",
    "posix_fallocate",
)  # fmt: skip


class Steps:
    def __init__(self, kill_at: int) -> None:
        self.made = 0
        self._kill_at = kill_at

    def watch(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            if self.made == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            self.made += 1
            return real(*args, **options)

        return watched


def content(size: int) -> bytes:
    """The same bytes for everybody who asks for this size."""
    blocks = (hashlib.sha256(str(number).encode()).digest() for number in range(-(-size // 32)))
    return b"".join(blocks)[:size]


def main() -> None:
    order = json.loads(sys.argv[1])
    store = DiskStore(Path(order["root"]))
    key, data, part_size = StorageKey(order["key"]), content(order["size"]), order["part_size"]
    steps = Steps(order["kill_at"])
    for name in CALLS:
        setattr(os, name, steps.watch(getattr(os, name)))
    if order["act"] == "upload":
        upload = store.create_upload(key, size=len(data), part_size=part_size)
        for number, at in enumerate(range(0, len(data), part_size), start=1):
            part = data[at : at + part_size]
            store.write_part(upload, number, io.BytesIO(part), length=len(part))
        store.complete(upload, size=len(data))
    elif order["act"] == "complete":
        store.complete(UploadRef(key), size=len(data))
    elif order["act"] == "put":
        store.put(key, data)
    elif order["act"] == "delete":
        store.delete(key)
    elif order["act"] == "abort":
        store.abort(UploadRef(key))
    print(steps.made)  # noqa: T201  its answer


if __name__ == "__main__":
    main()

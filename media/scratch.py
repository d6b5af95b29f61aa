"""Work in progress on the disk: how what a killed process left behind is told from what somebody works with.

Whoever makes a folder or a file here keeps a lock on it. The kernel gives the lock back with the process, however
that ends, so a leftover is what has some age and no lock.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

PREFIXES = ("work-", "object-", "glance-")
"""How the names of what is made in a scratch folder begin; nothing else there is ever swept."""
SYSTEM_PREFIX = "bangvang-"
"""How the names of what is made in the system's own folder for temporary files begin."""


@contextlib.contextmanager
def held_folder(base: Path | None, *, prefix: str = "work-") -> Iterator[Path]:
    """A folder for the block alone, below `base` or (None) the system's, and gone afterwards."""
    with tempfile.TemporaryDirectory(dir=base, prefix=prefix) as name:
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _hold(descriptor)
            yield Path(name)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def held_file(base: Path, *, prefix: str) -> Iterator[IO[bytes]]:
    """A named file for the block alone, open for writing, and gone afterwards."""
    with tempfile.NamedTemporaryFile(dir=base, prefix=prefix) as file:
        _hold(file.fileno())
        yield file


def remove_leftovers(base: Path, prefixes: Sequence[str], *, before: float) -> list[str]:
    """Remove what was last changed before this moment (seconds since 1970) and is held by nobody; its names."""
    removed = []
    for path in base.iterdir():
        if path.name.startswith(tuple(prefixes)) and _is_left(path, before):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            removed.append(path.name)
    return removed


def _hold(descriptor: int) -> None:
    """Where the file system knows no locks, only the age tells; the sweep then leaves everything alone."""
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _is_left(path: Path, before: float) -> bool:
    """Old enough, ours, and without a lock. Links are not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        status = os.fstat(descriptor)
        if status.st_mtime >= before or status.st_uid != os.geteuid():
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)

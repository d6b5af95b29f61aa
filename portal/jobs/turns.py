"""Turns of a machine: encoding a film takes all of a small one, so its workers do it one after the other.

A turn is a lock on a file of the machine's scratch folder: whoever dies gives it back. Larger machines have more.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ASKED_EVERY_SECONDS = 1.0
PROCESSORS_FOR_ONE = 4


def count_turns(processors: int | None = None) -> int:
    """How many films this machine encodes at a time: one for each four processors, and at least one.

    >>> [count_turns(2), count_turns(7), count_turns(16)]
    [1, 1, 4]
    """
    return max(1, (processors or os.cpu_count() or 1) // PROCESSORS_FOR_ONE)


@contextmanager
def turn(folder: Path, *, count: int, while_waiting: Callable[[], None]) -> Iterator[None]:
    """Wait for one of `count` turns, then hold it. What `while_waiting` raises, about once a second, ends the wait."""
    held = None
    while held is None:
        held = _try(folder, count)
        if held is None:
            while_waiting()
            time.sleep(ASKED_EVERY_SECONDS)
    try:
        yield
    finally:
        os.close(held)


def _try(folder: Path, count: int) -> int | None:
    for number in range(count):
        file = os.open(folder / f"encoding-{number}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        return file
    return None

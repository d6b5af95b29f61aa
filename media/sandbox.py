"""Running parsers and ffmpeg on strangers' files in a limited child process (security.md 3.6, D03-D26).

`call` runs one of our own functions, `run` a program; both under the same fences and budget. The fences of
this machine are measured once (`probe_level`), and a child that cannot close as many of them refuses to work.
"""

import contextlib
import functools
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from media.child import CANNOT_CLOSE

_ROOT = Path(__file__).resolve().parent.parent
_CHUNK = 1 << 16
_COMPLAINTS_KEPT = 1 << 16
_WATCH_SECONDS = 1.0


class Level(IntEnum):
    """How far this machine lets a child be closed; a higher level holds everything of a lower one."""

    RLIMITS_ONLY = 0
    NO_NAMESPACE = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Budget:
    """What a child may use. `file_bytes` bounds each file that it writes; `nice` is its low priority.

    `threads`: a task of our own may start threads, as programs may; processes never.
    """

    wall_seconds: float = 30
    cpu_seconds: int = 20
    memory_bytes: int = 1 << 30
    output_bytes: int = 8 << 20
    file_bytes: int = 0
    open_files: int = 64
    nice: int = 5
    threads: bool = False


class SandboxError(Exception):
    """A child did not bring its work to an end. Each way not to is a class below."""


class TimedOutError(SandboxError):
    """The wall clock or the processor time of the budget ran out."""

    def __init__(self, *, clock: str, seconds: float) -> None:
        super().__init__(f"out of {clock} time after {seconds} s")
        self.clock = clock
        self.seconds = seconds


class KilledError(SandboxError):
    """The child died by a signal of its own or of the kernel's doing."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"died by signal {signal_number}")
        self.signal_number = signal_number

    @property
    def is_from_outside(self) -> bool:
        """Whether the machine ended it (want of memory, an operator): that says nothing of the file.

        Of a task of our own only. A program that holds on after its processor time is killed by the kernel, too.
        """
        return self.signal_number == signal.SIGKILL


class TooMuchOutputError(SandboxError):
    """The child said more than its budget allows."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes of output")
        self.limit_bytes = limit_bytes


class OutOfMemoryError(SandboxError):
    """The child asked for more memory than its budget allows."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes of memory")
        self.limit_bytes = limit_bytes


class TaskFailedError(SandboxError):
    """The task raised, or the program ended with an error. `reason` is the exception's name or `exit N`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class SandboxWeakerError(SandboxError):
    """The child could close fewer fences than when they were measured; it did not touch the file."""


def call(
    task: str,
    argument: dict[str, Any],
    *,
    readable: Sequence[Path] = (),
    writable: Path | None = None,
    budget: Budget = Budget(),
) -> dict[str, Any]:
    """Run `task` ("package.module:function", dict in, dict out, both plain JSON) in a limited child.

    The child may read `readable` (files or folders) and write below the folder `writable`, has no network,
    and can start nothing. Code that its module imports is loaded first; late imports belong into a function
    `warm_up()` of that module. Raises a SandboxError.
    """
    return _call(task, argument, readable=readable, writable=writable, budget=budget, least=probe_level())


def run(
    argv: Sequence[str],
    *,
    readable: Sequence[Path] = (),
    writable: Path | None = None,
    budget: Budget = Budget(),
    watch: Callable[[], None] | None = None,
) -> bytes:
    """Run a program by its absolute path under the same fences; what it wrote to stdout.

    Beyond `readable` it may read its own binary and the system's libraries, and it may start threads, not
    processes. `watch` is called about once a second meanwhile; what it raises ends the program. Raises a
    SandboxError; TaskFailedError carries the end of what it said on stderr.
    """
    order = _order(argv=list(argv), readable=readable, writable=writable, budget=budget, least=probe_level())
    return _converse(order, budget, watch)


@functools.cache
def probe_level() -> Level:
    """The level that this machine gives, found by trying what must be refused. About 0.1 s, once."""
    for level in (Level.FULL, Level.NO_NAMESPACE):
        with contextlib.suppress(SandboxError):
            refused = _call("media.sandbox_self_test:attempt", {}, budget=Budget(wall_seconds=20), least=level)
            if all(refused.values()):
                return level
    return Level.RLIMITS_ONLY


def _call(
    task: str,
    argument: dict[str, Any],
    *,
    readable: Sequence[Path] = (),
    writable: Path | None = None,
    budget: Budget,
    least: Level,
) -> dict[str, Any]:
    order = _order(task=task, argument=argument, readable=readable, writable=writable, budget=budget, least=least)
    answer: dict[str, Any] = json.loads(_converse(order, budget))
    if answer.get("failed") == MemoryError.__name__:
        raise OutOfMemoryError(budget.memory_bytes)
    if "failed" in answer:
        raise TaskFailedError(answer["failed"], answer["detail"])
    done: dict[str, Any] = answer["done"]
    return done


def _order(
    *,
    readable: Sequence[Path],
    writable: Path | None,
    budget: Budget,
    least: Level,
    task: str | None = None,
    argument: dict[str, Any] | None = None,
    argv: list[str] | None = None,
) -> bytes:
    order = {
        **asdict(budget),
        "task": task,
        "argument": argument,
        "argv": argv,
        "readable": [str(path.resolve()) for path in readable],
        "writable": str(writable.resolve()) if writable else None,
        "least": int(least),
    }
    return json.dumps(order).encode()


def _converse(order: bytes, budget: Budget, watch: Callable[[], None] | None = None) -> bytes:
    """Start the child, hand it the order, gather its answer within the budget, and leave nothing behind."""
    child = subprocess.Popen(
        [sys.executable, "-B", "-P", "-s", "-X", "utf8", "-m", "media.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)},  # no secret goes along
        start_new_session=True,
    )
    ends_at = time.monotonic() + budget.wall_seconds
    try:
        output, complaints = _exchange(child, order, budget, ends_at, watch)
        _await_exit(child, budget, ends_at)
    finally:
        _end(child)
    _raise_for(child.returncode, complaints, budget)
    return output


def _exchange(
    child: subprocess.Popen[bytes],
    order: bytes,
    budget: Budget,
    ends_at: float,
    watch: Callable[[], None] | None,
) -> tuple[bytes, bytes]:
    if child.stdin is None or child.stdout is None or child.stderr is None:  # pragma: no cover  for the types
        raise AssertionError
    output, complaints = bytearray(), bytearray()
    with contextlib.suppress(BrokenPipeError), child.stdin:
        child.stdin.write(order)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, output)
        selector.register(child.stderr, selectors.EVENT_READ, complaints)
        while selector.get_map():
            left = max(0, ends_at - time.monotonic())
            ready = selector.select(min(left, _WATCH_SECONDS) if watch else left)
            if watch:
                watch()
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                key.data.extend(chunk)
                if not chunk:
                    selector.unregister(key.fileobj)
            del complaints[:-_COMPLAINTS_KEPT]  # a parser may grumble for ever; its last words suffice
            if len(output) > budget.output_bytes:
                raise TooMuchOutputError(budget.output_bytes)
            if time.monotonic() > ends_at:
                raise TimedOutError(clock="wall", seconds=budget.wall_seconds)
    return bytes(output), bytes(complaints)


def _await_exit(child: subprocess.Popen[bytes], budget: Budget, ends_at: float) -> None:
    """Wait without reaping: as long as the child is a zombie its number, and its group's, is nobody else's."""
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > ends_at:
            raise TimedOutError(clock="wall", seconds=budget.wall_seconds)
        time.sleep(0.002)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the whole group, whether or not its first process still lives."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _raise_for(status: int, complaints: bytes, budget: Budget) -> None:
    if status == 0:
        return
    words = complaints.decode("utf-8", "replace").strip()[-500:]
    if status == CANNOT_CLOSE:
        raise SandboxWeakerError(words)
    if status == -signal.SIGXCPU:
        raise TimedOutError(clock="processor", seconds=budget.cpu_seconds)
    if status < 0:
        raise KilledError(-status)
    raise TaskFailedError(f"exit {status}", words)

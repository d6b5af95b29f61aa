"""The limited process that reads what strangers sent: `python -m media.child`, started by `media.sandbox`.

It takes one order (JSON) on stdin, loads all code that the task needs, closes the fences, works, and writes
one answer (JSON) to stdout. Whatever the task prints goes to stderr. An order with `argv` becomes that
program, behind the same fences, instead.
"""

import codecs
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from media import sandbox_kernel as kernel

CANNOT_CLOSE = 97
"""Exit status: the fences could not be closed as far as they were when the level was measured."""

_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_DEVICES = (("/dev/null", kernel.READ_FILE | kernel.WRITE_FILE), ("/dev/urandom", kernel.READ_FILE))
# Python loads an encoding's module at its first use, which is too late behind the fences.
_ENCODINGS = (
    "ascii", "cp1250", "cp1252", "cp1258", "cp437", "idna", "latin-1", "mac-roman", "punycode",
    "unicode_escape", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-8", "utf-8-sig",
)  # fmt: skip

Task = Callable[[dict[str, Any]], dict[str, Any]]


def main() -> None:
    """Do one order and exit."""
    kernel.die_with_parent()
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    os.nice(order["nice"])
    namespace = kernel.enter_namespaces()  # before the imports: it wants a single thread
    task = _load(order["task"]) if order["task"] else None
    level = _close(order, namespace=namespace)
    if level < order["least"]:
        sys.stderr.write(f"level {level} of at least {order['least']}")
        sys.exit(CANNOT_CLOSE)
    if task is None:
        os.execv(order["argv"][0], order["argv"])  # noqa: S606  the very purpose, behind the fences
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        answers.write(json.dumps(_answer(task, order["argument"])).encode())
    sys.stdout.flush()
    os._exit(0)  # the answer is out; what foreign libraries do while they are torn down can only spoil it


def _load(name: str) -> Task:
    """Import `module:function` and whatever it will need; a module with late imports has a `warm_up()`."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    module_name, _, function_name = name.partition(":")
    module = importlib.import_module(module_name)
    if hasattr(module, "warm_up"):
        module.warm_up()
    task: Task = getattr(module, function_name)
    return task


def _close(order: dict[str, Any], *, namespace: bool) -> int:
    """Close every fence that this kernel has. 2: all, 1: all but namespaces, 0: resource limits only."""
    rules = [(Path(path), kernel.READ) for path in order["readable"]]
    rules += [(Path(path), rights) for path, rights in _DEVICES if Path(path).exists()]
    if order["writable"]:
        rules.append((Path(order["writable"]), kernel.WRITE))
    if order["argv"]:
        runs = kernel.READ | kernel.EXECUTE
        rules.append((Path(order["argv"][0]), runs))
        rules += [(Path(path), runs) for path in _LIBRARY_FOLDERS if Path(path).exists()]
    becomes_program = order["task"] is None
    kernel.limit_resources(
        memory_bytes=order["memory_bytes"],
        cpu_seconds=order["cpu_seconds"],
        file_bytes=order["file_bytes"],
        open_files=order["open_files"],
        may_start_threads=becomes_program or order["threads"],
    )
    locked = kernel.close_file_system(rules)
    filtered = kernel.refuse_calls(may_exec=becomes_program)
    return (2 if namespace else 1) if locked and filtered else 0


def _answer(task: Task, argument: dict[str, Any]) -> dict[str, Any]:
    """The task's answer or its failure. Parsers raise what they like, so every exception is caught here."""
    try:
        return {"done": task(argument)}
    except MemoryError:
        return {"failed": "MemoryError", "detail": ""}
    except Exception as failure:  # noqa: BLE001  the one place where foreign parsers' errors end
        return {"failed": type(failure).__name__, "detail": str(failure)[:500]}


if __name__ == "__main__":
    main()

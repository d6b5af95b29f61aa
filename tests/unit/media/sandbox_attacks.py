"""Tasks that a hostile file would like its reader to do; each runs inside the sandbox."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def echo(argument: dict[str, Any]) -> dict[str, Any]:
    print("a parser that talks")  # noqa: T201
    return {"back": argument}


def read(argument: dict[str, Any]) -> dict[str, Any]:
    return {"text": Path(argument["path"]).read_text()}


def listing(argument: dict[str, Any]) -> dict[str, Any]:
    return {"names": sorted(os.listdir(argument["path"]))}  # noqa: PTH208


def write(argument: dict[str, Any]) -> dict[str, Any]:
    Path(argument["path"]).write_bytes(b"x" * argument.get("size", 1))
    return {}


def change_mode(argument: dict[str, Any]) -> dict[str, Any]:
    Path(argument["path"]).chmod(0o777)
    return {}


def remove(argument: dict[str, Any]) -> dict[str, Any]:
    Path(argument["path"]).unlink()
    return {}


def symlink_out(argument: dict[str, Any]) -> dict[str, Any]:
    link = Path(argument["folder"]) / "link"
    link.symlink_to(argument["path"])
    return {"text": link.read_text()}


def connect(argument: dict[str, Any]) -> dict[str, Any]:
    socket.create_connection(("127.0.0.1", argument["port"]), timeout=2).close()
    return {}


def send_datagram(argument: dict[str, Any]) -> dict[str, Any]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", argument["port"]))
    return {}


def execute(_argument: dict[str, Any]) -> dict[str, Any]:
    os.execv("/bin/echo", ["echo", '{"done": {"executed": true}}'])


def spawn(_argument: dict[str, Any]) -> dict[str, Any]:
    return {"code": subprocess.run(["/bin/true"], check=False).returncode}


def fork_bomb(_argument: dict[str, Any]) -> dict[str, Any]:
    children = 0
    for _ in range(20):
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        children += 1
    return {"children": children}


def outlive(argument: dict[str, Any]) -> dict[str, Any]:
    """Leave a grandchild in the background that writes a file later."""
    if os.fork() == 0:
        time.sleep(1)
        Path(argument["path"]).write_text("alive")
        os._exit(0)
    return {}


def kill_parent(_argument: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getppid(), signal.SIGTERM)
    return {}


def squeeze_parent(_argument: dict[str, Any]) -> dict[str, Any]:
    """Lower the worker's own limits, as the same user might."""
    libc = ctypes.CDLL(None, use_errno=True)
    limits = (ctypes.c_uint64 * 2)(16, 16)
    if libc.prlimit(os.getppid(), 7, limits, None) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return {}


def eat_memory(argument: dict[str, Any]) -> dict[str, Any]:
    return {"size": len(bytearray(argument["size"]))}


def burn(_argument: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def wait(argument: dict[str, Any]) -> dict[str, Any]:
    time.sleep(argument["seconds"])
    return {}


def shout(argument: dict[str, Any]) -> dict[str, Any]:
    return {"text": "x" * argument["size"]}


def grumble(argument: dict[str, Any]) -> dict[str, Any]:
    for _ in range(argument["size"] // 1000):
        sys.stderr.write("x" * 1000)
    return {}


def crash(_argument: dict[str, Any]) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def fail(_argument: dict[str, Any]) -> dict[str, Any]:
    message = "no moov"
    raise AssertionError(message)


def environment(_argument: dict[str, Any]) -> dict[str, Any]:
    return {"names": sorted(os.environ)}


def open_files(_argument: dict[str, Any]) -> dict[str, Any]:
    return {"count": len([number for number in range(256) if _is_open(number)])}


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

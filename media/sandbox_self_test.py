"""What the sandbox tries on itself before its level is believed."""

import os
import socket
from typing import Any


def attempt(_argument: dict[str, Any]) -> dict[str, Any]:
    """Try to read a foreign file, reach the network, start a process and a program; which were refused."""
    return {
        "open": _is_refused(lambda: os.open("/etc/passwd", os.O_RDONLY)),
        "network": _is_refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        "fork": _is_refused(_fork),
        "exec": _is_refused(lambda: os.execv("/bin/true", ["true"])),  # noqa: S606
        "signal": _is_refused(lambda: os.kill(os.getppid(), 0)),
    }


def _fork() -> None:
    if os.fork() == 0:  # pragma: no cover  only where the sandbox is weak
        os._exit(0)


def _is_refused(attack: Any) -> bool:  # noqa: ANN401  any callable without arguments
    try:
        attack()
    except OSError:
        return True
    return False

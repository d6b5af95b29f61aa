"""Places where a test may kill, fail or slow the process. Refused in production by `config.problems`.

`BANGVANG_FAILPOINT=name:kill|raise|sleep=milliseconds|exit_after=n` (security 3.5); several joined by commas.
"""

from __future__ import annotations

import os
import signal
import time

_hits: dict[str, int] = {}


class FailpointError(Exception):
    """Raised on purpose at a failpoint."""


def failpoint(name: str) -> None:
    """Do at `name` what the environment asks for; nothing when it asks for nothing."""
    told = os.environ.get("BANGVANG_FAILPOINT")
    if not told:
        return
    for one in told.split(","):
        where, _, what = one.partition(":")
        if where == name:
            _act(name, what)


def _act(name: str, what: str) -> None:
    kind, _, figure = what.partition("=")
    if kind == "exit_after":
        _hits[name] = _hits.get(name, 0) + 1
        if _hits[name] < int(figure):
            return
        kind = "kill"
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "sleep":
        time.sleep(int(figure) / 1000)
    elif kind == "raise":
        raise FailpointError(name)

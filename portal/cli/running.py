"""run: the portal's processes, started together and kept alive by one that is small."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import click

from portal.cli import cli
from portal.cli.serving import settings_or_exit
from portal.jobs.lanes import LANES
from portal.tied import OVERRAN, RESTS, environment_of_children

if TYPE_CHECKING:
    from collections.abc import Callable

    import config

STOP_SECONDS = 15
RESTART_SECONDS = 0.5
STEADY_SECONDS = 30.0
MOST_EARLY_ENDS = 3
LONGEST_PAUSE_SECONDS = 30.0
PORTAL = (sys.executable, "-m", "portal.cli")


@cli.command()
def run() -> None:
    """Migrate, then serve the pages and do the jobs together; Ctrl-C ends all."""
    settings = settings_or_exit()
    migrated = subprocess.run([*PORTAL, "migrate"], check=False, stdout=subprocess.DEVNULL)  # noqa: S603  our own modules
    if migrated.returncode:
        raise SystemExit(migrated.returncode)
    run_together(settings)


def run_together(settings: config.Settings) -> None:
    """Start web server and a worker for each lane as processes, and end all when a signal arrives.

    One that dies (killed for want of memory, by itself over a job that hung, or its own child died twice) is started
    again. One that was told to end, or that fails early several times in a row and never worked since the launcher
    began, ends all: the mistake wants reading. One that did work is started again for ever, with growing pauses: the
    web server, too, ends by itself when its own processes are killed several times in a short while.
    The worker of long work ends while there is none; the other one's signal has it started again.
    """
    ending, waking = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    signal.signal(signal.SIGUSR1, lambda *_: waking.set())
    children = [
        Child("serve", works=lambda: answers(settings)),
        *(Child("worker", "--lane", lane, "--rests") for lane in LANES),
    ]
    click.echo(f"Bảng Vàng: {settings.base_url}  (Ctrl-C to stop)")
    while not ending.wait(RESTART_SECONDS):
        is_wanted = waking.is_set()
        waking.clear()
        if not all(child.keep_alive(is_wanted=is_wanted) for child in children):
            break
    for child in children:
        child.ask_to_end()
    for child in children:
        child.wait()


def answers(settings: config.Settings) -> bool:
    """Whether somebody takes connections where the pages are served."""
    try:
        with socket.create_connection((settings.host, settings.port), timeout=1):
            return True
    except OSError:
        return False


class Child:
    """A command of this portal in a process of its own, started again when it dies.

    `works` says whether it does what it is for; without it, whoever lives for half a minute does.
    """

    def __init__(self, *command: str, works: Callable[[], bool] | None = None) -> None:
        self._command, self._works = command, works
        self._early_ends, self._has_worked, self._not_before = 0, False, 0.0
        self._start()

    def keep_alive(self, *, is_wanted: bool) -> bool:
        """Start it again if it died, or if it rests and `is_wanted`; False when it should stay ended."""
        status = self._process.poll()
        if status is None:
            self._has_worked = self._has_worked or self._is_working()
            return True
        if status == 0:
            return False
        if status == RESTS:
            if is_wanted:
                self._start()
            return True
        if self._not_before:
            if time.monotonic() >= self._not_before:
                self._start()
            return True
        if status > 0 and status != OVERRAN and time.monotonic() - self._began < STEADY_SECONDS:
            self._early_ends += 1
        else:
            self._early_ends = 0
        if self._early_ends >= MOST_EARLY_ENDS and not self._has_worked:
            return False
        click.echo(f"{' '.join(self._command)} ended with status {status} and is started again.", err=True)
        self._not_before = time.monotonic() + self._pause_seconds()
        return self.keep_alive(is_wanted=is_wanted)

    def _is_working(self) -> bool:
        if self._works is None:
            return time.monotonic() - self._began >= STEADY_SECONDS
        return self._works()

    def _pause_seconds(self) -> float:
        """Nothing after the first ends in a row, then twice as long each time."""
        extra = self._early_ends - MOST_EARLY_ENDS
        return 0.0 if extra < 0 else min(LONGEST_PAUSE_SECONDS, 2.0**extra)

    def ask_to_end(self) -> None:
        """Tell it to end its work and go."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Until it has gone; who stays for too long is killed."""
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _start(self) -> None:
        self._began, self._not_before = time.monotonic(), 0.0
        self._process = subprocess.Popen(  # noqa: S603  our own modules
            [*PORTAL, *self._command, "--tied"], env=environment_of_children()
        )

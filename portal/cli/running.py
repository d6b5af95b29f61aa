"""run: the portal's processes, started together and kept alive by one that is small."""

from __future__ import annotations

import contextlib
import signal
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
    import config

STOP_SECONDS = 15
RESTART_SECONDS = 0.5
STEADY_SECONDS = 30.0
MOST_EARLY_ENDS = 3
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
    again. One that was told to end, or that fails early several times in a row, ends all: the mistake wants reading.
    The worker of long work ends while there is none; the other one's signal has it started again.
    """
    ending, waking = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    signal.signal(signal.SIGUSR1, lambda *_: waking.set())
    children = [Child("serve"), *(Child("worker", "--lane", lane, "--rests") for lane in LANES)]
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


class Child:
    """A command of this portal in a process of its own, started again when it dies."""

    def __init__(self, *command: str) -> None:
        self._command, self._early_ends = command, 0
        self._start()

    def keep_alive(self, *, is_wanted: bool) -> bool:
        """Start it again if it died, or if it rests and `is_wanted`; False when it should stay ended."""
        status = self._process.poll()
        if status is None:
            return True
        if status == 0:
            return False
        if status == RESTS:
            if is_wanted:
                self._start()
            return True
        if status > 0 and status != OVERRAN and time.monotonic() - self._began < STEADY_SECONDS:
            self._early_ends += 1
        else:
            self._early_ends = 0
        if self._early_ends >= MOST_EARLY_ENDS:
            return False
        click.echo(f"{' '.join(self._command)} ended with status {status} and is started again.", err=True)
        self._start()
        return True

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
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  our own modules
            [*PORTAL, *self._command, "--tied"], env=environment_of_children()
        )

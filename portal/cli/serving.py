"""migrate, worker, serve and run: bringing the portal up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import click

import config
from portal.app import create_app
from portal.cli import cli
from portal.clock import system_clock
from portal.jobs.lanes import LANES, Lane
from portal.jobs.watching import OVERRAN
from portal.jobs.worker import run_worker
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation
from portal.migrate import migrate as migrate_database
from portal.tied import end_with_parent

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = 4096
BACKPRESSURE = 4000
BLOCKING_THREADS = 32
HEADER_MILLISECONDS = 10_000
STOP_SECONDS = 15
RESTART_SECONDS = 0.5
STEADY_SECONDS = 30.0
MOST_EARLY_ENDS = 3
LONG_NICENESS = 10
"""Encoding takes what pages and measurements leave of the processors."""
TIED = click.option("--tied", is_flag=True, hidden=True, help="End when the process that started this one ends.")


def prepare(settings: config.Settings) -> None:
    """Folders closed to others, schema of this version, kind of installation, signing key."""
    for folder in (settings.data_folder, settings.store_folder, settings.scratch_folder, settings.keys_folder):
        make_private(folder)
    app = create_app(settings)
    engine = app.extensions["bangvang_database"].main
    migrate_database(engine)
    make_key(settings.keys_folder)
    raw = public_key(settings.keys_folder)
    fix_installation(engine, kind=settings.installation, now=system_clock(), key_id=key_id_of(raw), public_key=raw)
    app.extensions["bangvang_database"].dispose()


def make_private(folder: Path) -> None:
    """Create `folder` for this account alone, or close it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def settings_or_exit() -> config.Settings:
    """The settings of the environment; each reason not to start is printed and the command ends."""
    try:
        return config.check(config.from_env())
    except config.UnsafeSettingsError as error:
        for sentence in error.sentences:
            click.echo(f"✗ {sentence}", err=True)
        raise SystemExit(2) from None


@cli.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    prepare(settings_or_exit())
    click.echo("The database is at the schema of this version.")


@cli.command()
@click.option(
    "--lane",
    type=click.Choice([one.value for one in Lane]),
    default=Lane.ALL.value,
    show_default=True,
    help="Only the quick jobs, or only the long work on films (at a lower priority).",
)
@TIED
def worker(*, lane: str, tied: bool) -> None:
    """Do the jobs until stopped; where a broker is set, it is told of new ones at once."""
    if tied:
        end_with_parent()
    if lane == Lane.LONG:
        os.nice(LONG_NICENESS)
    settings = settings_or_exit()
    app = create_app(settings)
    if settings.broker_url:
        from portal.jobs.celery import run_celery_worker  # noqa: PLC0415  only who has a broker loads Celery

        run_celery_worker(app, lane=Lane(lane))
    else:
        run_worker(app, lane=Lane(lane))


@cli.command()
@TIED
def serve(*, tied: bool) -> None:
    """Serve the pages (without a worker)."""
    if tied:
        end_with_parent()
    from granian import Granian  # noqa: PLC0415  only the web process needs the server
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415

    settings = settings_or_exit()
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    Granian(
        "portal.wsgi:app",
        address=os.environ.get("BANGVANG_LISTEN", "127.0.0.1"),
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


@cli.command()
def run() -> None:
    """Migrate, then serve the pages and do the jobs together; Ctrl-C ends all."""
    settings = settings_or_exit()
    prepare(settings)
    run_together(settings)


def run_together(settings: config.Settings) -> None:
    """Start web server and a worker for each lane as processes, and end all when a signal arrives.

    One that dies (killed for want of memory, by itself over a job that hung, or its own child died twice) is started
    again. One that was told to end, or that fails early several times in a row, ends all: the mistake wants reading.
    """
    children = [Child("serve"), *(Child("worker", "--lane", lane) for lane in LANES)]
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    click.echo(f"Bảng Vàng: {settings.base_url}  (Ctrl-C to stop)")
    while not ending.wait(RESTART_SECONDS):
        if not all(child.keep_alive() for child in children):
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

    def keep_alive(self) -> bool:
        """Start it again if it died; False when it should stay ended."""
        status = self._process.poll()
        if status is None:
            return True
        if status == 0:
            return False
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
        self._process = subprocess.Popen([sys.executable, "-m", "portal.cli", *self._command, "--tied"])  # noqa: S603  our own modules

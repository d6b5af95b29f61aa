"""migrate, worker, serve and run: bringing the portal up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click

import config
from portal.app import create_app
from portal.cli import cli
from portal.clock import system_clock
from portal.jobs.worker import run_worker
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation
from portal.migrate import migrate as migrate_database

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = 4096
BACKPRESSURE = 4000
BLOCKING_THREADS = 32
HEADER_MILLISECONDS = 10_000
STOP_SECONDS = 15


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
def worker() -> None:
    """Do the jobs until stopped."""
    run_worker(create_app(settings_or_exit()))


@cli.command()
def serve() -> None:
    """Serve the pages (without a worker)."""
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
    """Start web server and worker as two processes, and end both when one ends or a signal arrives."""
    children = [
        subprocess.Popen([sys.executable, "-m", "portal.cli", name], start_new_session=False)  # noqa: S603  our own modules
        for name in ("serve", "worker")
    ]

    def stop(*_: object) -> None:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    click.echo(f"Bảng Vàng: {settings.base_url}  (Ctrl-C to stop)")
    with contextlib.suppress(KeyboardInterrupt):
        _wait_for_first(children)
    stop()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def _wait_for_first(children: list[subprocess.Popen[bytes]]) -> None:
    while all(child.poll() is None for child in children):
        with contextlib.suppress(subprocess.TimeoutExpired):
            children[0].wait(0.5)

"""migrate, worker and serve: the processes of the portal, each with what it needs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

import config
from portal.cli import cli
from portal.jobs.lanes import Lane
from portal.tied import RESTS, end_with_parent, environment_of_children

if TYPE_CHECKING:
    from pathlib import Path

BACKLOG = 4096
BACKPRESSURE = 4000
BLOCKING_THREADS = 32
HEADER_MILLISECONDS = 10_000
LONG_NICENESS = 10
"""Encoding takes what pages and measurements leave of the processors."""
TIED = click.option("--tied", is_flag=True, hidden=True, help="End when the process that started this one ends.")


def prepare(settings: config.Settings) -> None:
    """Folders closed to others, schema of this version, kind of installation, keys."""
    from portal.app import create_inner_app  # noqa: PLC0415  a server does without all this
    from portal.clock import system_clock  # noqa: PLC0415
    from portal.keys import key_id_of, make_key, public_key  # noqa: PLC0415
    from portal.migrate import fix_installation  # noqa: PLC0415
    from portal.migrate import migrate as migrate_database  # noqa: PLC0415
    from portal.payee_vault import make_payee_key  # noqa: PLC0415

    for folder in (settings.data_folder, settings.store_folder, settings.scratch_folder, settings.keys_folder):
        make_private(folder)
    app = create_inner_app(settings)
    engine = app.extensions["bangvang_database"].main
    migrate_database(engine)
    make_key(settings.keys_folder)
    make_payee_key(settings.keys_folder)
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
@click.option("--rests", is_flag=True, hidden=True, help="End the long lane while there is no work for it.")
@TIED
def worker(*, lane: str, rests: bool, tied: bool) -> None:
    """Do the jobs until stopped; where a broker is set, it is told of new ones at once."""
    if tied:
        end_with_parent()
    if lane == Lane.LONG:
        os.nice(LONG_NICENESS)
    from portal.app import create_inner_app  # noqa: PLC0415  a server loads its own

    settings = settings_or_exit()
    app = create_inner_app(settings)
    if settings.broker_url:
        from portal.jobs.celery import run_celery_worker  # noqa: PLC0415  only who has a broker loads Celery

        run_celery_worker(app, lane=Lane(lane))
    else:
        from portal.jobs.worker import run_worker  # noqa: PLC0415  as above

        if run_worker(app, lane=Lane(lane), rests=rests):
            raise SystemExit(RESTS)


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
    os.environ.update(environment_of_children())  # the server starts its own, which load portal/wsgi.py
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

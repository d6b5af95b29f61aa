"""storage: prepare the bucket of an object store, and try whether the store can be relied on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from portal.cli import cli
from portal.cli.serving import settings_or_exit
from portal.stores import s3_access

if TYPE_CHECKING:
    from collections.abc import Iterable

    from config import Settings
    from media.store.s3_examining import Trial


@cli.group()
def storage() -> None:
    """The object store that the files are in, where BANGVANG_S3_BUCKET names one."""


@storage.command()
def prepare() -> None:
    """Create the bucket, let the portal's pages send parts to it, and let it forget half uploads.

    Needs credentials that may do so; the portal itself runs with less. Exit 1 when something must be set by hand.
    """
    from media.store.s3_examining import prepare_bucket  # noqa: PLC0415  an office with a disk does not load it

    settings = _settings_on_s3()
    _tell(prepare_bucket(s3_access(settings), page_origin=_origin(settings)))


@storage.command()
def check() -> None:
    """Try everything that uploads rely on, with links changed, used late and used twice. Takes some seconds.

    Writes a few small objects under random keys and removes them. Exit 1 when the store must not be used so.
    """
    from media.store.s3_examining import examine  # noqa: PLC0415  an office with a disk does not load it

    settings = _settings_on_s3()
    with tempfile.TemporaryDirectory() as scratch:
        _tell(examine(s3_access(settings), scratch=Path(scratch), page_origin=_origin(settings)))


def _settings_on_s3() -> Settings:
    settings = settings_or_exit()
    if not settings.is_on_s3:
        click.echo("The files are on this machine's disk; BANGVANG_S3_BUCKET names no object store.", err=True)
        raise SystemExit(2)
    return settings


def _origin(settings: Settings) -> str:
    base = urlsplit(settings.base_url)
    return f"{base.scheme}://{base.netloc}"


def _tell(trials: Iterable[Trial]) -> None:
    missing = 0
    for trial in trials:
        click.echo(f"{'✗' if trial.missing else '✓'} {trial.name}")
        if trial.missing:
            click.echo(f"    {trial.missing}")
            missing += 1
    raise SystemExit(1 if missing else 0)

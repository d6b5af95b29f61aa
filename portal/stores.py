"""Which store holds the bytes: the disk of this machine, or the S3-compatible one that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.store.disk import DiskStore

if TYPE_CHECKING:
    from config import Settings
    from media.store.contract import Store
    from media.store.s3_requests import S3Access


def make_store(settings: Settings) -> Store:
    """The store of this installation. Nothing is asked of it yet, so that a store that is down stops no start."""
    if not settings.is_on_s3:
        return DiskStore(settings.store_folder)
    # Its libraries take a third of a second to load, which an office with a disk does not wait for.
    from media.store.s3 import S3Store  # noqa: PLC0415

    settings.scratch_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return S3Store(s3_access(settings), scratch=settings.scratch_folder)


def s3_access(settings: Settings) -> S3Access:
    """Where the object store is and who we are to it."""
    from media.store.s3_requests import S3Access  # noqa: PLC0415  as above

    return S3Access(
        endpoint=settings.s3_endpoint,
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        public_endpoint=settings.s3_public_endpoint,
        path_style=settings.s3_path_style,
    )

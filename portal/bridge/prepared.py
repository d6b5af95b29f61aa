"""A part becomes what others may see of it: films small enough to watch, pictures and captions without names.

Made as soon as a part is measured, long before a code is drawn; sealing copies it under neutral keys.
"""

from __future__ import annotations

import os
import secrets
from functools import partial
from typing import TYPE_CHECKING

from judging.actions.part_renditions import Prepared
from judging.ids import PartID
from judging.queries.scans import is_cleared
from media.images import reencode_image
from media.reports import FileKind
from media.store.contract import StorageKey
from media.videos.captions import render_captions
from media.videos.renditions import make_rendition, make_small_rendition, may_copy, needs_smaller
from media.videos.stills import make_poster, make_strip, plan_strip
from portal.clock import clock
from portal.jobs.claim import enqueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from media.reports import Report, VideoFacts
    from media.store.contract import Store

    Telling = Callable[[int, str], None]

JOB = "prepare_renditions"
POSTER_SECONDS = 2.0
MOST_THREADS = 2
MILLI = 1000
ABOUT_REMUX, ABOUT_FILM, ABOUT_SMALL, WHOLE = 10, 70, 95, 100
"""Where the steps of a film's work end, in percent of the whole."""


def is_prepared(kind: FileKind) -> bool:
    """Whether a part of this kind is made ready beforehand; texts are quick enough to be read when asked for."""
    return kind.is_video or kind.is_image or kind is FileKind.VTT


def ask_for_part(session: Session, part_id: UUID, report: Report) -> None:
    """Ask, once, for what others may see of a measured part; one that waits for its scan is asked for after it."""
    if is_prepared(report.kind) and not report.is_refused and is_cleared(session, PartID(part_id)):
        enqueue(
            session,
            JOB,
            now=clock(),
            priority=7 if report.video is not None else 4,  # a film takes minutes; nobody shall wait behind it
            unique_key=f"{JOB}:{part_id}",
            subject=str(part_id),
            part_id=str(part_id),
        )


def prepare_part(report: Report, *, path: Path, scratch: Path, store: Store, tell: Telling) -> Iterator[Prepared]:
    """Each rendition of one part, stored as it comes. `tell` hears how far the work is: percent and step.

    Raises a SandboxError, and whatever `tell` raises to end the work.
    """
    if report.video is not None:
        yield from _film(report, report.video, path=path, scratch=scratch, store=store, tell=tell)
    elif report.kind.is_image:
        target = scratch / "picture"
        reencode_image(path, target, kind=report.kind)
        media_type = "image/png" if report.kind is FileKind.PNG else "image/jpeg"
        yield _stored(store, target, kind="image", media_type=media_type, tool="reencode")
    elif report.kind is FileKind.VTT:
        target = scratch / "words"
        target.write_text(render_captions(path), encoding="utf-8")
        yield _stored(store, target, kind="captions", media_type="text/vtt", tool="captions")


def _film(
    report: Report, facts: VideoFacts, *, path: Path, scratch: Path, store: Store, tell: Telling
) -> Iterator[Prepared]:
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    seconds, duration_ms = facts.seconds_rounded or 1, facts.duration_ms or MILLI
    film, small, still, strip = (scratch / name for name in ("film.mp4", "small.mp4", "still.jpg", "strip.jpg"))
    end = ABOUT_REMUX if may_copy(report.kind, facts) else ABOUT_FILM
    tell(0, "film")
    kept = make_rendition(
        path, film, kind=report.kind, facts=facts, threads=threads, on_progress=partial(_share, tell, 0, end, "film")
    )
    with_small = needs_smaller(facts, film.stat().st_size)
    if with_small:
        tell(end, "small")
        telling = partial(_share, tell, end, ABOUT_SMALL, "small")
        make_small_rendition(film, small, seconds=seconds, threads=threads, on_progress=telling)
    tell(ABOUT_SMALL, "stills")
    make_poster(film, still, at_seconds=min(POSTER_SECONDS, duration_ms / (2 * MILLI)))
    plan = plan_strip(duration_ms)
    make_strip(small if with_small else film, strip, plan)
    yield _stored(store, film, kind="video", media_type="video/mp4", tool="remux" if kept else "transcode")
    if with_small:
        yield _stored(store, small, kind="video_small", media_type="video/mp4", tool="transcode-360")
    yield _stored(store, still, kind="poster", media_type="image/jpeg", tool="poster")
    scenes = {"count": plan.count, "columns": plan.columns, "every_ms": plan.every_ms}
    yield _stored(store, strip, kind="strip", media_type="image/jpeg", tool="strip", facts=scenes)
    tell(WHOLE, "stills")


def _share(tell: Telling, start: int, end: int, step: str, share: float) -> None:
    tell(round(start + (end - start) * share), step)


def _stored(
    store: Store, path: Path, *, kind: str, media_type: str, tool: str, facts: dict[str, int] | None = None
) -> Prepared:
    key = StorageKey(secrets.token_hex(32))
    with path.open("rb") as file:
        done = store.put(key, file)
    sha256 = done.sha256 or store.verify(key).sha256 or ""
    path.unlink()
    return Prepared(kind, media_type, tool, store_key=key, size_bytes=done.size, sha256=sha256, facts=facts or {})

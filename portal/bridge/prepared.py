"""A part becomes what others may see of it: films small enough to watch, pictures, scanned pages and captions.

Made as soon as a part is measured, long before a code is drawn; sealing copies it under neutral keys.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from judging.actions.part_renditions import Prepared
from judging.ids import PartID
from judging.queries.scans import is_cleared
from media.essays.pages import draw_pages
from media.images import reencode_image
from media.reports import FileKind
from media.store.contract import StorageKey
from media.videos.captions import render_captions
from media.videos.covers import NO_COVERS, FilmCovers, cover_clean_captions, still_ms
from media.videos.renditions import (
    make_covered_rendition,
    make_rendition,
    make_small_rendition,
    may_copy,
    needs_smaller,
)
from media.videos.stills import make_poster, make_strip, plan_strip
from portal.clock import clock
from portal.jobs.claim import enqueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from media.reports import Report, VideoFacts
    from media.store.contract import Store

    Telling = Callable[[int, str], None]

JOB = "prepare_renditions"
POSTER_MS = 2000
PAGE_TOOL = "page-1"
MOST_THREADS = 2
MILLI = 1000
ABOUT_REMUX, ABOUT_FILM, ABOUT_SMALL, WHOLE = 10, 70, 95, 100
"""Where the steps of a film's work end, in percent of the whole."""


def is_prepared(report: Report) -> bool:
    """Whether a part is made ready beforehand; texts are quick enough to be read when asked for, scans are not."""
    is_scan = report.essay is not None and bool(report.essay.pictured_pages)
    return report.kind.is_video or report.kind.is_image or report.kind is FileKind.VTT or is_scan


def ask_for_part(session: Session, part_id: UUID, report: Report) -> None:
    """Ask, once, for what others may see of a measured part; one that waits for its scan is asked for after it."""
    if is_prepared(report) and not report.is_refused and is_cleared(session, PartID(part_id)):
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
    elif report.essay is not None:
        yield from prepare_pages(report.essay.pictured_pages, path=path, scratch=scratch, store=store, tell=tell)


def prepare_pages(
    pages: Sequence[int], *, path: Path, scratch: Path, store: Store, tell: Telling
) -> Iterator[Prepared]:
    """These pages of a PDF as pictures, stored as they come; those that cannot be drawn are left out."""
    for done, drawn in enumerate(draw_pages(path, pages, folder=scratch), start=1):
        facts = {"page": drawn.page, "width": drawn.width, "height": drawn.height}
        stored = _stored(store, drawn.path, kind="page", media_type="image/jpeg", tool=PAGE_TOOL, facts=facts)
        yield replace(stored, number=drawn.page)
        tell(round(WHOLE * done / len(pages)), "pages")


def prepare_covered(
    report: Report, covers: FilmCovers, *, path: Path, scratch: Path, store: Store, tell: Telling
) -> Iterator[Prepared]:
    """What covers change of a film or of captions; `path` is what was made ready of it without. Raises as above."""
    if report.video is not None:
        film, threads = scratch / "covered.mp4", _threads()
        tell(0, "film")
        telling = partial(_share, tell, 0, ABOUT_FILM, "film")
        make_covered_rendition(path, film, covers=covers, facts=report.video, threads=threads, on_progress=telling)
        yield from _with_helpers(
            film,
            report.video,
            scratch=scratch,
            store=store,
            tell=tell,
            tool="covered",
            begins=ABOUT_FILM,
            covers=covers,
        )
    elif report.kind is FileKind.VTT:
        target = scratch / "words"
        target.write_text(cover_clean_captions(path.read_text(encoding="utf-8"), covers), encoding="utf-8")
        yield _stored(store, target, kind="captions", media_type="text/vtt", tool="captions")


def _film(
    report: Report, facts: VideoFacts, *, path: Path, scratch: Path, store: Store, tell: Telling
) -> Iterator[Prepared]:
    film = scratch / "film.mp4"
    end = ABOUT_REMUX if may_copy(report.kind, facts) else ABOUT_FILM
    tell(0, "film")
    telling = partial(_share, tell, 0, end, "film")
    kept = make_rendition(path, film, kind=report.kind, facts=facts, threads=_threads(), on_progress=telling)
    tool = "remux" if kept else "transcode"
    yield from _with_helpers(film, facts, scratch=scratch, store=store, tell=tell, tool=tool, begins=end)


def _with_helpers(
    film: Path,
    facts: VideoFacts,
    *,
    scratch: Path,
    store: Store,
    tell: Telling,
    tool: str,
    begins: int,
    covers: FilmCovers = NO_COVERS,
) -> Iterator[Prepared]:
    """The film, and what is made of it: the lighter copy, the still and the strip."""
    seconds, duration_ms = facts.seconds_rounded or 1, facts.duration_ms or MILLI
    small, still, strip = (scratch / name for name in ("small.mp4", "still.jpg", "strip.jpg"))
    with_small = needs_smaller(facts, film.stat().st_size)
    if with_small:
        tell(begins, "small")
        telling = partial(_share, tell, begins, ABOUT_SMALL, "small")
        make_small_rendition(film, small, seconds=seconds, threads=_threads(), on_progress=telling)
    tell(ABOUT_SMALL, "stills")
    at = still_ms(min(POSTER_MS, duration_ms // 2), duration_ms, covers)
    make_poster(film, still, at_seconds=at / MILLI)
    plan = plan_strip(duration_ms)
    make_strip(small if with_small else film, strip, plan)
    yield _stored(store, film, kind="video", media_type="video/mp4", tool=tool)
    if with_small:
        yield _stored(store, small, kind="video_small", media_type="video/mp4", tool="transcode-360")
    yield _stored(store, still, kind="poster", media_type="image/jpeg", tool="poster")
    scenes = {"count": plan.count, "columns": plan.columns, "every_ms": plan.every_ms}
    yield _stored(store, strip, kind="strip", media_type="image/jpeg", tool="strip", facts=scenes)
    tell(WHOLE, "stills")


def _threads() -> int:
    return min(MOST_THREADS, os.cpu_count() or 1)


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

"""Entries were sealed: what judges may see of them is made, by the media side, from the parts behind each code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.events import EntriesSealed
from judging.queries.seals import list_codes_lacking_renditions
from media.essays.blocks import Aside
from media.essays.renditions import RENDERER_VERSION, render_essay_safely
from media.identity import scan
from media.images import reencode_image
from media.store.contract import StorageKey
from media.videos.renditions import make_rendition
from media.videos.stills import make_poster
from portal.bridge.identity import identity_terms
from portal.bridge.limits import part_limits
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.models.entries import Entry, Part
    from judging.spec.categories import Category
    from media.reports import Report
    from media.store.contract import Store

POSTER_SECONDS = 2.0
MILLI = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """One rendition: HTML, or an object that is safe in the store under a key of chance."""

    kind: str
    media_type: str
    tool: str
    html: str | None = None
    store_key: str | None = None
    size_bytes: int = 0
    sha256: str = ""


@reacts_to(EntriesSealed)
def ask_for_renditions(session: Session, event: EntriesSealed) -> None:
    """One job for each code that has none yet, in the transaction that sealed."""
    ask_again(session, event.round_id)


def ask_again(session: Session, round_id: RoundID) -> int:
    """Ask (again) for what is missing in a round; how many codes that is."""
    lacking = list_codes_lacking_renditions(session, round_id)
    for code_id in lacking:
        enqueue(session, "make_renditions", now=clock(), priority=5, code_id=str(code_id))
    return len(lacking)


def names_author(entry: Entry) -> bool:
    """Whether an entry's title tells who wrote it, so that judges are not shown it."""
    return bool(scan([Aside("title", entry.title)], identity_terms(entry)))


def render_part(
    entry: Entry, part: Part, report: Report, *, category: Category, path: Path, scratch: Path, store: Store
) -> Iterator[Made]:
    """What a judge may see of one part: nothing of its cover, properties, tags or name.

    A part that is no text, video or picture has no rendition. Raises RenditionError or a SandboxError.
    """
    if report.kind.is_essay:
        limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
        cover = {**entry.cover, "title": entry.title}
        values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
        done = render_essay_safely(path, report.kind, limits=limits, cover_values=values)
        yield Made("essay", "text/html", f"essay-{RENDERER_VERSION}", html=done.html)
    elif report.video is not None:
        target = scratch / "rendition.mp4"
        kept = make_rendition(path, target, kind=report.kind, facts=report.video)
        still = scratch / "poster.jpg"
        make_poster(target, still, at_seconds=min(POSTER_SECONDS, (report.video.duration_ms or 0) / (2 * MILLI)))
        yield _stored(store, target, kind="video", media_type="video/mp4", tool="remux" if kept else "transcode")
        yield _stored(store, still, kind="poster", media_type="image/jpeg", tool="poster")
    elif report.image is not None:
        target = scratch / "picture"
        reencode_image(path, target, kind=report.kind)
        is_png = report.kind.value == "png"
        yield _stored(store, target, kind="image", media_type="image/png" if is_png else "image/jpeg", tool="reencode")


def _stored(store: Store, path: Path, *, kind: str, media_type: str, tool: str) -> Made:
    key = StorageKey(secrets.token_hex(32))
    with path.open("rb") as file:
        done = store.put(key, file)
    sha256 = done.sha256 or store.verify(key).sha256 or ""
    path.unlink()
    return Made(kind, media_type, tool, store_key=key, size_bytes=done.size, sha256=sha256)

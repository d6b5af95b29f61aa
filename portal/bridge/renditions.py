"""Entries were sealed: what judges may see of them is made from the parts behind each code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from judging.events import EntriesSealed
from judging.queries.seals import list_codes_lacking_renditions
from media.essays.renditions import RENDERER_VERSION, render_essay_safely
from media.store.contract import StorageKey
from portal.bridge.limits import part_limits
from portal.bridge.redactions import passages_of
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from judging.actions.part_renditions import Prepared
    from judging.ids import RoundID
    from judging.models.entries import Entry, Part
    from judging.models.part_renditions import PartRendition
    from judging.queries.redactions import PartCovers
    from judging.spec.categories import Category
    from media.reports import Report
    from media.store.contract import Store


@dataclass(frozen=True, slots=True)
class Made:
    """One rendition: HTML, or an object that is safe in the store under a key of chance.

    `part_number` counts the parts of the work from 1.
    """

    kind: str
    media_type: str
    tool: str
    html: str | None = None
    store_key: str | None = None
    size_bytes: int = 0
    sha256: str = ""
    part_number: int = 1
    facts: Mapping[str, Any] = field(default_factory=dict)


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


def render_text(
    entry: Entry,
    part: Part,
    report: Report,
    *,
    category: Category,
    path: Path,
    number: int = 1,
    covers: PartCovers | None = None,
) -> Made:
    """An essay as clean HTML: nothing of its cover, properties or name, and its redactions covered.

    Raises RenditionError (also when a passage to be covered stands nowhere), or a SandboxError.
    """
    limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
    cover = {**entry.cover, "title": entry.title}
    values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
    done = render_essay_safely(path, report.kind, limits=limits, cover_values=values, passages=passages_of(covers))
    return Made("essay", "text/html", f"essay-{RENDERER_VERSION}", html=done.html, part_number=number)


def made_of(stored: Prepared, *, number: int) -> Made:
    """What was stored just now, under a key that nothing else uses, as it lies on a desk."""
    return Made(
        stored.kind,
        stored.media_type,
        stored.tool,
        store_key=stored.store_key,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        part_number=number,
        facts=dict(stored.facts),
    )


def copy_prepared(ready: PartRendition, *, number: int, store: Store) -> Made:
    """The same bytes under another key: what lies on a judge's desk shares nothing with what its author sees."""
    key = StorageKey(secrets.token_hex(32))
    with store.open(StorageKey(ready.store_key), start=0, length=ready.size_bytes) as file:
        store.put(key, file)
    store.verify(key, sha256=ready.sha256)
    return Made(
        ready.kind,
        ready.media_type,
        ready.tool,
        store_key=key,
        size_bytes=ready.size_bytes,
        sha256=ready.sha256,
        part_number=number,
        facts=dict(ready.facts),
    )

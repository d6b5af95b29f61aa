"""Redactions down to the media side: which passages of a part are covered, and whether a passage stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from media.codes import Code
from media.essays.redactions import Passage
from media.essays.renditions import RenditionError, render_essay_safely
from media.reports import FileKind
from media.store.contract import StorageKey
from portal.bridge.limits import part_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from judging.models.entries import Part
    from judging.queries.redactions import PartCovers
    from judging.spec.categories import Category
    from media.essays.renditions import Rendition


def passages_of(covers: PartCovers | None) -> tuple[Passage, ...]:
    """What is covered in a part, as the renderer takes it."""
    return tuple(Passage(place, text) for place, text in covers.passages) if covers is not None else ()


def render_stored(
    part: Part, *, category: Category, cover: Mapping[str, str], passages: Sequence[Passage] = ()
) -> Rendition:
    """An essay in the store as clean HTML, with `passages` covered. Raises RenditionError."""
    kind = FileKind(part.measurements[-1].report["kind"])
    limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
        values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
        return render_essay_safely(path, kind, limits=limits, cover_values=values, passages=passages)


def stands_in(part: Part, place: str, passage: str, *, category: Category, cover: Mapping[str, str]) -> bool:
    """Whether a passage stands in what a judge would read of a part; in what is no essay nothing does.

    Raises RenditionError when the part cannot be rendered at all.
    """
    if not part.measurements or not FileKind(part.measurements[-1].report["kind"]).is_essay:
        return False
    try:
        render_stored(part, category=category, cover=cover, passages=[Passage(place, passage)])
    except RenditionError as error:
        if error.finding.code == Code.NOT_COVERED:
            return False
        raise
    return True

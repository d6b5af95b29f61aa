"""An essay as everybody reads it here: the media side's clean article, made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from markupsafe import Markup

from media.essays.renditions import RenditionError, render_essay_safely
from media.reports import FileKind, finding_to_plain
from media.store.contract import StorageKey
from portal.bridge.limits import part_limits
from portal.finding_words import finding_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.models.entries import Part
    from judging.spec.categories import Category


def article_of(part: Part, *, category: Category, cover: Mapping[str, str]) -> tuple[Markup, str]:
    """The rendition's own markup, or a sentence that says why there is none; both empty for what is no essay.

    `cover` is what the entry says stands on its cover, its title too, so that the cover can be left out.
    """
    if not part.measurements or not part.measurements[-1].is_acceptable:
        return Markup(), ""  # safe: empty
    kind = FileKind(part.measurements[-1].report["kind"])
    if not kind.is_essay:
        return Markup(), ""  # safe: empty
    limits = part_limits(category, part.attachment_key, is_typed=part.is_typed)
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    try:
        with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
            values = {key: cover[key] for key in limits.cover_fields if cover.get(key)}
            done = render_essay_safely(path, kind, limits=limits, cover_values=values)
    except RenditionError as error:
        return Markup(), finding_sentence(finding_to_plain(error.finding))  # safe: empty
    return Markup(done.html), ""  # noqa: S704  safe: media escapes every sign and makes every tag itself

"""What the judges will see of a work: the clean text of an essay, the picture and sound of a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from judging.errors import NotFoundError
from judging.ids import EntryID, PartID
from judging.queries.entries import get_own_part
from portal.access import me, open_to_signed_in
from portal.bridge.articles import article_of
from portal.db import reading
from portal.entry_pages import kind_of, load_entry
from portal.file_names import media_type
from portal.measured_words import limits_in_words
from portal.streaming import ranged
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/xem-truoc")
@open_to_signed_in()
def preview(entry_id: UUID) -> ResponseReturnValue:
    """The work without cover, names and properties, as it will be marked."""
    page = load_entry(reading(), EntryID(entry_id))
    content = page.copy.content
    words = page.words_of(content)
    article, problem, video_type = Markup(), "", ""  # safe: empty
    if words is not None and words.is_acceptable and content is not None:
        kind = kind_of(content)
        if kind is not None and kind.is_essay:
            cover = {**page.copy.cover, "title": page.copy.title}
            article, problem = article_of(content, category=page.category, cover=cover)
        elif kind is not None and kind.is_video:
            video_type = media_type(kind)
    return render_template(
        "entrant/preview.html",
        page=page,
        words=words,
        article=article,
        problem=problem,
        video_type=video_type,
        limits=limits_in_words(page.category),
    )


@bp.get("/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>/phat")
@open_to_signed_in()
def play(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """One's own video for the player, in ranges of at most 1 MiB."""
    part = get_own_part(reading(), PartID(part_id), entry_id=EntryID(entry_id), visible_to=me())
    kind = kind_of(part)
    if kind is None or not kind.is_video or not part.measurements[-1].is_acceptable:
        raise NotFoundError("part")
    return ranged(part.store_key, size=part.size_bytes, media_type=media_type(kind))

"""What the judges will see of a work: the clean text of an essay, the picture and sound of a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template
from markupsafe import Markup

from judging.errors import NotFoundError
from judging.ids import EntryID, PartID
from judging.queries.entries import get_own_part
from media.essays.renditions import RenditionError, render_essay_safely
from media.store.contract import StorageKey
from portal.access import me, open_to_signed_in
from portal.bridge.limits import part_limits
from portal.db import reading
from portal.entry_pages import kind_of, load_entry
from portal.file_names import media_type
from portal.finding_words import finding_sentence
from portal.measured_words import limits_in_words
from portal.streaming import ranged
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.entry_pages import EntryPage


@bp.get("/bai-du-thi/<uuid:entry_id>/xem-truoc")
@open_to_signed_in()
def preview(entry_id: UUID) -> ResponseReturnValue:
    """The work without cover, names and properties, as it will be marked."""
    page = load_entry(reading(), EntryID(entry_id))
    content = page.copy.content
    words = page.words_of(content)
    article, problem, video_type = Markup(), "", ""
    if words is not None and words.is_acceptable and content is not None:
        kind = kind_of(content)
        if kind is not None and kind.is_essay:
            article, problem = _article(page)
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


def _article(page: EntryPage) -> tuple[Markup, str]:
    """The rendition's own markup (every sign escaped, every tag of media's making), or why there is none."""
    content = page.copy.content
    kind = kind_of(content) if content is not None else None
    if content is None or kind is None:
        return Markup(), ""
    limits = part_limits(page.category, None, is_typed=content.is_typed)
    cover = {**page.copy.cover, "title": page.copy.title}
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    try:
        with store.local_path(StorageKey(content.store_key), scratch=scratch) as path:
            done = render_essay_safely(
                path,
                kind,
                limits=limits,
                cover_values={key: cover[key] for key in limits.cover_fields if cover.get(key)},
            )
    except RenditionError as error:
        row = {"code": error.finding.code, "facts": dict(error.finding.facts), "place": error.finding.place}
        return Markup(), finding_sentence(row)
    return Markup(done.html), ""  # noqa: S704  media escapes every sign and makes every tag itself

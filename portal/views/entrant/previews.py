"""What the judges will see of a work: the clean text of an essay, the picture and sound of a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for
from markupsafe import Markup

from judging.ids import EntryID, PartID
from judging.queries.entries import get_own_part
from portal.access import open_to_signed_in
from portal.acting import my_hand
from portal.bridge.articles import article_of
from portal.db import reading
from portal.entry_pages import load_entry
from portal.films import film_state, list_pictures, play_film
from portal.live import fragment
from portal.measured_words import limits_in_words
from portal.page_pictures import NO_PAGES, pages_state, with_pages
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/bai-du-thi/<uuid:entry_id>/xem-truoc")
@open_to_signed_in()
def preview(entry_id: UUID) -> ResponseReturnValue:
    """The work without cover, names and properties, as it will be marked."""
    session = reading()
    page = load_entry(session, EntryID(entry_id))
    content = page.copy.content
    words = page.words_of(content)
    article, problem, pages = Markup(), "", NO_PAGES  # safe: empty
    if content is not None:
        cover = {**page.copy.cover, "title": page.copy.title}
        article, problem = article_of(content, category=page.category, cover=cover)
        pages = pages_state(session, content)
        article = with_pages(article, pages.at(url_for("entrant.play", entry_id=entry_id, part_id=content.id)))
    return render_template(
        "entrant/preview.html",
        page=page,
        words=words,
        article=article,
        problem=problem,
        film=film_state(session, content, with_staged=True) if content is not None else None,
        pages=pages,
        pictures=list_pictures(session, page.copy.parts),
        limits=limits_in_words(page.category),
    )


@bp.get("/bai-du-thi/<uuid:entry_id>/xem-truoc/tien-do")
@open_to_signed_in()
def preview_progress(entry_id: UUID) -> ResponseReturnValue:
    """The fragment that the preview polls while the copy for judges is made."""
    session = reading()
    content = load_entry(session, EntryID(entry_id)).copy.content
    film = film_state(session, content, with_staged=True) if content is not None else None
    pages = pages_state(session, content) if content is not None else NO_PAGES
    return fragment(render_template("entrant/preview_progress.html", making=film or pages))


@bp.get("/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>/phat")
@open_to_signed_in()
def play(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """One's own film or picture as judges will see it; until that is made, the film as it was sent."""
    session = reading()
    part = get_own_part(session, PartID(part_id), entry_id=EntryID(entry_id), visible_to=my_hand(entry_id))
    return play_film(session, part, with_staged=True)

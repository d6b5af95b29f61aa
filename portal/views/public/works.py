"""The winning works: an essay as an article, a video in a player (S001-R32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from judging.errors import NotFoundError
from judging.queries.public_results import get_public_work
from judging.queries.publications import get_public_programme
from portal.access import open_to_everybody
from portal.bridge.publishing import helping
from portal.caching import cacheable, cacheable_bytes
from portal.clock import clock
from portal.db import reading
from portal.films import published_film
from portal.page_pictures import WORD, published_pages, with_pages
from portal.sharing import plain_text, reading_minutes, share_work
from portal.streaming import ranged
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/ket-qua/<address>")
@open_to_everybody()
def work(slug: str, address: str) -> ResponseReturnValue:
    """A winning work with its author's name and unit, and the prize."""
    session = reading()
    found = get_public_programme(session, slug)
    shown = get_public_work(session, found.programme_id, address)
    video = url_for("public.work_video", slug=slug, address=address)
    still = url_for("public.work_poster", slug=slug, address=address)
    page = render_template(
        "public/work.html",
        slug=slug,
        title=found.plan.title,
        work=shown.work,
        article=with_pages(shown.work.html, published_pages(shown.work, still)) if shown.work.html else "",
        winner=shown.winner,
        publication=shown.result,
        share=share_work(slug, found.plan.title, shown),
        minutes=reading_minutes(plain_text(shown.work.html or "")),
        film=published_film(shown.work, video, still) if shown.work.store_key else None,
    )
    return cacheable(page, now=clock())


@bp.get("/cuoc-thi/<slug>/ket-qua/<address>/video")
@open_to_everybody()
def work_video(slug: str, address: str) -> ResponseReturnValue:
    """The bytes of a winning video, in ranges; of its lighter copy, captions or scenes (?ban=nhe, phu-de, canh)."""
    session = reading()
    shown = get_public_work(session, get_public_programme(session, slug).programme_id, address).work
    asked = request.args.get("ban", "")
    others = {
        "nhe": (shown.small_key, "video/mp4"),
        "phu-de": (shown.captions_key, "text/vtt"),
        "canh": (shown.strip_key, "image/jpeg"),
    }
    if asked in others:
        key, media_type = others[asked]
        if key is None:
            raise NotFoundError("work")
        return cacheable_bytes(helping(key, media_type), sha256=f"{shown.sha256}-{asked}")
    if shown.store_key is None or asked:
        raise NotFoundError("work")
    response = ranged(shown.store_key, size=shown.size_bytes, media_type=shown.media_type)
    return cacheable_bytes(response, sha256=shown.sha256)


@bp.get("/cuoc-thi/<slug>/ket-qua/<address>/anh")
@open_to_everybody()
def work_poster(slug: str, address: str) -> ResponseReturnValue:
    """The still that a player shows before it plays; of an article the page (?trang=3) that is a picture."""
    session = reading()
    shown = get_public_work(session, get_public_programme(session, slug).programme_id, address).work
    if WORD in request.args:
        page = next((one for one in shown.pages if one.number == request.args.get(WORD, type=int)), None)
        if page is None:
            raise NotFoundError("work")
        response = ranged(page.store_key, size=page.size_bytes, media_type="image/jpeg")
        return cacheable_bytes(response, sha256=page.sha256)
    if shown.poster_key is None:
        raise NotFoundError("work")
    return cacheable_bytes(helping(shown.poster_key, "image/jpeg"), sha256=f"{shown.sha256}-anh")

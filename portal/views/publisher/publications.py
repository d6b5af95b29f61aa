"""Publishing: a preview that is exactly what the public will read, then the act itself, or a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.approvals import bundle_of, sha256_of_bundle
from judging.actions.publications import WorkChangedError
from judging.actions.publications import publish as publish_result
from judging.actions.results import final_result
from judging.enums import Role, RoundState
from judging.errors import NotFoundError
from judging.queries.planned_publications import find_planned
from judging.queries.publications import list_award_lines, list_publications
from judging.queries.publishing_gate import publishing_gate
from judging.queries.rounds import list_rounds
from judging.queries.standings import find_approval
from portal.access import me, open_to
from portal.acts import round_to_read, try_on_round
from portal.bridge.publishing import refuse_changed_works
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.films import Film, scenes_at
from portal.forms.results import PlannedPublicationForm, PublicationForm
from portal.page_pictures import PagePicture, with_pages
from portal.public_pages import page_to_publish
from portal.refusals import sentence
from portal.result_pages import look_at_round
from portal.streaming import ranged
from portal.views.publisher import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError
    from judging.queries.publications import AwardLine
    from judging.queries.standings import RoundAtHand

PUBLISHER = (Role.PUBLISHER,)
PAGE = "trang"


@bp.get("/cong-bo")
@open_to(Role.PUBLISHER)
def publications() -> ResponseReturnValue:
    """The results that are approved, or will be."""
    lines = [
        one for one in list_rounds(reading(), visible_to=me(), roles=PUBLISHER) if one.state is RoundState.REVEALED
    ]
    return render_template("publisher/publications.html", rounds=lines)


@bp.get("/cong-bo/<uuid:round_id>")
@open_to(Role.PUBLISHER)
def preview(round_id: UUID) -> ResponseReturnValue:
    """The page as the public will see it, and the button that publishes it."""
    return show_preview(round_id)


@bp.post("/cong-bo/<uuid:round_id>")
@open_to(Role.PUBLISHER)
def publish(round_id: UUID) -> ResponseReturnValue:
    """Publish the approved bundle; the works are read whole before the transaction begins."""
    form = PublicationForm()
    bundle = form.bundle.data or "" if form.validate_on_submit() else ""
    try:
        refuse_changed_works(reading(), round_to_read(round_id, PUBLISHER))
    except WorkChangedError as error:
        return show_preview(round_id, error=error, form=form)
    refusal = try_on_round(
        round_id,
        PUBLISHER,
        lambda s, at_hand: publish_result(
            s,
            at_hand,
            bundle_sha256=bundle,
            by=me(),
            now=clock(),
            in_production=current_app.extensions["bangvang_settings"].is_production,
            reason=form.reason.data or "",
            override=form.override.data or "",
        ),
    )
    if refusal is not None:
        return show_preview(round_id, error=refusal, form=form)
    said(_("Published. Everybody can read the result now."))
    return redirect(url_for("public.results", slug=round_to_read(round_id, PUBLISHER).plan.programme.slug))


@bp.get("/cong-bo/<uuid:round_id>/bai/<address>")
@open_to(Role.PUBLISHER)
def preview_work(round_id: UUID, address: str) -> ResponseReturnValue:
    """A winning work as the public will see it."""
    session, at_hand = reading(), round_to_read(round_id, PUBLISHER)
    line = _line(at_hand, address)
    _kept, standings = final_result(session, at_hand)
    shown = page_to_publish(session, at_hand, standings)
    winner = next(one for one in shown["winners"] if one["address"] == address)
    if line.work is not None and not winner["work"]:
        raise NotFoundError("work")
    return render_template(
        "publisher/preview_work.html",
        round_id=round_id,
        shown=shown,
        winner=winner,
        line=line,
        title=at_hand.plan.plan.title,
        film=_film(round_id, line),
        article=_article(round_id, line),
    )


@bp.get("/cong-bo/<uuid:round_id>/bai/<address>/video")
@open_to(Role.PUBLISHER)
def preview_video(round_id: UUID, address: str) -> ResponseReturnValue:
    """The bytes of a winning video, for the preview; of what belongs to it, or of a page, where asked for."""
    line = _line(round_to_read(round_id, PUBLISHER), address)
    asked = {"": line.work, "nhe": line.small, "anh": line.poster, "phu-de": line.captions, "canh": line.strip}
    page = request.args.get(PAGE, 0, type=int)
    pages = {one.facts["page"]: one for one in line.pages}
    work = pages.get(page) if page else asked.get(request.args.get("ban", ""))
    if work is None or work.store_key is None:
        raise NotFoundError("work")
    return ranged(work.store_key, size=work.size_bytes, media_type=work.media_type)


def _film(round_id: UUID, line: AwardLine) -> Film | None:
    if line.work is None or line.work.store_key is None:
        return None
    url = url_for("publisher.preview_video", round_id=round_id, address=line.address)
    return Film(
        url,
        line.work.media_type,
        small=f"{url}?ban=nhe" if line.small else "",
        poster=f"{url}?ban=anh" if line.poster else "",
        captions=f"{url}?ban=phu-de" if line.captions else "",
        scenes=scenes_at(f"{url}?ban=canh", line.strip.facts) if line.strip else None,
    )


def _article(round_id: UUID, line: AwardLine) -> str:
    """The winning article with its pages; empty for anything else."""
    if line.work is None or not line.work.html:
        return ""
    url = url_for("publisher.preview_video", round_id=round_id, address=line.address)
    pages = {one.facts["page"]: PagePicture.of(f"{url}?{PAGE}={one.facts['page']}", one.facts) for one in line.pages}
    return with_pages(line.work.html, pages)


def _line(at_hand: RoundAtHand, address: str) -> AwardLine:
    """The award at an address, once the board has approved."""
    session = reading()
    found = next((one for one in list_award_lines(session, at_hand) if one.address == address), None)
    if found is None or find_approval(session, at_hand.programme_id) is None:
        raise NotFoundError("work")
    return found


def show_preview(
    round_id: UUID,
    *,
    error: RefusedError | None = None,
    form: PublicationForm | None = None,
    complaint: str = "",
) -> ResponseReturnValue:
    """The page of the preview, with what went wrong on it."""
    session, at_hand = reading(), round_to_read(round_id, PUBLISHER)
    page = look_at_round(session, at_hand, now=clock())
    earlier = list_publications(session, at_hand.programme_id)
    shown, links, bundle = None, {}, ""
    if page.approval is not None and page.is_settled and page.is_opened:
        _kept, standings = final_result(session, at_hand)
        shown = page_to_publish(session, at_hand, standings)
        links = {
            one["address"]: url_for("publisher.preview_work", round_id=round_id, address=one["address"])
            for one in shown["winners"]
            if one["work"]
        }
        bundle = sha256_of_bundle(bundle_of(session, at_hand))
    return render_template(
        "publisher/preview.html",
        page=page,
        shown=shown,
        links=links,
        bundle=bundle,
        earlier=earlier,
        gate=publishing_gate(session, at_hand) if shown is not None else [],
        is_done=bool(earlier) and page.approval is not None and earlier[0].bundle_sha256 == page.approval.bundle_sha256,
        form=form or PublicationForm(formdata=None),
        planning=PlannedPublicationForm(formdata=None),
        planned=find_planned(session, at_hand.id),
        problem=complaint or (sentence(error) if error else ""),
    ), 422 if complaint else status_of(error) if error else 200

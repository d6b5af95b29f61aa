"""Covering scanned pages, and stretches of a film."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.redactions import cover_page as put_over_page
from judging.actions.redactions import cover_stretch as put_over_stretch
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, PartID
from portal.access import me, open_to
from portal.clock import clock
from portal.cover_pages import load_covering, make_page_form, make_stretch_form
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.live import fragment
from portal.redaction_pages import has_page, load_redactions
from portal.refusals import sentence
from portal.views.validator import bp
from portal.views.validator.redactions import show_redactions

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/kiem-tra/<uuid:entry_id>/che/trang")
@open_to(Role.VALIDATOR)
def cover_page(entry_id: UUID) -> ResponseReturnValue:
    """Cover a scanned page; what is refused comes back with what was chosen."""
    page = load_redactions(reading(), EntryID(entry_id))
    form = make_page_form(page, is_sent=True)
    if not form.validate():
        return show_redactions(EntryID(entry_id), page_form=form, status=422)
    target, _sign, number = str(form.page.data).partition(":")
    is_found = has_page(page, target, int(number))
    try:
        with transaction() as session:
            put_over_page(
                session,
                entry_id=EntryID(entry_id),
                part_id=PartID(UUID(target)),
                page=int(number),
                is_found=is_found,
                why=form.why(),
                by=me(),
                now=clock(),
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        form.page.errors = [sentence(error)]
        return show_redactions(EntryID(entry_id), page_form=form, status=status_of(error))
    said(_("The page is covered. Judges see a neutral sign in its place."))
    return redirect(url_for("validator.redactions", entry_id=entry_id))


@bp.post("/kiem-tra/<uuid:entry_id>/che/doan-phim")
@open_to(Role.VALIDATOR)
def cover_stretch(entry_id: UUID) -> ResponseReturnValue:
    """Cover a stretch of a film; its copy for judges is made anew in the background."""
    page = load_redactions(reading(), EntryID(entry_id))
    form = make_stretch_form(page, is_sent=True)
    if not form.validate():
        return show_redactions(EntryID(entry_id), stretch_form=form, status=422)
    target = str(form.film.data)
    try:
        with transaction() as session:
            put_over_stretch(
                session,
                entry_id=EntryID(entry_id),
                part_id=PartID(UUID(target)),
                stretch=form.stretch(),
                length_ms=page.length_of(target),
                why=form.why(),
                by=me(),
                now=clock(),
            )
    except NotFoundError:
        raise
    except RefusedError as error:
        form.ends.errors = [sentence(error)]
        return show_redactions(EntryID(entry_id), stretch_form=form, status=status_of(error))
    said(_("Noted. The copy for judges is being made anew with this cover."))
    return redirect(url_for("validator.redactions", entry_id=entry_id) + "#preview")


@bp.get("/kiem-tra/<uuid:entry_id>/che/tien-do")
@open_to(Role.VALIDATOR)
def covering(entry_id: UUID) -> ResponseReturnValue:
    """The fragment that the page polls while copies with covers are made."""
    films = load_covering(reading(), EntryID(entry_id))
    return fragment(render_template("validator/covering.html", films=films, entry_id=entry_id))

"""Covering what tells who wrote a work, and confirming what the search for names could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.redactions import confirm_unread as confirm
from judging.actions.redactions import cover_passage, cover_title, undo_confirmation, undo_redaction, withhold_part
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, PartID
from judging.queries.validations import get_received_entry
from judging.rules.redactions import TITLE, WHOLE_TEXT
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.cover_pages import make_page_form, make_stretch_form
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import refused, said
from portal.forms.redactions import WhyCoverForm
from portal.forms.strict import refuse_unexpected
from portal.redaction_pages import load_redactions, make_cover_form, make_why_forms, reason_words, stands_in_part
from portal.refusals import sentence
from portal.views.validator import bp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.forms.covers import PageCoverForm, StretchForm
    from portal.forms.redactions import CoverForm
    from portal.redaction_pages import RedactionPage


@bp.get("/kiem-tra/<uuid:entry_id>/che")
@open_to(Role.VALIDATOR)
def redactions(entry_id: UUID) -> ResponseReturnValue:
    """What was found, what is covered, what nobody read yet, and the work as its judges will see it."""
    return show_redactions(EntryID(entry_id))


@bp.post("/kiem-tra/<uuid:entry_id>/che")
@open_to(Role.VALIDATOR)
def cover(entry_id: UUID) -> ResponseReturnValue:
    """Cover a passage; what is refused comes back with what was typed."""
    page = load_redactions(reading(), EntryID(entry_id))
    form = make_cover_form(page, is_sent=True)
    if not form.validate():
        return show_redactions(EntryID(entry_id), form=form, status=422)
    try:
        _write(EntryID(entry_id), page, form)
    except NotFoundError:
        raise
    except RefusedError as error:
        form.passage.errors = [sentence(error)]
        return show_redactions(EntryID(entry_id), form=form, status=status_of(error))
    said(_("Covered. Below you see the work as its judges will."))
    return _back(entry_id)


@bp.post("/kiem-tra/<uuid:entry_id>/che/<uuid:redaction_id>/bo")
@open_to(Role.VALIDATOR)
def uncover(entry_id: UUID, redaction_id: UUID) -> ResponseReturnValue:
    """Take a cover off again, until sealing."""
    refuse_unexpected()
    return _act(
        entry_id,
        lambda session: undo_redaction(session, redaction_id=redaction_id, by=me(), now=clock()),
        _("The cover is off again."),
    )


@bp.post("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>/khong-cho-xem")
@open_to(Role.VALIDATOR)
def withhold(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Keep a whole attachment from the judges."""
    get_received_entry(reading(), EntryID(entry_id), visible_to=me())
    form = WhyCoverForm()
    if not form.validate():
        refused(_("Please choose why, and write at most 500 characters."))
        return _back(entry_id)
    return _act(
        entry_id,
        lambda session: withhold_part(
            session, entry_id=EntryID(entry_id), part_id=PartID(part_id), why=form.why(), by=me(), now=clock()
        ),
        _("Judges will not be shown this file."),
    )


@bp.post("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>/da-xem")
@open_to(Role.VALIDATOR)
def confirm_unread(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Say that one read what the search could not."""
    return _act(
        entry_id, lambda session: confirm(session, **_unread(entry_id, part_id)), _("Noted. Thank you for looking.")
    )


@bp.post("/kiem-tra/<uuid:entry_id>/tep/<uuid:part_id>/chua-xem")
@open_to(Role.VALIDATOR)
def doubt_unread(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Take such a word back, until sealing."""
    return _act(
        entry_id,
        lambda session: undo_confirmation(session, **_unread(entry_id, part_id)),
        _("The confirmation is taken back."),
    )


def _write(entry_id: EntryID, page: RedactionPage, form: CoverForm) -> None:
    target, place, passage = form.target.data, form.place.data or WHOLE_TEXT, form.passage.data or ""
    if target == TITLE:
        with transaction() as session:
            cover_title(session, entry_id=entry_id, passage=passage, why=form.why(), by=me(), now=clock())
        return
    is_found = stands_in_part(page, target, place, passage)
    with transaction() as session:
        cover_passage(
            session,
            entry_id=entry_id,
            part_id=PartID(UUID(target)),
            place=place,
            passage=passage,
            is_found=is_found,
            why=form.why(),
            by=me(),
            now=clock(),
        )


def _unread(entry_id: UUID, part_id: UUID) -> dict[str, Any]:
    refuse_unexpected("reason")
    reason = request.form.get("reason", "")
    return {"entry_id": EntryID(entry_id), "part_id": PartID(part_id), "reason": reason, "by": me(), "now": clock()}


def _act(entry_id: UUID, act: Callable[[Any], object], done: str) -> ResponseReturnValue:
    """Do it, or say on the page why not."""
    error = try_once(act)
    if error is not None:
        refused(sentence(error))
    else:
        said(done)
    return _back(entry_id)


def _back(entry_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("validator.redactions", entry_id=entry_id))


def show_redactions(
    entry_id: EntryID,
    *,
    form: CoverForm | None = None,
    page_form: PageCoverForm | None = None,
    stretch_form: StretchForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page; with the form that was sent and refused."""
    page = load_redactions(reading(), entry_id)
    return render_template(
        "validator/redactions.html",
        page=page,
        read=page.read,
        form=form or make_cover_form(page),
        page_form=page_form or make_page_form(page),
        stretch_form=stretch_form or make_stretch_form(page),
        whys=make_why_forms(page),
        sent=form or page_form or stretch_form,
        reason_words=reason_words,
    ), status

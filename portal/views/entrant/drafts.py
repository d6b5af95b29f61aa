"""Pages that save themselves: cover data, declarations, the essay typed in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.entries import Draft, StaleDraftError, save_draft
from judging.errors import RefusedError
from judging.ids import EntryID
from judging.queries.entries import get_own_entry
from judging.queries.programmes import plan_in_force
from portal.access import open_to_signed_in
from portal.acting import my_hand
from portal.asking import wants_json
from portal.bodies import body_up_to
from portal.clock import arrived_at
from portal.db import reading, transaction
from portal.entry_pages import load_entry
from portal.errors import status_of
from portal.feedback import said
from portal.forms.entries import (
    LONGEST_TEXT,
    TypedForm,
    cover_form,
    declaration_form,
    draft_of_cover,
    draft_of_declarations,
    stored_fields,
    version_of_request,
)
from portal.measured_words import limits_in_words
from portal.refusals import sentence
from portal.uploads import store_whole
from portal.views.entrant import bp

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

TYPED_NAME = "bai-viet.txt"
TYPED_BODY_BYTES = 4 * LONGEST_TEXT


@bp.route("/bai-du-thi/<uuid:entry_id>/thong-tin", methods=["GET", "POST"])
@open_to_signed_in()
def cover(entry_id: UUID) -> ResponseReturnValue:
    """Title, topic and the fields of the cover."""
    page = load_entry(reading(), EntryID(entry_id))
    form = cover_form(page.plan.plan, page.category, page.copy)
    if form.is_submitted():
        return _answer(
            entry_id, form, draft_of_cover(form), "entrant/cover.html", said_when_done=_("Cover data saved.")
        )
    return render_template("entrant/cover.html", page=page, form=form, version=page.entry.version)


@bp.route("/bai-du-thi/<uuid:entry_id>/cam-ket", methods=["GET", "POST"])
@open_to_signed_in()
def declarations(entry_id: UUID) -> ResponseReturnValue:
    """What the author affirms (S001-R11, R12)."""
    page = load_entry(reading(), EntryID(entry_id))
    form = declaration_form(page.plan.plan, page.copy)
    if form.is_submitted():
        draft = draft_of_declarations(form)
        return _answer(entry_id, form, draft, "entrant/declarations.html", said_when_done=_("Declarations saved."))
    return render_template("entrant/declarations.html", page=page, form=form, version=page.entry.version)


@bp.route("/bai-du-thi/<uuid:entry_id>/soan-thao", methods=["GET", "POST"])
@open_to_signed_in()
@body_up_to(lambda _settings: TYPED_BODY_BYTES)
def typed(entry_id: UUID) -> ResponseReturnValue:
    """Write or paste the essay; it saves itself, and becomes the work when its author says so."""
    page = load_entry(reading(), EntryID(entry_id))
    form = TypedForm(data={"typed_text": page.copy.typed_text})
    if not form.is_submitted():
        limits = limits_in_words(page.category)
        return render_template("entrant/typed.html", page=page, form=form, version=page.entry.version, limits=limits)
    draft = Draft(typed_text=form.typed_text.data or "")
    if "use" not in request.form:
        return _answer(entry_id, form, draft, "entrant/typed.html", said_when_done=_("Text saved."))
    answer = _answer(entry_id, form, draft, "entrant/typed.html", said_when_done="")
    if isinstance(answer, tuple):
        return answer
    text = (form.typed_text.data or "").encode()
    store_whole(
        EntryID(entry_id),
        None,
        text,
        name=TYPED_NAME,
        size_bytes=len(text),
        by=my_hand(entry_id),
        arrived_at=arrived_at(),
        is_typed=True,
    )
    said(_("Your text is now the work of this entry. It is being measured."))
    return redirect(url_for("entrant.work", entry_id=entry_id))


def _answer(
    entry_id: UUID, form: FlaskForm, draft: Draft, template: str, *, said_when_done: str
) -> ResponseReturnValue:
    """Save and go back to the task list; to a script, the new version or what stands there instead (B12)."""
    status, problem = 422, ""
    stored: dict[str, str] = {}
    version = version_of_request()
    if form.validate():
        try:
            saved, saved_at = _save(EntryID(entry_id), version, draft)
        except StaleDraftError as error:
            if wants_json():
                return jsonify(version=error.version, fields=stored_fields(error.copy)), 409
            status, problem, version = 409, sentence(error), error.version
            stored = stored_fields(error.copy)  # the stale page shows both texts
        except RefusedError as error:
            if wants_json():
                raise
            status, problem = status_of(error), sentence(error)
        else:
            if wants_json():
                return jsonify(version=saved, saved_at=saved_at.isoformat())
            if said_when_done:
                said(said_when_done)
            return redirect(url_for("entrant.entry", entry_id=entry_id))
    elif wants_json():
        return jsonify(error="invalid", said=str(next(iter(form.errors.values()))[0])), 422
    page = load_entry(reading(), EntryID(entry_id))
    limits = limits_in_words(page.category)
    return render_template(
        template, page=page, form=form, version=version, problem=problem, stored=stored, limits=limits
    ), status


def _save(entry_id: EntryID, version: int, draft: Draft) -> tuple[int, datetime]:
    with transaction() as session:
        found = get_own_entry(session, entry_id, visible_to=my_hand(entry_id))
        entry = save_draft(
            session,
            entry_id=entry_id,
            version=version,
            draft=draft,
            plan=plan_in_force(session, found.programme_id),
            by=my_hand(entry_id),
            arrived_at=arrived_at(),
        )
        return entry.version, entry.changed_at

"""The work and its attachments: what is there, what was measured, sending a file, taking one out."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.parts import remove_part
from judging.errors import NotFoundError, RefusedError
from judging.ids import EntryID, PartID
from judging.queries.entries import get_own_entry, get_own_part
from judging.queries.programmes import plan_in_force
from portal.access import open_to_signed_in
from portal.acting import my_hand
from portal.bodies import body_up_to
from portal.clock import arrived_at
from portal.db import reading, transaction
from portal.entry_pages import kind_of, load_entry, parts_of
from portal.feedback import refused, said
from portal.file_names import media_type, outward_name
from portal.film_help import film_sizes
from portal.forms.entries import FileForm
from portal.glances import glance_at
from portal.measured_words import limits_in_words
from portal.refusals import sentence
from portal.streaming import download
from portal.upload_places import WHOLE_BYTES, upload_place
from portal.uploads import store_whole
from portal.views.entrant import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

FORM_BYTES = 64 * 1024


@bp.get("/bai-du-thi/<uuid:entry_id>/noi-dung")
@open_to_signed_in()
def work(entry_id: UUID) -> ResponseReturnValue:
    """The work itself: send it, see what was measured."""
    page = load_entry(reading(), EntryID(entry_id))
    return render_template(
        "entrant/work.html",
        page=page,
        form=FileForm(),
        limits=limits_in_words(page.category),
        place=upload_place(reading(), EntryID(entry_id), page.category, None, by=my_hand(entry_id)),
        films=film_sizes(page.category.seconds) if not page.is_essay else (),
    )


@bp.get("/bai-du-thi/<uuid:entry_id>/dinh-kem")
@open_to_signed_in()
def attachments(entry_id: UUID) -> ResponseReturnValue:
    """The attachments that the plan allows (S001-R22)."""
    page = load_entry(reading(), EntryID(entry_id))
    groups = [
        (rule, upload_place(reading(), EntryID(entry_id), page.category, rule.key, by=my_hand(entry_id)))
        for rule in page.category.accompanying
    ]
    return render_template("entrant/attachments.html", page=page, form=FileForm(), groups=groups)


@bp.get("/bai-du-thi/<uuid:entry_id>/do")
@open_to_signed_in()
def measurement(entry_id: UUID) -> ResponseReturnValue:
    """The fragment that a page asks for again until everything is measured."""
    page = load_entry(reading(), EntryID(entry_id))
    key = request.args.get("cho") or None
    response = make_response(render_template("entrant/measurement.html", page=page, parts=parts_of(page, key), key=key))
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)


@bp.post("/bai-du-thi/<uuid:entry_id>/tep")
@open_to_signed_in()
@body_up_to(lambda _settings: WHOLE_BYTES + FORM_BYTES)
def send_file(entry_id: UUID) -> ResponseReturnValue:
    """Take a small file in one piece: for browsers without script."""
    key = request.form.get("attachment") or None
    form = FileForm()
    back = redirect(url_for("entrant.attachments" if key else "entrant.work", entry_id=entry_id))
    if not form.validate_on_submit():
        refused(_("Please choose a file."))
        return back
    file = form.file.data
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    if size == 0:
        refused(_("The file is empty. Please choose it again."))
        return back
    try:
        part_id = store_whole(
            EntryID(entry_id),
            key,
            file.stream,
            name=file.filename or "",
            size_bytes=size,
            by=my_hand(entry_id),
            arrived_at=arrived_at(),
        )
    except NotFoundError:
        raise
    except RefusedError as error:
        refused(sentence(error))
        return back
    glance_at(part_id)
    said(_("The file has arrived. It is being measured."))
    return back


@bp.get("/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>")
@open_to_signed_in()
def original(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """One's own file as it was sent, as a download under a name of ours (A13)."""
    part = get_own_part(reading(), PartID(part_id), entry_id=EntryID(entry_id), visible_to=my_hand(entry_id))
    kind = kind_of(part)
    stem = "noi-dung" if part.attachment_key is None else "dinh-kem"
    return download(part.store_key, size=part.size_bytes, name=outward_name(stem, kind), media_type=media_type(kind))


@bp.post("/bai-du-thi/<uuid:entry_id>/tep/<uuid:part_id>/bo")
@open_to_signed_in()
def drop_part(entry_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Take a file out."""
    with transaction() as session:
        found = get_own_entry(session, EntryID(entry_id), visible_to=my_hand(entry_id))
        part = get_own_part(session, PartID(part_id), entry_id=EntryID(entry_id), visible_to=my_hand(entry_id))
        page = "entrant.attachments" if part.attachment_key else "entrant.work"
        remove_part(
            session,
            entry_id=EntryID(entry_id),
            part_id=PartID(part_id),
            plan=plan_in_force(session, found.programme_id),
            by=my_hand(entry_id),
            arrived_at=arrived_at(),
        )
    said(_("The file was taken out."))
    return redirect(url_for(page, entry_id=entry_id))

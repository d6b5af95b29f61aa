"""My data: everything that is held of me, correcting it, taking it away, having it deleted."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.data_requests import ask_correction, ask_deletion, note_export, withdraw_request
from judging.enums import DataRequestState, PersonField
from judging.ids import DataRequestID
from judging.plans.personal_data import term_on
from judging.queries.data_requests import list_own_requests
from judging.queries.personal_data import holdings_of, list_drafts
from judging.rules.data_requests import reasons_to_keep
from portal.access import me, open_to_signed_in
from portal.acts import try_once
from portal.clock import clock
from portal.data_words import FIELDS, KEPT, KINDS, STATES
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.data_requests import CorrectionForm
from portal.forms.strict import refuse_unexpected
from portal.own_data import shown_groups, stream_archive
from portal.refusals import sentence
from portal.sessions import is_confirmed
from portal.views.account import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/tai-khoan/du-lieu")
@open_to_signed_in()
def own_data() -> ResponseReturnValue:
    """What is held of me, by purpose, and what I asked for."""
    return _page(CorrectionForm(formdata=None))


@bp.post("/tai-khoan/du-lieu/sua")
@open_to_signed_in()
def correct_own_data() -> ResponseReturnValue:
    """Ask for a correction; typing mistakes are corrected at once."""
    form = CorrectionForm()
    if not form.validate():
        return _page(form, status=422)
    field = PersonField(form.field.data)
    done: list[str] = []

    salt, value = secrets.token_hex(16), form.value.data or ""
    error = try_once(
        lambda session: done.append(ask_correction(session, field, value, salt=salt, by=me(), now=clock()).state)
    )
    if error is not None:
        return _page(form, problem=sentence(error), status=status_of(error))
    if done == [DataRequestState.DONE.value]:
        said(_("Corrected."))
    else:
        said(_("Your request is received. It is decided by the day that stands beside it."))
    return redirect(url_for("account.own_data"))


@bp.post("/tai-khoan/du-lieu/tai-ve")
@open_to_signed_in()
def take_own_data() -> ResponseReturnValue:
    """One archive with everything. It holds a lot of a person: the password is asked for first (C10)."""
    refuse_unexpected()
    if not is_confirmed(clock()):
        return redirect(url_for("account.confirm", next=url_for("account.own_data")))
    with transaction() as session:
        note_export(session, by=me(), now=clock())
    return as_archive(stream_archive(reading(), me().person_id, now=clock()))


@bp.get("/tai-khoan/du-lieu/xoa")
@open_to_signed_in()
def deletion() -> ResponseReturnValue:
    """What would go and what must stay, before anything is asked for."""
    return _deletion_page()


@bp.post("/tai-khoan/du-lieu/xoa")
@open_to_signed_in()
def ask_for_deletion() -> ResponseReturnValue:
    """Ask for it, the password shown a moment ago."""
    refuse_unexpected()
    if not is_confirmed(clock()):
        return redirect(url_for("account.confirm", next=url_for("account.deletion")))
    error = try_once(lambda session: ask_deletion(session, by=me(), now=clock()))
    if error is not None:
        return _deletion_page(problem=error)
    said(_("Your request is received. What you had agreed to be public is withdrawn already."))
    return redirect(url_for("account.own_data"))


@bp.post("/tai-khoan/du-lieu/<uuid:request_id>/rut")
@open_to_signed_in()
def withdraw_data_request(request_id: UUID) -> ResponseReturnValue:
    """I do not want it any more."""
    refuse_unexpected()
    error = try_once(lambda session: withdraw_request(session, DataRequestID(request_id), by=me(), now=clock()))
    if error is not None:
        return _page(CorrectionForm(formdata=None), problem=sentence(error), status=status_of(error))
    said(_("Your request is taken back."))
    return redirect(url_for("account.own_data"))


def as_archive(pieces: Iterator[bytes]) -> Response:
    """An archive as a download that no cache keeps."""
    response = Response(pieces, mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="du-lieu-ca-nhan.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(form: CorrectionForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    return render_template(
        "account/own_data.html",
        groups=shown_groups(session, me().person_id),
        requests=list_own_requests(session, visible_to=me()),
        fields={field.value: words for field, words in FIELDS.items()},
        kinds=KINDS,
        states=STATES,
        form=form,
        is_confirmed=is_confirmed(clock()),
        law=term_on(local_day(clock())).law,
        problem=problem,
    ), status


def _deletion_page(*, problem: RefusedError | None = None) -> ResponseReturnValue:
    session = reading()
    return render_template(
        "account/deletion.html",
        kept=[KEPT[one] for one in reasons_to_keep(holdings_of(session, me().person_id))],
        drafts=len(list_drafts(session, me().person_id)),
        is_confirmed=is_confirmed(clock()),
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else 200

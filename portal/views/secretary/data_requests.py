"""Requests about personal data: those to decide, and the log of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from judging.actions.data_requests import ask_for_person, decline_request, grant_request, note_copy
from judging.enums import DataRequestKind, Role
from judging.errors import AlreadyDoneError
from judging.ids import DataRequestID, PersonID
from judging.queries.data_requests import find_person_by_code, get_data_request, list_data_requests
from judging.queries.personal_data import holdings_of
from judging.rules.data_requests import reasons_to_keep
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.data_words import FIELDS, KEPT, KINDS, STATES
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.data_requests import AnswerRequestForm, DeclineRequestForm, ForPersonForm
from portal.forms.strict import refuse_unexpected
from portal.joining import draw_staff_code
from portal.own_data import stream_archive
from portal.refusals import sentence
from portal.views.account.own_data import as_archive
from portal.views.secretary import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError


@bp.get("/du-lieu-ca-nhan")
@open_to(Role.ADMIN, Role.SECRETARY, Role.SUPERVISOR)
def data_requests() -> ResponseReturnValue:
    """What waits, by its last day, and what was decided."""
    return _page()


@bp.get("/du-lieu-ca-nhan/<uuid:request_id>")
@open_to(Role.ADMIN, Role.SECRETARY)
def data_request(request_id: UUID) -> ResponseReturnValue:
    """One request with what it asks for, and what a deletion would leave."""
    return _one(request_id)


@bp.post("/du-lieu-ca-nhan/<uuid:request_id>/thuc-hien")
@open_to(Role.ADMIN, Role.SECRETARY)
def grant_data_request(request_id: UUID) -> ResponseReturnValue:
    """Do it."""
    form = AnswerRequestForm()
    if not form.validate():
        return _one(request_id, status=422)
    error = try_once(
        lambda session: grant_request(
            session, DataRequestID(request_id), answer=form.answer.data or "", draw=draw_staff_code, by=me(),
            now=clock(),
        )
    )  # fmt: skip
    if error is not None:
        return _one(request_id, problem=error)
    said(_("Done. Please tell the person where there is no account."))
    return redirect(url_for("secretary.data_requests"))


@bp.post("/du-lieu-ca-nhan/<uuid:request_id>/tu-choi")
@open_to(Role.ADMIN, Role.SECRETARY)
def decline_data_request(request_id: UUID) -> ResponseReturnValue:
    """Say why not."""
    form = DeclineRequestForm()
    if not form.validate():
        return _one(request_id, status=422, wrong=True)
    error = try_once(
        lambda session: decline_request(
            session, DataRequestID(request_id), reason=form.reason.data or "", by=me(), now=clock()
        )
    )
    if error is not None:
        return _one(request_id, problem=error)
    said(_("Declined. The person reads the reason."))
    return redirect(url_for("secretary.data_requests"))


@bp.post("/du-lieu-ca-nhan/<uuid:request_id>/ban-sao")
@open_to(Role.ADMIN, Role.SECRETARY)
def data_copy(request_id: UUID) -> ResponseReturnValue:
    """The archive for somebody without an account who asked for it by a letter, while his request waits."""
    refuse_unexpected()
    try:
        with transaction() as session:
            person_id = note_copy(session, DataRequestID(request_id), by=me(), now=clock())
    except AlreadyDoneError as error:
        return _one(request_id, problem=error)
    return as_archive(stream_archive(reading(), person_id, now=clock()))


@bp.post("/du-lieu-ca-nhan/tu-don")
@open_to(Role.ADMIN, Role.SECRETARY)
def record_data_request() -> ResponseReturnValue:
    """Write down what a letter asked for."""
    form = ForPersonForm()
    if not form.validate():
        return _page(form=form, status=422)
    person = find_person_by_code(reading(), form.staff_code.data or "", visible_to=me())
    if person is None:
        return _page(form=form, problem=_("Nobody whose data you decide about has this staff code."), status=422)
    person_id = PersonID(person.id)
    error = try_once(
        lambda session: ask_for_person(
            session, person_id, DataRequestKind(form.kind.data), case_number=form.case_number.data or "", by=me(),
            now=clock(),
        )
    )  # fmt: skip
    if error is not None:
        return _page(form=form, problem=sentence(error), status=status_of(error))
    said(_("Written down."))
    return redirect(url_for("secretary.data_requests"))


def _page(*, form: ForPersonForm | None = None, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session = reading()
    return render_template(
        "secretary/data_requests.html",
        waiting=list_data_requests(session, visible_to=me(), waiting=True),
        closed=list_data_requests(session, visible_to=me(), waiting=False),
        may_decide=me().has(Role.ADMIN, Role.SECRETARY),
        today=local_day(clock()),
        fields={field.value: words for field, words in FIELDS.items()},
        kinds=KINDS,
        states=STATES,
        form=form or ForPersonForm(formdata=None),
        problem=problem,
    ), status


def _one(
    request_id: UUID, *, problem: RefusedError | None = None, status: int = 200, wrong: bool = False
) -> ResponseReturnValue:
    session = reading()
    row = get_data_request(session, DataRequestID(request_id), visible_to=me())
    words = sentence(problem) if problem else _("Please say why, with the law.") if wrong else ""
    return render_template(
        "secretary/data_request.html",
        row=row,
        kept=[KEPT[one] for one in reasons_to_keep(holdings_of(session, PersonID(row.person_id)))],
        fields={field.value: name for field, name in FIELDS.items()},
        kinds=KINDS,
        states=STATES,
        grant_form=AnswerRequestForm(formdata=None),
        decline_form=DeclineRequestForm(formdata=None),
        problem=words,
    ), status_of(problem) if problem else status

"""Writing to the office about a contest, with or without an account, and looking a letter up by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.cases import Letter, send_case
from judging.enums import CaseKind, CaseState
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError
from judging.queries.cases import find_case_by_code, find_case_by_form, list_received_kinds, programme_title
from judging.queries.publications import get_public_programme
from portal.access import find_me, open_to_everybody
from portal.case_codes import CaseCode, code_of_request, may_tell_again
from portal.case_words import CASE_KINDS, CASE_STATES
from portal.clock import clock
from portal.db import reading, transaction
from portal.errors import status_of
from portal.feedback import said
from portal.forms.cases import CaseCodeForm, LetterForm
from portal.refusals import sentence
from portal.sign_in import code_digest
from portal.throttles import count_try
from portal.views.public import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/cuoc-thi/<slug>/gui-don")
@open_to_everybody()
def ask(slug: str) -> ResponseReturnValue:
    """The form of a letter."""
    return _form(slug, LetterForm(formdata=None))


@bp.post("/cuoc-thi/<slug>/gui-don")
@open_to_everybody()
def send_letter(slug: str) -> ResponseReturnValue:
    """Take a letter. Whoever has no account reads its code on the answer, and never again."""
    form, code, viewer = LetterForm(), code_of_request(), find_me()
    plan = get_public_programme(reading(), slug)
    form.offer(list_received_kinds(reading(), plan.programme_id, now=clock()), is_signed_in=viewer is not None)
    if not form.validate():
        return _form(slug, form, status=422)
    if form.website.data:
        return _form(slug, form, problem=_("This letter could not be taken: a field that must stay empty was filled."))
    name = str(viewer.account_id) if viewer is not None else request.remote_addr or ""
    try:
        with transaction() as session:
            count_try(session, purpose="case", name=name, now=clock())
        with transaction() as session:
            plan = get_public_programme(session, slug)
            case = send_case(session, plan, _letter(form, code), by=viewer, now=clock())
            case_id, has_account = case.id, case.account_id is not None
    except AlreadyDoneError as error:
        return _sent_before(slug, form, code, error)
    except RefusedError as error:
        return _form(slug, form, problem=sentence(error), status=status_of(error))
    return _received(case_id, has_account=has_account, code=code)


@bp.get("/tra-cuu-don")
@open_to_everybody()
def track() -> ResponseReturnValue:
    """Where the code of a letter is typed."""
    return render_template("public/track.html", form=CaseCodeForm(formdata=None), problem="")


@bp.post("/tra-cuu-don")
@open_to_everybody()
def tracked() -> ResponseReturnValue:
    """What became of the letter with this code. It stands in no address, so no log and no referrer carries it."""
    form = CaseCodeForm()
    if not form.validate():
        return render_template("public/track.html", form=form, problem=""), 422
    try:
        with transaction() as session:
            count_try(session, purpose="case_code", name=request.remote_addr or "", now=clock())
    except RefusedError as error:
        return render_template("public/track.html", form=form, problem=sentence(error)), status_of(error)
    session = reading()
    case = find_case_by_code(session, code_digest(form.code.data or ""))
    if case is None:
        problem = _("No letter has this code. Please compare it with your note, sign by sign.")
        return render_template("public/track.html", form=form, problem=problem), 422
    return render_template(
        "public/case_state.html",
        case=case,
        contest=programme_title(session, case),
        kind=CASE_KINDS[CaseKind(case.kind)],
        state=CASE_STATES[CaseState(case.state)],
    )


def _letter(form: LetterForm, code: CaseCode) -> Letter:
    return Letter(
        kind=CaseKind(form.kind.data),
        title=form.title.data or "",
        text=form.text.data or "",
        form_digest=code.form_digest,
        code_digest=code.digest,
        name=form.name.data or "",
        contact=form.contact.data or "",
    )


def _sent_before(slug: str, form: LetterForm, code: CaseCode, error: RefusedError) -> ResponseReturnValue:
    """The same form again: the same letter. Its code is told once more only while its answer may have got lost."""
    case = find_case_by_form(reading(), code.form_digest)
    if case is not None and (case.account_id is not None or may_tell_again(case.received_at, now=clock())):
        return _received(case.id, has_account=case.account_id is not None, code=code)
    return _form(slug, form, problem=sentence(error), status=status_of(error))


def _received(case_id: UUID, *, has_account: bool, code: CaseCode) -> ResponseReturnValue:
    if has_account:
        said(_("Your letter is received."))
        return redirect(url_for("account.case", case_id=case_id))
    session = reading()
    case = find_case_by_code(session, code.digest)
    if case is None:
        raise NotFoundError("case")
    return render_template(
        "public/case_received.html",
        case=case,
        contest=programme_title(session, case),
        kind=CASE_KINDS[CaseKind(case.kind)],
        code=code.plain,
    )


def _form(slug: str, form: LetterForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session, viewer = reading(), find_me()
    plan = get_public_programme(session, slug)
    kinds = list_received_kinds(session, plan.programme_id, now=clock())
    form.offer(kinds, is_signed_in=viewer is not None)
    page = render_template(
        "public/ask.html",
        form=form,
        slug=slug,
        title=plan.plan.title,
        contacts=plan.plan.contacts,
        kinds=kinds,
        problem=problem,
    )
    response = make_response(page, status if not problem or status != 200 else 422)  # noqa: PLR2004  HTTP's own
    response.headers["Cache-Control"] = "no-store"
    return response

"""Letters about a contest, for the one duty that handles their kind: secretary, or for denunciations supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.cases import answer_case, decline_case, refer_case, take_case
from judging.enums import CaseKind, CaseState
from judging.ids import AccountID, CaseID
from judging.queries.calendars import load_calendar
from judging.queries.cases import CASES_PER_PAGE, HANDLING, count_late, get_case, list_cases, programme_title, sender_of
from judging.queries.validations import names_of
from judging.rules.cases import FORMAL, is_late
from judging.rules.working_days import working_days_between
from portal.access import me, open_to
from portal.acts import try_once
from portal.asking import page_of
from portal.case_words import CASE_KINDS, CASE_STATES
from portal.clock import clock
from portal.db import reading
from portal.feedback import refused, said
from portal.forms.cases import AnswerForm, DeclineForm, ReferForm
from portal.forms.strict import StrictForm, refuse_unexpected
from portal.refusals import sentence
from portal.views.secretary import bp
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.get("/don-thu")
@open_to(*HANDLING)
def cases() -> ResponseReturnValue:
    """The letters that wait, the latest first; with `xong` those that are closed."""
    session, today, is_open, page = reading(), local_day(clock()), "xong" not in request.args, page_of()
    lines, total = list_cases(
        session, is_open=is_open, page=page, today=today, calendar=load_calendar(session), visible_to=me()
    )
    return render_template(
        "secretary/cases.html",
        lines=lines,
        total=total,
        is_open=is_open,
        late=count_late(session, today=today, visible_to=me()),
        names=names_of(session, [one.taken_by for one in lines if one.taken_by]),
        page=page,
        page_count=max(1, -(-total // CASES_PER_PAGE)),
        kinds=CASE_KINDS,
        states=CASE_STATES,
    )


@bp.get("/don-thu/<uuid:case_id>")
@open_to(*HANDLING)
def case(case_id: UUID) -> ResponseReturnValue:
    """One letter, who wrote it, and what can be done with it."""
    return _page(case_id)


@bp.post("/don-thu/<uuid:case_id>/nhan")
@open_to(*HANDLING)
def take_case_on(case_id: UUID) -> ResponseReturnValue:
    """Handle this letter from now on; `take_over` from a colleague."""
    refuse_unexpected("take_over")
    over = "take_over" in request.form
    return _act(
        case_id,
        lambda session: take_case(session, case_id=CaseID(case_id), take_over=over, by=me(), now=clock()),
        _("You handle this letter now."),
    )


@bp.post("/don-thu/<uuid:case_id>/tra-loi")
@open_to(*HANDLING)
def answer(case_id: UUID) -> ResponseReturnValue:
    """Answer a question or petition."""
    form = AnswerForm()
    return _act(
        case_id,
        lambda session: answer_case(
            session, case_id=CaseID(case_id), answer=form.answer.data or "", by=me(), now=clock()
        ),
        _("The answer is kept; the sender finds it."),
        form,
    )


@bp.post("/don-thu/<uuid:case_id>/chuyen")
@open_to(*HANDLING)
def refer(case_id: UUID) -> ResponseReturnValue:
    """Pass a letter on to the competent body."""
    form = ReferForm()
    return _act(
        case_id,
        lambda session: refer_case(
            session,
            case_id=CaseID(case_id),
            body=form.body.data or "",
            paper=form.paper.data or "",
            words=form.words.data or "",
            by=me(),
            now=clock(),
        ),
        _("It is noted that the letter was passed on; the sender finds to whom."),
        form,
    )


@bp.post("/don-thu/<uuid:case_id>/khong-xu-ly")
@open_to(*HANDLING)
def decline_letter(case_id: UUID) -> ResponseReturnValue:
    """Close a letter that is nobody's to answer, with the reason."""
    form = DeclineForm()
    return _act(
        case_id,
        lambda session: decline_case(
            session, case_id=CaseID(case_id), reason=form.reason.data or "", by=me(), now=clock()
        ),
        _("The letter is closed; the sender finds the reason."),
        form,
    )


def _act(case_id: UUID, act: Callable[[Any], object], done: str, form: StrictForm | None = None) -> ResponseReturnValue:
    get_case(reading(), CaseID(case_id), visible_to=me())
    if form is not None and not form.validate():
        return _page(case_id, form, status=422)
    error = try_once(act)
    if error is not None:
        refused(sentence(error))
    else:
        said(done)
    return redirect(url_for("secretary.case", case_id=case_id))


def _page(case_id: UUID, sent: StrictForm | None = None, *, status: int = 200) -> ResponseReturnValue:
    session, today = reading(), local_day(clock())
    found = get_case(session, CaseID(case_id), visible_to=me())
    kind, state = CaseKind(found.kind), CaseState(found.state)
    people = [AccountID(one) for one in (found.taken_by, found.closed_by) if one]
    return render_template(
        "secretary/case.html",
        case=found,
        contest=programme_title(session, found),
        sender=sender_of(session, found),
        kind=CASE_KINDS[kind],
        is_formal=kind in FORMAL,
        is_denunciation=kind is CaseKind.DENUNCIATION,
        state=CASE_STATES[state],
        step=state.value,
        late=is_late(state, found.due_on, today),
        days_left=working_days_between(today, found.due_on, load_calendar(session)),
        names=names_of(session, people),
        is_mine=found.taken_by == me().account_id,
        sent=sent,
        answering=sent if isinstance(sent, AnswerForm) else AnswerForm(formdata=None),
        referring=sent if isinstance(sent, ReferForm) else ReferForm(formdata=None),
        declining=sent if isinstance(sent, DeclineForm) else DeclineForm(formdata=None),
    ), status

"""Looking a draft through, issuing it, and the second person's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.plan_issues import confirm_draft, issue_draft, judge_draft, needs_second_person, return_draft
from judging.enums import PlanState, Role
from judging.errors import MissingReasonError
from judging.ids import ProgrammeID
from judging.plans.checker import check
from judging.queries.plans import find_base, get_draft, get_plan_programme
from judging.queries.programmes import plan_of_text
from judging.rules.differences import differences
from judging.rules.openings import entries_blockers
from judging.spec.walking import unknowns
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.plans import IssueForm, ReturnForm
from portal.plan_problems import OBJECTIONS, shown_problem
from portal.plan_values import change_words, place_words, told_changes, value_words
from portal.views.board import bp
from portal.views.board.plan_steps import steps_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/ke-hoach/<slug>/xem-lai")
@open_to(Role.BOARD, Role.HEAD)
def plan_review(slug: str) -> ResponseReturnValue:
    """What the draft changes, what is wrong with it, what stays open: everything before it is issued."""
    session = reading()
    programme = get_plan_programme(session, slug, visible_to=me())
    draft = get_draft(session, ProgrammeID(programme.id))
    plan = plan_of_text(draft.canonical)
    found = judge_draft(session, programme, draft, now=clock())
    base = find_base(session, draft, now=clock())
    changes = differences(base, plan) if base else ()
    problems = [shown_problem(one, plan) for one in check(plan)]
    blockers = [(place_words(path, plan), value_words(one)) for path, one in entries_blockers(plan)]
    return render_template(
        "board/plan_review.html",
        programme=programme,
        draft=draft,
        is_amendment=found is not None,
        changes=told_changes(changes, plan, base or plan),
        objections=[
            (change_words(one, plan, base or plan)[0], OBJECTIONS[objection])
            for one, objection in (found.objections if found else ())
        ],
        errors=[one for one in problems if one.is_error],
        warnings=[one for one in problems if not one.is_error],
        blockers=blockers,
        unknown_count=len(unknowns(plan)),
        needs_second=needs_second_person(found),
        is_waiting=draft.state == PlanState.SUBMITTED.value,
        is_own=draft.submitted_by == me().account_id,
        is_board=me().has(Role.BOARD, programme_id=ProgrammeID(programme.id)),
        form=IssueForm(formdata=None),
        steps=steps_of(slug, "review"),
    )


@bp.post("/ke-hoach/<slug>/ban-hanh")
@open_to(Role.BOARD)
def issue_plan(slug: str) -> ResponseReturnValue:
    """Put the draft into force, or hand it to the second person."""
    form = IssueForm()
    if not form.validate():
        raise MissingReasonError
    with transaction() as session:
        programme = get_plan_programme(session, slug, visible_to=me())
        version = issue_draft(
            session, programme, reason=form.reason.data or "", edition=_edition(), by=me(), now=clock()
        )
        is_waiting = version.state == PlanState.SUBMITTED.value
    if is_waiting:
        said(_("The amendment moves a deadline: a second person of the board, or the head of the panel, confirms it."))
        return redirect(url_for("board.plan_review", slug=slug))
    said(_("The plan is issued. Everyone concerned is being told."))
    return redirect(url_for("board.plan", slug=slug))


@bp.post("/ke-hoach/<slug>/xac-nhan")
@open_to(Role.BOARD, Role.HEAD)
def confirm_plan(slug: str) -> ResponseReturnValue:
    """The second person confirms exactly what was handed in."""
    IssueForm().validate()
    with transaction() as session:
        programme = get_plan_programme(session, slug, visible_to=me())
        confirm_draft(session, programme, edition=_edition(), by=me(), now=clock())
    said(_("The amendment is confirmed and in force. Everyone concerned is being told."))
    return redirect(url_for("board.plan", slug=slug))


@bp.post("/ke-hoach/<slug>/tra-lai")
@open_to(Role.BOARD, Role.HEAD)
def return_plan(slug: str) -> ResponseReturnValue:
    """Send a waiting amendment back, with the reason."""
    form = ReturnForm()
    if not form.validate():
        raise MissingReasonError
    with transaction() as session:
        programme = get_plan_programme(session, slug, visible_to=me())
        return_draft(session, programme, reason=form.reason.data or "", by=me(), now=clock())
    said(_("The draft can be worked on again."))
    return redirect(url_for("board.plan", slug=slug))


def _edition() -> int:
    return request.form.get("version", 0, type=int)

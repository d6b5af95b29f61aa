"""The papers of a programme: their list, what the office says once for all of them, a paper before it is drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.paper_words import save_paper_words
from judging.actions.papers import draft_paper
from judging.enums import Role
from judging.queries.papers import find_paper_words, get_office_programme, list_office_programmes
from portal.access import me, open_to
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.errors import status_of
from portal.feedback import said
from portal.forms.papers import LONG_WORDS, read_said, read_words, unsaid
from portal.paper_pages import get_kind, list_lines, look_at_kind, may_do, require_ready
from portal.paper_words import WORDS
from portal.papers.making import facts_of
from portal.papers.office import OPTIONAL, words_of_plan
from portal.refusals import sentence
from portal.views.secretary import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.errors import RefusedError
    from judging.queries.programmes import PlanInForce
    from portal.papers.facts import Member


@bp.get("/van-ban")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_programmes() -> ResponseReturnValue:
    """The contests whose papers one makes or signs; with a single one, its papers at once."""
    found = list_office_programmes(reading(), visible_to=me())
    if len(found) == 1:
        return redirect(url_for("secretary.papers", slug=found[0].programme.slug))
    return render_template("secretary/paper_programmes.html", programmes=found)


@bp.get("/van-ban/<slug>")
@open_to(Role.SECRETARY, Role.BOARD)
def papers(slug: str) -> ResponseReturnValue:
    """Every paper that the contest needs: what can be made, what waits for what, where each stands."""
    plan = _plan(slug)
    lines = list_lines(reading(), plan.programme_id, now=clock())
    wanted = sorted({key for line in lines for key in line.missing}, key=list(WORDS).index)
    return render_template("secretary/papers.html", plan=plan, lines=lines, missing=[WORDS[key][0] for key in wanted])


@bp.get("/van-ban/<slug>/loi-co-quan")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_words(slug: str) -> ResponseReturnValue:
    """What the office says once."""
    plan = _plan(slug)
    return _words_page(plan, find_paper_words(reading(), plan.programme_id))


@bp.post("/van-ban/<slug>/loi-co-quan")
@open_to(Role.SECRETARY, Role.BOARD)
def keep_paper_words(slug: str) -> ResponseReturnValue:
    """Keep what the office says; what says the same as the plan is left to the plan."""
    plan, told = _plan(slug), read_words(request.form)
    own = {key: value for key, value in told.items() if value and value != words_of_plan(plan.plan).get(key)}
    error = try_once(lambda session: save_paper_words(session, plan.programme_id, own, by=me(), now=clock()))
    if error is not None:
        return _words_page(plan, told, problem=error)
    said(_("The words of the office are kept. Papers that were reviewed before stay as they are."))
    return redirect(url_for("secretary.papers", slug=slug))


@bp.get("/van-ban/<slug>/ban-in/<kind>")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_kind(slug: str, kind: str) -> ResponseReturnValue:
    """A paper as it would be now; one that is on its way already has a page of its own."""
    return _kind_page(_plan(slug), kind)


@bp.post("/van-ban/<slug>/ban-in/<kind>")
@open_to(Role.SECRETARY, Role.BOARD)
def draft(slug: str, kind: str) -> ResponseReturnValue:
    """Begin the way of a paper."""
    plan, found, subject = _plan(slug), get_kind(kind), request.args.get("ve", "")
    page = look_at_kind(reading(), plan, found, subject, now=clock())
    told = read_said(request.form, found.asks)
    if missing := unsaid(found.asks, told):
        fields = ", ".join(str(one.label) for one in missing)
        return _kind_page(plan, kind, told=told, said_problem=_("Please fill in: %(fields)s.", fields=fields))
    if all(one.optional for one in found.asks):
        require_ready(page)
    error = try_once(
        lambda session: draft_paper(
            session, plan.programme_id, kind=found.key, subject=subject, said=told, by=me(), now=clock()
        )
    )
    if error is not None:
        return _kind_page(plan, kind, problem=error)
    said(_("The draft is there. Another person reviews it."))
    return redirect(url_for("secretary.paper_kind", slug=slug, kind=kind, ve=subject or None))


def _kind_page(
    plan: PlanInForce,
    key: str,
    *,
    told: dict[str, str] | None = None,
    problem: RefusedError | None = None,
    said_problem: str = "",
) -> ResponseReturnValue:
    subject = request.args.get("ve", "")
    page = look_at_kind(reading(), plan, get_kind(key), subject, now=clock())
    if page.paper is not None and problem is None and not said_problem:
        return redirect(url_for("secretary.paper", paper_id=page.paper.id))
    status = 422 if said_problem else status_of(problem) if problem else 200
    return render_template(
        "secretary/paper.html",
        page=page,
        steps=may_do(page, me()),
        told=told or {},
        problem=said_problem or (sentence(problem) if problem else ""),
        words=WORDS,
    ), status


def _words_page(plan: PlanInForce, told: dict[str, str], *, problem: RefusedError | None = None) -> ResponseReturnValue:
    facts = facts_of(reading(), plan.programme_id, now=clock())
    return render_template(
        "secretary/paper_words.html",
        plan=plan,
        words=WORDS,
        long_words=LONG_WORDS,
        optional=OPTIONAL,
        values={**words_of_plan(plan.plan), **told},
        heads={
            "committee_head": _choices(facts.board),
            "secretary_head": _choices(facts.secretaries),
        },
        problem=sentence(problem) if problem else "",
    ), status_of(problem) if problem else 200


def _plan(slug: str) -> PlanInForce:
    return get_office_programme(reading(), slug, visible_to=me())


def _choices(members: tuple[Member, ...]) -> list[tuple[str, str]]:
    names = sorted(one.name for one in members)
    return [("", str(_("not chosen yet"))), *((name, name) for name in names)]

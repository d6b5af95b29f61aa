"""Plans: the list, cloning a sample, one plan with its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.plans import SlugTakenError, clone_plan, discard_amendment, start_amendment
from judging.enums import Role
from judging.ids import ProgrammeID
from judging.queries.plans import (
    count_reading,
    find_draft,
    get_plan_programme,
    get_source,
    list_plans,
    list_samples,
    list_versions,
)
from judging.queries.programmes import find_plan_in_force
from judging.rules.openings import prize_blockers, round_blockers
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.plans import CloneForm
from portal.forms.strict import refuse_unexpected
from portal.plan_values import place_words, value_words
from portal.prize_pages import contradictions
from portal.refusals import sentence
from portal.views.board import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/ke-hoach")
@open_to(Role.BOARD, Role.HEAD)
def plans() -> ResponseReturnValue:
    """The plans that I work on or confirm."""
    return render_template("board/plans.html", plans=list_plans(reading(), visible_to=me()))


@bp.route("/ke-hoach/moi", methods=["GET", "POST"])
@open_to(Role.BOARD)
def clone() -> ResponseReturnValue:
    """A new plan from a sample or from an earlier plan."""
    samples = list_samples(reading(), visible_to=me())
    form = CloneForm()
    form.source.choices = [(one.source, one.title) for one in samples]
    problem = ""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                source = str(form.source.data)
                plan = get_source(session, source, visible_to=me(), now=clock())
                title, slug = str(form.title.data).strip(), str(form.slug.data)
                clone_plan(
                    session,
                    plan,
                    source=source,
                    slug=slug,
                    title=title,
                    by=me(),
                    now=clock(),
                    years=int(str(form.years.data)),
                    is_demonstration=not current_app.extensions["bangvang_settings"].is_production,
                )
        except SlugTakenError as error:
            problem = sentence(error)
        else:
            said(_("The draft is made. Go through the steps; every step is kept when you save it."))
            return redirect(url_for("board.plan_step", slug=form.slug.data, step="van-ban"))
    status = 422 if request.method == "POST" else 200
    return render_template("board/plan_clone.html", form=form, samples=samples, problem=problem), status


@bp.get("/ke-hoach/<slug>")
@open_to(Role.BOARD, Role.HEAD)
def plan(slug: str) -> ResponseReturnValue:
    """One plan: what is in force, what is still open, its versions and who has read them."""
    session = reading()
    programme = get_plan_programme(session, slug, visible_to=me())
    held = find_plan_in_force(session, ProgrammeID(programme.id))
    blocked = []
    if held is not None:
        blocked = [(one.name, round_blockers(held.plan, one.key)) for one in held.plan.rounds]
        blocked.append((_("Prizes"), prize_blockers(held.plan)))
    return render_template(
        "board/plan.html",
        programme=programme,
        held=held,
        found=contradictions(held.plan) if held else (),
        blocked=[(name, _worded(held.plan, found)) for name, found in blocked if found and held],
        draft=find_draft(session, ProgrammeID(programme.id)),
        versions=list_versions(session, ProgrammeID(programme.id)),
        reading_count=count_reading(session, held.version_id) if held else None,
        is_board=me().has(Role.BOARD, programme_id=ProgrammeID(programme.id)),
    )


@bp.post("/ke-hoach/<slug>/dieu-chinh")
@open_to(Role.BOARD)
def amend(slug: str) -> ResponseReturnValue:
    """Begin (or go on with) the draft of an amendment."""
    refuse_unexpected()
    with transaction() as session:
        start_amendment(session, get_plan_programme(session, slug, visible_to=me()), by=me(), now=clock())
    return redirect(url_for("board.plan_step", slug=slug, step="van-ban"))


@bp.post("/ke-hoach/<slug>/bo-ban-thao")
@open_to(Role.BOARD)
def discard(slug: str) -> ResponseReturnValue:
    """Drop the draft of an amendment."""
    refuse_unexpected()
    with transaction() as session:
        discard_amendment(session, get_plan_programme(session, slug, visible_to=me()), by=me(), now=clock())
    said(_("The draft is dropped; the plan in force goes on unchanged."))
    return redirect(url_for("board.plan", slug=slug))


def _worded(plan_: object, blockers: object) -> list[tuple[str, str]]:
    return [(place_words(path, plan_), value_words(unknown)) for path, unknown in blockers]  # type: ignore[attr-defined, arg-type]

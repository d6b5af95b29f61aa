"""The wizard's pages: one for each step, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.plans import save_draft
from judging.enums import Role
from judging.errors import NotFoundError, StaleVersionError
from judging.ids import ProgrammeID
from judging.queries.plans import get_draft, get_plan_programme
from judging.queries.programmes import plan_of_text
from judging.rules.differences import differences
from judging.rules.openings import entries_blockers
from judging.spec.walking import unknowns
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import said
from portal.forms.plans_places import step_of_path
from portal.forms.plans_saving import inputs_of, read_step, several_of, shown_step, typed_step
from portal.forms.plans_steps import STEPS, groups_of
from portal.forms.strict import refuse_unexpected
from portal.plan_values import change_words, place_words, value_at
from portal.prize_pages import contradictions
from portal.views.board import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.spec.programme import Programme as Plan


@bp.get("/ke-hoach/<slug>/soan/<step>")
@open_to(Role.BOARD)
def plan_step(slug: str, step: str) -> ResponseReturnValue:
    """A step of the draft."""
    programme, draft = _draft(slug, step)
    plan = plan_of_text(draft.canonical)
    return _page(programme, draft.edition, step, plan, shown_step(step, plan))


@bp.post("/ke-hoach/<slug>/soan/<step>")
@open_to(Role.BOARD)
def save_plan_step(slug: str, step: str) -> ResponseReturnValue:
    """Keep a step; what was saved elsewhere meanwhile is shown, never overwritten."""
    programme, draft = _draft(slug, step)
    stored = plan_of_text(draft.canonical)
    refuse_unexpected(*inputs_of(step, stored), "then", several=several_of(step, stored))
    edition = request.form.get("version", 0, type=int)
    found = read_step(step, stored, request.form)
    held = typed_step(step, stored, request.form)
    if found.errors:
        return _page(programme, edition, step, stored, held, errors=found.errors), 422
    try:
        with transaction() as session:
            kept = get_plan_programme(session, slug, visible_to=me())
            save_draft(session, kept, found.plan, edition=edition, by=me(), now=clock())
    except StaleVersionError:
        differing = [change_words(one, found.plan, stored) for one in differences(stored, found.plan)]
        return _page(programme, draft.edition, step, stored, held, differing=differing), 409
    said(_("The step is saved."))
    return redirect(
        url_for("board.plan_review", slug=slug) if request.form.get("then") == "review" else _next(slug, step)
    )


@bp.get("/ke-hoach/<slug>/chua-quyet-dinh")
@open_to(Role.BOARD, Role.HEAD)
def plan_unknowns(slug: str) -> ResponseReturnValue:
    """Everything that the draft leaves open, with who must decide it."""
    session = reading()
    programme = get_plan_programme(session, slug, visible_to=me())
    plan = plan_of_text(get_draft(session, ProgrammeID(programme.id)).canonical)
    blocking = {path for path, _unknown in entries_blockers(plan)}
    lines = [
        {
            "place": place_words(path, plan),
            "decided_by": unknown.decided_by,
            "note": unknown.note,
            "step": step_of_path(path),
            "blocks": "entries" if path in blocking else "round" if path.startswith("rounds[") else "",
        }
        for path, unknown in unknowns(plan)
    ]
    return render_template(
        "board/plan_unknowns.html", programme=programme, lines=lines, steps=steps_of(slug, "unknowns")
    )


def _draft(slug: str, step: str) -> tuple[Any, Any]:
    """The programme and its draft; a view names no models."""
    session = reading()
    programme = get_plan_programme(session, slug, visible_to=me())
    if step not in STEPS:
        raise NotFoundError("step")
    return programme, get_draft(session, ProgrammeID(programme.id))


def _next(slug: str, step: str) -> str:
    words = list(STEPS)
    at = words.index(step) + 1
    if at < len(words):
        return url_for("board.plan_step", slug=slug, step=words[at])
    return url_for("board.plan_unknowns", slug=slug)


def _page(
    programme: Any,  # noqa: ANN401  a programme: views name no models
    edition: int,
    step: str,
    plan: Plan,
    held: dict[str, Any],
    **more: Any,  # noqa: ANN401  template values
) -> str:
    return render_template(
        "board/plan_step.html",
        programme=programme,
        edition=edition,
        step=step,
        title=STEPS[step],
        groups=groups_of(step, plan),
        held=held,
        open_note=lambda path: _open_note(plan, path),
        steps=steps_of(programme.slug, step),
        found=contradictions(plan) if step == "giai" else (),
        **{"errors": (), "differing": (), **more},
    )


def _open_note(plan: Plan, path: str) -> str:
    """Who must decide a place that is open, and the question that the plan leaves."""
    found = value_at(plan, path)
    if not hasattr(found, "decided_by"):
        return ""
    told = _("Not decided yet: %(office)s decides.", office=found.decided_by)
    return f"{told} {found.note}".strip()


def steps_of(slug: str, current: str) -> list[dict[str, object]]:
    """The steps for the list at the top of the wizard."""
    listed: list[tuple[str, object, str]] = []
    for word, title in STEPS.items():
        if word == "cham":
            listed.append(("rounds", _("Rounds"), url_for("board.plan_rounds", slug=slug)))
        listed.append((word, title, url_for("board.plan_step", slug=slug, step=word)))
    listed.append(("unknowns", _("What is still open"), url_for("board.plan_unknowns", slug=slug)))
    listed.append(("review", _("Look through and issue"), url_for("board.plan_review", slug=slug)))
    return [
        {"label": title, "url": url, "state": "current" if word == current else "todo"} for word, title, url in listed
    ]

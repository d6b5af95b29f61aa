"""The wizard's page of rounds: add one, put them in order, take one out, and say what each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from judging.actions.plans import save_draft, undo_draft
from judging.enums import Role
from judging.errors import NotAllowedError, NotFoundError, RefusedError
from judging.ids import ProgrammeID
from judging.queries.plans import get_draft, get_plan_programme, standing_of
from judging.queries.programmes import plan_of_text
from judging.rules.plan_rounds import add_round, change_round, get_planned, move_round, remove_round
from judging.spec.words import Task
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading, transaction
from portal.feedback import refused, said
from portal.forms.plan_rounds import (
    ADD_FIELDS,
    CHANGE_FIELDS,
    part_fields,
    read_changed,
    read_new,
    several_fields,
    shown_round,
    typed_round,
)
from portal.forms.plans_rows import new_key
from portal.forms.strict import refuse_unexpected
from portal.plan_round_pages import missing_rounds, round_lines, round_page
from portal.refusals import sentence
from portal.views.board import bp
from portal.views.board.plan_steps import steps_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.spec.programme import Programme as Plan


@bp.get("/ke-hoach/<slug>/vong-cham")
@open_to(Role.BOARD)
def plan_rounds(slug: str) -> ResponseReturnValue:
    """The rounds of the draft in their order."""
    return _list(slug, held={"categories": [one.key for one in _draft(slug)[2].categories]})


@bp.post("/ke-hoach/<slug>/vong-cham")
@open_to(Role.BOARD)
def add_plan_round(slug: str) -> ResponseReturnValue:
    """One more round."""
    refuse_unexpected(*ADD_FIELDS, several=("categories",))
    _programme, _kept, plan = _draft(slug)
    typed, errors = read_new(plan, request.form)
    held = {
        **{name: request.form.get(name, "") for name in ADD_FIELDS},
        "categories": request.form.getlist("categories"),
    }
    if errors:
        return _list(slug, held=held, errors=errors), 422
    key = new_key(typed.name, {one.key for one in plan.rounds})
    failed = _keep(
        slug,
        lambda stored: add_round(
            stored,
            key=key,
            name=typed.name,
            categories=typed.categories,
            like=typed.like,
            before=typed.before,
            decided_by=next(iter(stored.offices_that(Task.ORGANISES)), stored.organiser),
        ),
    )
    if failed is not None:
        return _list(slug, held=held, errors=[(sentence(failed), "name")]), 409
    said(_("The round is added. Its days are still open; please go through the rest of it under “Judging”."))
    return redirect(url_for("board.plan_round", slug=slug, key=key))


@bp.route("/ke-hoach/<slug>/vong-cham/<key>", methods=["GET", "POST"])
@open_to(Role.BOARD)
def plan_round(slug: str, key: str) -> ResponseReturnValue:
    """What one round is: its name, categories, rubric, parts of its panel, who goes on, prizes."""
    _programme, _kept, plan = _draft(slug)
    planned = get_planned(plan, key)
    if request.method != "POST":
        return _round(slug, key, shown_round(plan, planned))
    refuse_unexpected(*CHANGE_FIELDS, *part_fields(), "then", several=several_fields())
    typed, errors = read_changed(plan, planned, request.form)
    if errors:
        return _round(slug, key, typed_round(request.form), errors=errors), 422
    failed = _keep(
        slug,
        lambda stored: change_round(
            stored,
            key,
            name=typed.name,
            categories=typed.categories,
            rubric=typed.rubric,
            passing=typed.passing,
            subpanels=typed.subpanels,
            ladders=typed.ladders,
        ),
    )
    if failed is not None:
        return _round(slug, key, typed_round(request.form), errors=[(sentence(failed), "name")]), 409
    if request.form.get("then") == "more":
        return redirect(url_for("board.plan_round", slug=slug, key=key))
    said(_("The round is saved."))
    return redirect(url_for("board.plan_rounds", slug=slug))


@bp.post("/ke-hoach/<slug>/vong-cham/<key>/thu-tu")
@open_to(Role.BOARD)
def move_plan_round(slug: str, key: str) -> ResponseReturnValue:
    """One place earlier or later."""
    refuse_unexpected("where")
    later = request.form.get("where") == "later"
    failed = _keep(slug, lambda stored: move_round(stored, key, later=later))
    if failed is not None:
        refused(sentence(failed))
    else:
        name = get_planned(_draft(slug)[2], key).name
        said(_("“%(name)s” stands later now.", name=name) if later else _("“%(name)s” stands earlier now.", name=name))
    return redirect(url_for("board.plan_rounds", slug=slug, _anchor=f"round-{key}"))


@bp.route("/ke-hoach/<slug>/vong-cham/<key>/bo", methods=["GET", "POST"])
@open_to(Role.BOARD)
def remove_plan_round(slug: str, key: str) -> ResponseReturnValue:
    """Take a round out, after reading what goes with it."""
    programme, kept, plan = _draft(slug)
    planned = get_planned(plan, key)
    if request.method == "POST":
        refuse_unexpected()
        failed = _keep(slug, lambda stored: remove_round(stored, key).plan, can_be_undone=True)
        if failed is None:
            said(_("“%(name)s” is taken out of the draft. You can bring it back below.", name=planned.name))
        else:
            refused(sentence(failed))
        return redirect(url_for("board.plan_rounds", slug=slug))
    try:
        found = remove_round(plan, key)
    except RefusedError as error:
        refused(sentence(error))
        return redirect(url_for("board.plan_rounds", slug=slug))
    return render_template(
        "board/plan_round_remove.html", programme=programme, edition=kept.edition, round=planned, found=found
    )


@bp.post("/ke-hoach/<slug>/vong-cham/<key>/lay-lai")
@open_to(Role.BOARD)
def bring_back_plan_round(slug: str, key: str) -> ResponseReturnValue:
    """Undo taking a round out: the draft is again what it was before."""
    refuse_unexpected()
    try:
        with transaction() as session:
            programme = get_plan_programme(session, slug, visible_to=me())
            edition = request.form.get("version", 0, type=int)
            draft = undo_draft(session, programme, edition=edition, by=me(), now=clock())
            name = get_planned(plan_of_text(draft.canonical), key).name
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        refused(sentence(error))
        return redirect(url_for("board.plan_rounds", slug=slug))
    said(_("“%(name)s” is back, with all that had gone with it.", name=name))
    return redirect(url_for("board.plan_rounds", slug=slug, _anchor=f"round-{key}"))


def _keep(slug: str, change: Any, *, can_be_undone: bool = False) -> RefusedError | None:  # noqa: ANN401  a plan in, a plan out
    """Save the draft as `change` makes it of what is stored; the refusal when somebody else saved meanwhile."""
    try:
        with transaction() as session:
            programme = get_plan_programme(session, slug, visible_to=me())
            stored = plan_of_text(get_draft(session, ProgrammeID(programme.id)).canonical)
            edition = request.form.get("version", 0, type=int)
            save_draft(
                session, programme, change(stored), edition=edition, by=me(), now=clock(), can_be_undone=can_be_undone
            )
    except (NotFoundError, NotAllowedError):
        raise
    except RefusedError as error:
        return error
    return None


def _draft(slug: str) -> tuple[Any, Any, Plan]:
    """The programme, its draft and the plan in it; a view names no models."""
    session = reading()
    programme = get_plan_programme(session, slug, visible_to=me())
    draft = get_draft(session, ProgrammeID(programme.id))
    return programme, draft, plan_of_text(draft.canonical)


def _list(slug: str, *, held: dict[str, Any], errors: Any = ()) -> str:  # noqa: ANN401
    programme, draft, plan = _draft(slug)
    standing = standing_of(reading(), programme, now=clock())
    return render_template(
        "board/plan_rounds.html",
        programme=programme,
        edition=draft.edition,
        plan=plan,
        lines=round_lines(plan, standing.opened_rounds),
        removed=missing_rounds(plan, None if draft.former is None else plan_of_text(draft.former)),
        category_choices=[(one.key, one.name) for one in plan.categories],
        round_choices=[(one.key, one.name) for one in plan.rounds],
        before_choices=[(one.key, _("before “%(name)s”", name=one.name)) for one in plan.rounds],
        held=held,
        errors=errors,
        steps=steps_of(slug, "rounds"),
    )


def _round(slug: str, key: str, held: dict[str, Any], *, errors: Any = ()) -> str:  # noqa: ANN401
    programme, draft, plan = _draft(slug)
    return render_template(
        "board/plan_round.html",
        programme=programme,
        edition=draft.edition,
        held=held,
        errors=errors,
        steps=steps_of(slug, "rounds"),
        **round_page(plan, get_planned(plan, key)),
    )

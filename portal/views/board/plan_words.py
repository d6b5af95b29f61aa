"""What the plan's templates know beside their own data."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.enums import PlanState
from judging.spec.words import MilestoneKind
from portal.plan_words import LABELS, MILESTONES
from portal.refusals import say
from portal.views.board import bp
from portal.words import PROGRAMME_STATES, say_actions

PLAN_STATES = {
    PlanState.DRAFT: _l("draft"),
    PlanState.SUBMITTED: _l("waits for a second person"),
    PlanState.APPROVED: _l("approved"),
    PlanState.ISSUED: _l("in force"),
    PlanState.REPLACED: _l("replaced"),
}


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for stable keys of plans."""
    return {"programme_state_words": PROGRAMME_STATES, "plan_state_words": PLAN_STATES, "label_of": label_of}


def label_of(field: Any) -> str:  # noqa: ANN401  any field of the wizard
    """The label of a field: a milestone's own name, else the name of its place."""
    if field.pattern == "milestones.deadline":
        return str(MILESTONES[MilestoneKind(field.path.partition("[")[2].partition("]")[0])])
    return str(LABELS.get(field.pattern, field.pattern))


say(
    {
        "slug_taken": _l("Another contest has the short name “%(slug)s”. Please choose another."),
        "plan_has_errors": _l("The plan has %(count)s mistakes that must be put right before it is issued."),
        "entries_undecided": _l("Entering needs %(count)s decisions before the plan can be issued."),
        "amendment_refused": _l("%(count)s of the changes are not allowed any more. Nothing was issued."),
        "nothing_changed": _l("The draft says what is in force already: there is nothing to issue."),
    }
)
say_actions(
    {
        "plan.amend": _l("amendment begun"),
        "plan.discard": _l("draft of an amendment dropped"),
        "plan.submit": _l("amendment handed in for confirmation"),
        "plan.return": _l("amendment sent back"),
    }
)

"""What the pages of paper sheets say: how far each is, and where two people read differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.rules.paper_sheets import COMMENT, PaperStage
from judging.rules.scoring import to_mark
from portal.display import mark

if TYPE_CHECKING:
    from judging.queries.paper_sheets import PaperAtHand
    from judging.rules.paper_sheets import Typed
    from judging.spec.rubrics import Rubric


def stage_words() -> dict[PaperStage, tuple[str, str]]:
    """Each stage in words, with the kind of its sign."""
    return {
        PaperStage.LAID: (_("waits for two people to type it"), "neutral"),
        PaperStage.TYPED_ONCE: (_("waits for the second person"), "neutral"),
        PaperStage.DIFFERS: (_("the two readings differ"), "warning"),
        PaperStage.LOCKED: (_("locked, from paper"), "success"),
        PaperStage.WITHDRAWN: (_("withdrawn"), "neutral"),
    }


def readings(rubric: Rubric, paper: PaperAtHand) -> list[tuple[str, str, str]]:
    """Where the two read differently: (place, mine, the other's); empty before both are done."""
    if paper.reading is None:
        return []
    names = {one.key: one.name for one in rubric.criteria} | {COMMENT: _("General remark")}
    found = paper.reading
    return [
        (names[place], _shown(rubric, found.mine, place), _shown(rubric, found.other, place)) for place in found.places
    ]


def _shown(rubric: Rubric, typed: Typed, place: str) -> str:
    if place == COMMENT:
        return typed.comment or "–"
    return mark(to_mark(rubric, typed.steps[place])) if place in typed.steps else "–"

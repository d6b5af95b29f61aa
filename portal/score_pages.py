"""What the score page shows: marks as people write them, typed or stored, and what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.rules.scoring import to_mark
from portal.display import mark
from portal.forms.reviews import COMMENT, MARK, REMARK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from judging.desk.late_sheets import OwnLateSheet
    from judging.desk.reviews import TypedSheet
    from judging.desk.work import SheetAtHand
    from judging.ids import LateSheetID
    from judging.spec.rubrics import Rubric


@dataclass(frozen=True, slots=True)
class LateShown:
    """What came after the lock, with its marks as text."""

    id: LateSheetID
    received_at: datetime
    marks: Mapping[str, str]
    comments: Mapping[str, str]
    comment: str


def late_shown(sheet: SheetAtHand, late: list[OwnLateSheet]) -> list[LateShown]:
    """What came too late for a sheet, as the page shows it."""
    rubric = sheet.sheet.rubric
    return [
        LateShown(
            id=one.id,
            received_at=one.received_at,
            marks={key: str(to_mark(rubric, steps)) for key, steps in one.steps.items()},
            comments=one.comments,
            comment=one.comment,
        )
        for one in late
    ]


def typed_of(sheet: SheetAtHand, typed: TypedSheet | None) -> dict[str, Any]:
    """The values of the page's fields: what was just typed, else what is stored."""
    if typed is None:
        return {"marks": stored_marks(sheet), "remarks": dict(sheet.comments), "comment": sheet.comment}
    return {"marks": typed.marks, "remarks": typed.comments, "comment": typed.comment}


def stored_marks(sheet: SheetAtHand) -> dict[str, str]:
    """The marks that are stored, as text with the rubric's decimals."""
    return marks_of(sheet.sheet.rubric, sheet.steps)


def marks_of(rubric: Rubric, steps: Mapping[str, int]) -> dict[str, str]:
    """Whole steps by criterion as marks with the rubric's decimals."""
    return {key: str(to_mark(rubric, held)) for key, held in steps.items()}


def stored_fields(sheet: SheetAtHand) -> dict[str, str]:
    """What is stored, by the names of the page's fields: for the page to show both texts."""
    marks = stored_marks(sheet)
    fields = {}
    for criterion in sheet.sheet.rubric.criteria:
        fields[MARK + criterion.key] = mark(marks[criterion.key]) if criterion.key in marks else ""
        fields[REMARK + criterion.key] = sheet.comments.get(criterion.key, "")
    fields[COMMENT] = sheet.comment
    return fields


def sentences_of(sheet: SheetAtHand, wrong: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each criterion whose text is no mark of the rubric."""
    return wrong_sentences(sheet.sheet.rubric, wrong)


def wrong_sentences(rubric: Rubric, wrong: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each criterion of `wrong`, in the rubric's order."""
    sentences = {}
    for criterion in rubric.criteria:
        if criterion.key not in wrong:
            continue
        facts = {
            "name": criterion.name,
            "maximum": mark(criterion.maximum),
            "step": mark(rubric.step),
        }
        sentences[criterion.key] = _(
            "%(name)s: please enter a mark from 0 to %(maximum)s in steps of %(step)s.", **facts
        )
    return sentences

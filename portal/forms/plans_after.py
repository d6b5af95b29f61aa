"""The part of the plan wizard about the time after a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.spec.words import LetterContent, RemarkEffect
from portal.forms.plans_fields import Kind, PlanField
from portal.forms.plans_groups import Group, GroupField
from portal.plan_words import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def after_groups() -> Iterable[Group]:
    """How long answers take, and whether marks may be asked for anew."""
    days = tuple(PlanField(f"answering.{name}_days", Kind.WHOLE) for name in ("question", "petition", "referral"))
    yield Group(
        _("Questions, petitions and complaints"),
        (GroupField("answering", days),),
        _("In working days. Left empty, it is 5 for questions, 10 for petitions and 5 for passing on."),
    )
    remarking = (
        PlanField("remarking.days", Kind.WHOLE),
        PlanField("remarking.markers", Kind.WHOLE),
        PlanField(
            "remarking.effect",
            Kind.CHOICE,
            tuple(choices_of(RemarkEffect)),
            RemarkEffect,
        ),
        PlanField("remarking.limit", Kind.DECIMAL, is_optional=True),
    )
    yield Group(
        _("Re-marking on request (phúc khảo)"),
        (GroupField("remarking", remarking),),
        _("Left empty, marks cannot be asked for anew. The new judges have not marked the entry and see no old mark."),
    )
    yield Group(
        _("Letters to the authors"),
        (
            PlanField(
                "letters",
                Kind.CHOICE,
                tuple(choices_of(LetterContent)),
                LetterContent,
                is_optional=True,
                empty_word=_("not stated: its total"),
            ),
        ),
        _("Each author reads of his own entry alone, its code with it. Left empty, he reads its total."),
    )

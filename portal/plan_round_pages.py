"""What the wizard's pages of rounds say: where each round takes its entries from, and what may be chosen for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.rules.round_order import earlier_rounds
from judging.rules.subpanels import subpanels_of
from judging.spec.rounds import PassRule
from judging.spec.words import PassKind
from portal.plan_values import passing_words
from portal.plan_words import choices_of

if TYPE_CHECKING:
    from judging.spec.programme import Programme
    from judging.spec.rounds import Round


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of the draft: in words what comes in, what goes on and what it gives; whether it may still move."""

    key: str
    name: str
    facts: tuple[tuple[str, str], ...]
    is_opened: bool
    is_first: bool
    is_last: bool


def round_lines(plan: Programme, opened: frozenset[str]) -> list[RoundLine]:
    """The rounds in their order."""
    return [
        RoundLine(one.key, one.name, tuple(_facts(plan, one)), one.key in opened, at == 0, at == len(plan.rounds) - 1)
        for at, one in enumerate(plan.rounds)
    ]


def missing_rounds(plan: Programme, former: Programme | None) -> list[Round]:
    """The rounds that the draft had before its last change and has no more."""
    kept = {one.key for one in plan.rounds}
    return [one for one in former.rounds if one.key not in kept] if former is not None else []


def _facts(plan: Programme, one: Round) -> list[tuple[str, str]]:
    names = {item.key: item.name for item in plan.categories}
    rounds = {item.key: item.name for item in plan.rounds}
    earlier = earlier_rounds(plan, one.key)
    came = ", ".join(rounds[key] for key in earlier)
    facts = [
        (_("Categories that it judges"), ", ".join(names.get(key, key) for key in one.categories)),
        (_("Entries come from"), came or _("all valid entries")),
    ]
    if isinstance(one.passing, PassRule):
        facts.append((_("Who goes on"), passing_words(one.passing)))
    if parts := subpanels_of(one.panel):
        facts.append((_("Parts of the panel"), ", ".join(part.name for part in parts)))
    if ladders := [ladder.name for ladder in plan.ladders if ladder.round == one.key]:
        facts.append((_("Gives"), ", ".join(ladders)))
    return facts


def round_page(plan: Programme, one: Round) -> dict[str, Any]:
    """What may be chosen on the page of a round."""
    users = {
        rubric.key: [other.name for other in plan.rounds if other.rubric == rubric.key and other.key != one.key]
        for rubric in plan.rubrics
    }
    shared = [(key, _("the same as of %(rounds)s", rounds=", ".join(names))) for key, names in users.items() if names]
    return {
        "round": one,
        "plan": plan,
        "category_choices": [(item.key, item.name) for item in plan.categories],
        "topic_choices": [(item.key, item.text) for item in plan.topics],
        "ladder_choices": [(item.key, item.name) for item in plan.ladders],
        "rubric_choices": [("", _("one of its own")), *shared],
        "passing_choices": [("", _("nobody: no round follows")), *choices_of(PassKind)],
    }

"""Rounds of a plan while it is written: adding one, putting them in order, taking one out, who goes on.

Everything else of a round (days, marks, gaps, ties) is edited field by field. What follows from a change is done with
it, so that no step leaves a plan that points at a round which is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from judging.errors import NotFoundError, RefusedError
from judging.spec.rounds import Panel, PassRule, Round, Subpanel
from judging.spec.unknown import Unknown
from judging.spec.words import PassKind

if TYPE_CHECKING:
    from judging.spec.programme import Programme

MOST_ROUNDS = 12


class LastRoundError(RefusedError):
    """A contest is judged in one round at least."""

    code = "last_round"


class TooManyRoundsError(RefusedError):
    """More rounds than anybody holds. Facts: most."""

    code = "too_many_rounds"


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking a round out brings with it: the names of rubrics that go, and of ladders with their new round."""

    plan: Programme
    rubrics: tuple[str, ...]
    ladders: tuple[tuple[str, str], ...]


def get_planned(plan: Programme, key: str) -> Round:
    """A round of the plan. Raises NotFoundError."""
    found = plan.find_round(key)
    if found is None:
        raise NotFoundError("round")
    return found


def add_round(
    plan: Programme, *, key: str, name: str, categories: tuple[str, ...], like: str, before: str | None, decided_by: str
) -> Programme:
    """The plan with one more round, before another or last: like an existing one, with a rubric of its own.

    Its days are open. Where a later round judges the same categories, everybody goes on from it until the plan says
    less; the same for the rounds before it.

    Raises:
        NotFoundError: when there is no such round to copy or to stand before.
        TooManyRoundsError.
    """
    if len(plan.rounds) >= MOST_ROUNDS:
        raise TooManyRoundsError(most=MOST_ROUNDS)
    source = get_planned(plan, like)
    rubric = plan.rubric_of(source)
    rubrics = plan.rubrics
    own: str | Unknown = source.rubric
    if rubric is not None and not isinstance(rubric, Unknown):
        own = _free(key, {one.key for one in plan.rubrics})
        rubrics = (*rubrics, replace(rubric, key=own))
    added = replace(
        source,
        key=key,
        name=name,
        categories=categories,
        rubric=own,
        panel=Panel(source.panel.key, source.panel.name, source.panel.seats),
        opens=Unknown(decided_by),
        closes=Unknown(decided_by),
        passing=None,
    )
    keys = [one.key for one in plan.rounds]
    at = len(keys) if before is None else keys.index(get_planned(plan, before).key)
    rounds = (*plan.rounds[:at], added, *plan.rounds[at:])
    return replace(plan, rounds=_passed_on(rounds, joined=key), rubrics=rubrics)


def move_round(plan: Programme, key: str, *, later: bool) -> Programme:
    """The plan with a round one place earlier or later; at the end of the list nothing moves."""
    keys = [one.key for one in plan.rounds]
    at = keys.index(get_planned(plan, key).key)
    to = at + 1 if later else at - 1
    if not 0 <= to < len(keys):
        return plan
    rounds = list(plan.rounds)
    rounds[at], rounds[to] = rounds[to], rounds[at]
    return replace(plan, rounds=_passed_on(tuple(rounds), joined=key))


def remove_round(plan: Programme, key: str) -> Removal:
    """The plan without a round; its prizes are given by the last round that judges their categories, or else the last.

    Raises LastRoundError, NotFoundError.
    """
    gone = get_planned(plan, key)
    rounds = tuple(one for one in plan.rounds if one.key != key)
    if not rounds:
        raise LastRoundError
    used = {one.rubric for one in rounds}
    dropped = tuple(one for one in plan.rubrics if one.key == gone.rubric and one.key not in used)
    ladders, moved = [], []
    for ladder in plan.ladders:
        if ladder.round == key:
            fitting = [one for one in rounds if set(ladder.categories) <= set(one.categories)] or list(rounds)
            moved.append((ladder.name, fitting[-1].name))
            ladders.append(replace(ladder, round=fitting[-1].key))
        else:
            ladders.append(ladder)
    without = replace(
        plan,
        rounds=_passed_on(rounds, joined=None),
        rubrics=tuple(one for one in plan.rubrics if one not in dropped),
        ladders=tuple(ladders),
    )
    return Removal(without, tuple(one.name for one in dropped), tuple(moved))


def change_round(
    plan: Programme,
    key: str,
    *,
    name: str,
    categories: tuple[str, ...],
    rubric: str,
    passing: PassKind | None,
    subpanels: tuple[Subpanel, ...],
    ladders: tuple[str, ...],
) -> Programme:
    """The plan with what a round is, beside its single fields.

    `rubric` names one of the plan's rubrics, or is empty for one of its own (a copy, where it shared one). `ladders`
    are prizes that it gives from now on; those that it gave and that are not named stay where they are.
    """
    old = get_planned(plan, key)
    rubrics, own = plan.rubrics, old.rubric
    if rubric:
        own = rubric
    elif not isinstance(own, Unknown) and any(one.rubric == own for one in plan.rounds if one.key != key):
        shared, free = plan.find_rubric(own), _free(key, {one.key for one in plan.rubrics})
        rubrics = rubrics if shared is None else (*rubrics, replace(shared, key=free))
        own = free
    rule = old.passing
    if passing is None or rule is None or isinstance(rule, Unknown) or rule.kind is not passing:
        rule = None if passing is None else PassRule(passing)
    changed = replace(
        old,
        name=name,
        categories=categories,
        rubric=own,
        passing=rule,
        panel=replace(old.panel, subpanels=subpanels or None),
    )
    rounds = tuple(changed if one.key == key else one for one in plan.rounds)
    used = {one.rubric for one in rounds}
    kept = tuple(one for one in rubrics if one.key in used or one.key != old.rubric)
    given = tuple(replace(one, round=key) if one.key in ladders else one for one in plan.ladders)
    return replace(plan, rounds=rounds, rubrics=kept, ladders=given)


def _passed_on(rounds: tuple[Round, ...], *, joined: str | None) -> tuple[Round, ...]:
    """Nobody goes on to nowhere; where a round joined the order, everybody goes on to it until the plan says less."""
    found = []
    for at, one in enumerate(rounds):
        later = [two for two in rounds[at + 1 :] if set(two.categories) & set(one.categories)]
        if one.passing is not None and not later:
            found.append(replace(one, passing=None))
        elif one.passing is None and later and joined in {one.key, *(two.key for two in later)}:
            found.append(replace(one, passing=PassRule(PassKind.ALL)))
        else:
            found.append(one)
    return tuple(found)


def _free(key: str, taken: set[str]) -> str:
    if key not in taken:
        return key
    number = 2
    while (found := f"{key[:36]}_{number}") in taken:
        number += 1
    return found

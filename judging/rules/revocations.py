"""Prizes that are revoked after the decision: of a code that keeps its rank, by the rule of each ladder.

Marks, totals and ranks stay what the judges made them; what changes is who is given a prize. Where the plan lets the
next move up, the ladder is laid as if the code were not there. Where the place stays vacant, it is laid as before and
then the prize is taken away. Where the plan says neither, the board's choice decides, and the ladder waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.spec.unknown import is_known
from judging.spec.words import RevocationRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.canonical import Plain
    from judging.spec.prizes import Ladder


class RevocationKind(StrEnum):
    """Why a code holds no prize any more: its entry left the contest, or the prize alone was taken back."""

    DISQUALIFIED = "disqualified"
    REVOKED = "revoked"


class MovesUp(StrEnum):
    """What becomes of a revoked prize."""

    NEXT = "next_moves_up"
    NOBODY = "stays_vacant"


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the board decided of one code, with the printed reason; `choices` are (ladder, what moves up)."""

    code: str
    kind: RevocationKind
    reason: str
    choices: tuple[tuple[str, MovesUp], ...] = ()


@dataclass(frozen=True, slots=True)
class Revoked:
    """One prize that a revocation took away. `tier` is empty and `place` 0 where the next moved up."""

    ladder: str
    code: str
    moves_up: MovesUp
    tier: str = ""
    place: int = 0
    share: int = 0
    amount_vnd: int = 0


def rule_of(ladder: Ladder) -> MovesUp | None:
    """What the plan itself says of a ladder; None where the board says it each time.

    >>> from types import SimpleNamespace
    >>> rule_of(SimpleNamespace(revocation=RevocationRule.STAYS_VACANT))
    <MovesUp.NOBODY: 'stays_vacant'>
    >>> rule_of(SimpleNamespace(revocation=None)) is None
    True
    """
    said = ladder.revocation
    if said is None or not is_known(said) or said is RevocationRule.BOARD_DECIDES:
        return None
    return MovesUp(said.value)


def effects_in(ladder: Ladder, revocations: Iterable[Revocation]) -> dict[str, MovesUp | None]:
    """What every revoked code means for a ladder: the plan's rule, else the board's choice, else None (undecided)."""
    rule = rule_of(ladder)
    return {one.code: rule or dict(one.choices).get(ladder.key) for one in revocations}


def plain_rule(ladder: Ladder) -> Plain:
    """The rule of a ladder as the bundle writes it; null where the board decides."""
    rule = rule_of(ladder)
    return None if rule is None else rule.value


def plain_revocations(revocations: Iterable[Revocation]) -> Plain:
    """What people decided about revoked codes, by code."""
    return [
        {"code": one.code, "kind": one.kind.value, "moves_up": _plain_choices(one.choices), "reason": one.reason}
        for one in sorted(revocations, key=lambda one: one.code)
    ]


def _plain_choices(choices: Iterable[tuple[str, MovesUp]]) -> Mapping[str, Plain]:
    return {ladder: choice.value for ladder, choice in sorted(choices)}


def plain_revoked(revoked: Iterable[Revoked]) -> Plain:
    """The prizes that were taken away, in the order in which the ladders were laid."""
    return [
        {
            "ladder": one.ladder, "code": one.code, "moves_up": one.moves_up.value, "tier": one.tier,
            "place": one.place, "share": one.share, "amount_vnd": one.amount_vnd,
        }
        for one in revoked
    ]  # fmt: skip

"""Rules of a tie chain that look at the authors: what they need, and the order that they come to.

The facts are what the authors themselves wrote with their entry, and nothing else. Whoever stated nothing claims no
preference: women who said so come before everybody else, older authors before younger ones and those who gave no day
of birth. The outcome is an order of codes; what it looked at goes no further.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from judging.rules.ties import BY_AUTHOR
from judging.spec.words import TieKind
from vietnamese.dates import parse_day
from vietnamese.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.ranking import Ranking
    from judging.spec.programme import Programme
    from judging.spec.rounds import TieStep


class AuthorFact(StrEnum):
    """What an author states for such a rule; the keys stand among the cover data of the entry."""

    GENDER = "author_gender"
    BIRTH_DAY = "author_birth_day"


class Gender(StrEnum):
    """As the author states it."""

    FEMALE = "female"
    MALE = "male"


_NEEDS = {TieKind.WOMEN_FIRST: AuthorFact.GENDER, TieKind.OLDER_FIRST: AuthorFact.BIRTH_DAY}


def facts_asked(plan: Programme, category_key: str) -> tuple[AuthorFact, ...]:
    """What the authors of a category may state, because a tie chain of one of its rounds compares it.

    Example: a chain with women_first asks for the gender; a plan without such a rule asks for nothing.
    """
    chains = [one.tie_chain for one in plan.rounds if category_key in one.categories]
    kinds = {step.kind for chain in chains if isinstance(chain, tuple) for step in chain}
    return tuple(fact for kind, fact in _NEEDS.items() if kind in kinds)


def order_by_author(kind: TieKind, stated: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The codes in the order of a rule, best first; those whom it leaves equal together.

    Args:
        kind: one of BY_AUTHOR.
        stated: for each code what its author stated, by the keys of AuthorFact.
    """
    groups: dict[str, list[str]] = {}
    for code in sorted(stated):
        groups.setdefault(_rank(kind, stated[code]), []).append(code)
    return tuple(tuple(groups[rank]) for rank in sorted(groups))


def _rank(kind: TieKind, facts: Mapping[str, str]) -> str:
    """A word that sorts best first."""
    told = facts.get(_NEEDS[kind], "")
    if kind is TieKind.WOMEN_FIRST:
        return "first" if told == Gender.FEMALE else "other"
    try:
        return parse_day(told).isoformat()
    except TextError:
        return "unknown"


def awaited_rule(ranking: Ranking, chain: Iterable[TieStep], codes: Iterable[str]) -> TieKind | None:
    """The rule that equal entries wait for: the first of the chain that was not applied to all of them yet."""
    wanted = frozenset(codes)
    applied = {
        step.kind
        for tie in ranking.ties
        for step in tie.steps
        if wanted <= {code for group in step.groups for code in group}
    }
    return next((step.kind for step in chain if step.kind in BY_AUTHOR and step.kind not in applied), None)

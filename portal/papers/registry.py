"""Which papers there are. Each stands in a file of its own in `kinds` and registers itself here."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask_babel import LazyString

    from portal.papers.content import Content
    from portal.papers.facts import Facts
    from portal.papers.office import Organ


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that only the clerk knows of this one paper, typed once on its page."""

    key: str
    label: LazyString
    long: bool = False
    optional: bool = False
    hint: LazyString | str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A paper that a contest may need.

    Attributes:
        key: its stable word in addresses and rows.
        place: its number in `domain/practice` 3.9, for the order of lists.
        name: what pages call it.
        build: the content, from the facts alone.
        waits: a code of `portal.paper_words` for why it cannot be made yet, or an empty word.
        needs: the office's words that it prints.
        organ: whose letterhead it carries.
        symbol: the abbreviation of its type (QĐ, TTr …); empty for what is printed and filed without a number.
        subjects: for a kind of which there are several: the key and the words of each (a round, a case).
        asks: what the clerk types of it, because no record knows it.
        signed: signed and kept though it carries no number (minutes, certificates).
    """

    key: str
    place: int
    name: LazyString
    build: Callable[[Facts], Content]
    waits: Callable[[Facts], str]
    needs: tuple[str, ...] = ()
    organ: Organ = "authority"
    symbol: str = ""
    subjects: Callable[[Facts], tuple[tuple[str, str], ...]] | None = None
    asks: tuple[Ask, ...] = ()
    signed: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether it goes the way of drafting, reviewing, signing and issuing; the others are only printed."""
        return self.signed or bool(self.symbol)


def each_round(facts: Facts) -> tuple[tuple[str, str], ...]:
    """A paper for every round."""
    return tuple((one.key, one.name) for one in facts.rounds)


def always(_facts: Facts) -> str:
    """The paper can be made from the plan alone."""
    return ""


@cache
def kinds() -> dict[str, Kind]:
    """Every paper by its key, in the order of the work."""
    package = importlib.import_module("portal.papers.kinds")
    found: list[Kind] = []
    for module in pkgutil.iter_modules(package.__path__):
        loaded = importlib.import_module(f"portal.papers.kinds.{module.name}")
        found += [value for value in vars(loaded).values() if isinstance(value, Kind)]
    return {kind.key: kind for kind in sorted(found, key=lambda one: (one.place, one.key))}

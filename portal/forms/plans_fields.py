"""The fields of the plan wizard: each shows one place of a plan. An empty field leaves it undecided.

A field is described by its place (`entering.grace_seconds`) and its kind; the page draws it by kind. What may be
left open becomes Unknown when it is emptied, with the office that must decide it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from judging.spec.shapes import label_of
from judging.spec.unknown import Unknown
from judging.spec.words import Bound
from portal.plan_values import is_opening
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from enum import StrEnum

    from judging.spec.programme import Programme

_PART = re.compile(r"([a-z0-9_]+)(?:\[([^\]]*)\])?")
MEGABYTE = 2**20


class Kind(Enum):
    """How a field is drawn and read."""

    TEXT = "text"
    LINES = "lines"
    WHOLE = "whole"
    MEGABYTES = "megabytes"
    MONEY = "money"
    DECIMAL = "decimal"
    BOUNDS = "bounds"
    MINUTES = "minutes"
    CHOICE = "choice"
    FLAG = "flag"
    DAY = "day"
    DEADLINE = "deadline"
    CHECKS = "checks"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class PlanField:
    """One place of a plan on a page. `is_open`: may be undecided; `is_optional`: may be nothing at all."""

    path: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    words: type[StrEnum] | None = None
    is_open: bool = False
    is_optional: bool = False
    is_named: bool = False
    """The checks are kinds with names (`NamedKind`), not bare keys."""
    may_be_unlimited: bool = False
    """Besides a value and "undecided" the place may say: no limit at all (None)."""
    empty_word: str = ""
    """What an optional choice says when it is left empty."""

    @property
    def name(self) -> str:
        """The name of its inputs: `rounds-final-panel-seats`."""
        return re.sub(r"[^a-z0-9_]+", "-", self.path).strip("-")

    @property
    def pattern(self) -> str:
        return re.sub(r"\[[^\]]*\]", "", self.path)

    @property
    def is_opening(self) -> bool:
        """A day that begins something: whether it counts itself is no question then."""
        return is_opening(self.path)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of everything that the field sends."""
        parts = {
            Kind.BOUNDS: ("minimum", "maximum"),
            Kind.MINUTES: ("minimum", "maximum"),
            Kind.DEADLINE: ("day", "bound", "at"),
            Kind.GAP: ("limit", "action"),
        }.get(self.kind)
        own = tuple(f"{self.name}-{part}" for part in parts) if parts else (self.name,)
        return (*own, f"{self.name}-none") if self.may_be_unlimited else own


class FieldProblemError(Exception):
    """What was typed cannot be read; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def shown(field: PlanField, value: Any) -> dict[str, Any]:  # noqa: ANN401  any spec value
    """What the field's inputs hold for `value`; checks hold a list."""
    empty: dict[str, Any] = dict.fromkeys(field.inputs, "")
    if field.kind is Kind.CHECKS:
        keys = [] if value is None or isinstance(value, Unknown) else [getattr(item, "key", item) for item in value]
        return {field.name: [str(key) for key in keys]}
    if field.kind is Kind.DEADLINE:
        empty[f"{field.name}-bound"] = Bound.INCLUSIVE.value
    if value is None and field.may_be_unlimited:
        empty[f"{field.name}-none"] = "yes"
    if value is None or isinstance(value, Unknown):
        return empty
    if field.kind in {Kind.BOUNDS, Kind.MINUTES}:
        write = _clock if field.kind is Kind.MINUTES else str
        return {
            f"{field.name}-{part}": "" if figure is None else write(figure)
            for part, figure in (("minimum", value.minimum), ("maximum", value.maximum))
        }
    if field.kind is Kind.DEADLINE:
        on = value.value.isoformat() if isinstance(value.value, date) else ""
        at = f"{value.at:%H:%M}" if value.at else ""
        return {f"{field.name}-day": on, f"{field.name}-bound": value.bound.value, f"{field.name}-at": at}
    if field.kind is Kind.GAP:
        return {f"{field.name}-limit": decimal_text(value.limit), f"{field.name}-action": value.action.value}
    return {field.name: _single(field, value)}


def with_value(plan: Programme, path: str, value: object) -> Programme:
    """The plan with `value` at `path`."""
    changed: Programme = _set(plan, _PART.findall(path), value)
    return changed


def _set(here: Any, parts: list[tuple[str, str]], value: object) -> Any:  # noqa: ANN401  any spec value
    (name, key), *rest = parts
    inner = getattr(here, name)
    if key:
        items = tuple(
            (_set(item, rest, value) if rest else value) if label_of(item, index) == key else item
            for index, item in enumerate(inner)
        )
        return replace(here, **{name: items})
    return replace(here, **{name: _set(inner, rest, value) if rest else value})


def _single(field: PlanField, value: Any) -> str:  # noqa: ANN401, PLR0911  one line for each kind
    match field.kind:
        case Kind.LINES:
            return "\n".join(value)
        case Kind.MEGABYTES:
            return decimal_text(Decimal(value) / MEGABYTE)
        case Kind.DECIMAL:
            return decimal_text(value)
        case Kind.MONEY:
            return format_number(value)
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.DAY:
            return value.isoformat() if isinstance(value, date) else ""
    return str(value)


def decimal_text(value: Decimal) -> str:
    """`0,5`, `20`: as people here write a number in a field."""
    return format(value.normalize(), "f").replace(".", ",")


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"

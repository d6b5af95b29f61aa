"""From plain data to spec values, telling every misfit with its place instead of stopping at the first."""

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar, cast

from judging.spec.encoding import UNKNOWN_KEY
from judging.spec.quotas import Quota
from judging.spec.shapes import Shape, shapes_of
from judging.spec.unknown import Unknown

T = TypeVar("T")
Path = tuple[str | int, ...]
"""The way from the top of the data to a place in it: keys, and positions in lists counted from 0."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One place where the data does not have the spec's shape. `facts` hold what a sentence needs."""

    path: Path
    code: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave: the value when everything fits, the misfits, and every part that could be read.

    `parts` hold each table that became a value, with its path, so that a checker can go on despite misfits.
    """

    value: Any
    misfits: tuple[Misfit, ...]
    parts: tuple[tuple[Path, object], ...]


MOST = 10**15
"""No count, sum of money or number of bytes in a plan is larger."""

MOST_MARKS = 10**6
MOST_PLACES = 6
YEARS = range(1900, 2200)


class _Unfit:
    """Stands where a value could not be read; its misfit is on the list."""


UNFIT = _Unfit()


def from_plain(cls: type[T], plain: object) -> tuple[T | None, tuple[Misfit, ...]]:
    """The value of `cls` that `plain` describes, or None with everything that is wrong with it."""
    reading = read_plain(cls, plain)
    return cast("T | None", reading.value), reading.misfits


def read_plain(cls: type, plain: object) -> Reading:
    """Read `plain` as a `cls`, keeping whatever fits."""
    reader = _Reader()
    value = reader.table(cls, plain, ())
    misfits = tuple(reader.misfits)
    return Reading(None if misfits else value, misfits, tuple(reader.parts))


class _Reader:
    """One reading on its way: collects misfits and parts."""

    def __init__(self) -> None:
        self.misfits: list[Misfit] = []
        self.parts: list[tuple[Path, object]] = []

    def table(self, cls: type, plain: object, path: Path) -> Any:  # noqa: ANN401
        if cls is Quota and isinstance(plain, int) and not isinstance(plain, bool):
            return self._part(path, Quota.exactly(plain))
        if not isinstance(plain, dict):
            return self._unfit(path, "wrong_type", expected="table", found=_name(plain))
        shapes = shapes_of(cls)
        names = [shape.name for shape in shapes]
        fits = True
        for key in plain:
            if key not in names:
                self._unfit((*path, str(key)), "unknown_key", key=str(key), allowed=", ".join(names))
        held = {}
        for shape in shapes:
            if shape.name in plain:
                held[shape.name] = self._field(shape, plain[shape.name], (*path, shape.name))
                fits = fits and held[shape.name] is not UNFIT
            elif shape.required:
                self._unfit((*path, shape.name), "missing_key", key=shape.name)
                fits = False
        return self._part(path, cls(**held)) if fits else UNFIT

    def _field(self, shape: Shape, plain: object, path: Path) -> Any:  # noqa: ANN401
        if isinstance(plain, dict) and set(plain) == {UNKNOWN_KEY}:
            if not shape.may_be_unknown:
                return self._unfit(path, "may_not_be_unknown", key=shape.name)
            return self.table(Unknown, plain[UNKNOWN_KEY], (*path, UNKNOWN_KEY))
        if shape.items is None:
            return self._one_of(shape.kinds, plain, path)
        if not isinstance(plain, list):
            return self._unfit(path, "wrong_type", expected="list", found=_name(plain))
        items = tuple(self._one_of(shape.items, item, (*path, i)) for i, item in enumerate(plain))
        return UNFIT if any(item is UNFIT for item in items) else items

    def _one_of(self, kinds: tuple[type, ...], plain: object, path: Path) -> Any:  # noqa: ANN401
        tables = [kind for kind in kinds if is_dataclass(kind)]
        if tables and (isinstance(plain, dict) or len(tables) == len(kinds)):
            return self.table(_best_table(tables, plain), plain, path)
        for kind in kinds:
            if issubclass(kind, StrEnum):
                if isinstance(plain, str) and plain in list(kind):
                    return kind(plain)
                return self._unfit(path, "not_one_of", found=str(plain), allowed=", ".join(kind))
            if (read := _scalar(kind, plain)) is not None:
                return read if _is_sane(read) else self._unfit(path, "out_of_range", found=str(plain))
        if isinstance(plain, datetime) and datetime in kinds:
            return self._unfit(path, "no_zone", found=str(plain))
        expected = " or ".join(_NAMES.get(kind, "table") for kind in kinds)
        return self._unfit(path, "wrong_type", expected=expected, found=_name(plain))

    def _part(self, path: Path, value: object) -> object:
        self.parts.append((path, value))
        return value

    def _unfit(self, path: Path, code: str, **facts: str) -> _Unfit:
        self.misfits.append(Misfit(path, code, facts))
        return UNFIT


def _best_table(tables: list[type], plain: object) -> type:
    """The class whose required keys are all there; the first one when none fits, so that its misfits are told."""
    keys = set(plain) if isinstance(plain, dict) else set()
    fitting = [
        table
        for table in tables
        if {shape.name for shape in shapes_of(table) if shape.required}
        <= keys
        <= {shape.name for shape in shapes_of(table)}
    ]
    return (fitting or tables)[0]


def _scalar(kind: type, plain: object) -> Any:  # noqa: ANN401  one line for each kind of scalar
    if kind is bool or isinstance(plain, bool):
        return plain if kind is bool and isinstance(plain, bool) else None
    if kind is Decimal:
        return _decimal(plain)
    if kind is datetime:
        moment = _iso(datetime, plain) if isinstance(plain, str) and "T" in plain else plain
        return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None
    if kind is date:
        day = _iso(date, plain) if isinstance(plain, str) and "T" not in plain else plain
        return day if isinstance(day, date) and not isinstance(day, datetime) else None
    if kind is time:
        return plain if isinstance(plain, time) else _iso(time, plain)
    return plain if type(plain) is kind else None


def _is_sane(value: object) -> bool:
    """Whether a figure or a day is of a size that plans speak of, so that nobody has to reckon with more."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return abs(value) <= MOST_MARKS and isinstance(exponent, int) and exponent >= -MOST_PLACES
    if isinstance(value, int):
        return abs(value) <= MOST
    return value.year in YEARS if isinstance(value, date) else True


def _iso(kind: type[datetime | date | time], plain: object) -> Any:  # noqa: ANN401
    try:
        return kind.fromisoformat(plain) if isinstance(plain, str) else None
    except ValueError:
        return None


def _decimal(plain: object) -> Decimal | None:
    if not isinstance(plain, (int, str, Decimal)):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_NAMES: dict[type, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    Decimal: "number",
    float: "number",
    date: "date",
    datetime: "date and time with zone",
    time: "time of day",
    list: "list",
    dict: "table",
}


def _name(plain: object) -> str:
    return _NAMES.get(type(plain), type(plain).__name__)

"""Going through a whole programme: what it leaves open, and the days that are relative to today."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from judging.spec.deadlines import Deadline, RelativeDay
from judging.spec.programme import Programme
from judging.spec.shapes import is_spec, label_of
from judging.spec.unknown import Unknown


def walk(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """`value` and everything inside it, each with its path: `rounds[final].rubric`, `milestones[results_by]`."""
    yield path, value
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}[{label_of(item, index)}]")
    elif is_spec(value):
        for field in fields(value):  # type: ignore[arg-type] # is_spec has just said so
            yield from walk(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)


def unknowns(programme: Programme) -> tuple[tuple[str, Unknown], ...]:
    """Everything that the plan leaves open, with its path, in the plan's order."""
    return tuple((path, value) for path, value in walk(programme) if isinstance(value, Unknown))


def resolve(programme: Programme, today: date) -> Programme:
    """The programme with every RelativeDay turned into a calendar day. `today` is the local day of loading."""
    resolved: Programme = _resolve(programme, today)
    return resolved


def _resolve(value: Any, today: date) -> Any:  # noqa: ANN401  any spec value
    if isinstance(value, Deadline) and isinstance(value.value, RelativeDay):
        day = value.value
        return replace(value, value=_resolve(day, today), at=day.at or value.at)
    if isinstance(value, RelativeDay):
        return today + timedelta(days=value.offset_days)
    if isinstance(value, tuple):
        return tuple(_resolve(item, today) for item in value)
    if is_spec(value):
        return replace(value, **{f.name: _resolve(getattr(value, f.name), today) for f in fields(value)})
    return value

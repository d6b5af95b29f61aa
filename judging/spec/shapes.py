"""What the classes of the spec look like, read from their own annotations: the one source for every codec."""

from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Shape:
    """One field of a spec class: what it may hold and whether it may be left out.

    `kinds` are the plain types that may stand here; `items` the kinds of a list's items, None for no list.
    """

    name: str
    kinds: tuple[type, ...]
    items: tuple[type, ...] | None
    may_be_unknown: bool
    required: bool


@cache
def shapes_of(cls: type) -> tuple[Shape, ...]:
    """The fields of the spec class `cls`, in their order."""
    hints = get_type_hints(cls)
    return tuple(_shape(field, hints[field.name]) for field in fields(cls) if field.init)


def _shape(field: Field[Any], hint: Any) -> Shape:  # noqa: ANN401  an annotation is of no one type
    members = _members(hint)
    lists = [member for member in members if get_origin(member) is tuple]
    return Shape(
        name=field.name,
        kinds=tuple(m for m in members if m not in {NoneType, Unknown} and get_origin(m) is None),
        items=_members(get_args(lists[0])[0]) if lists else None,
        may_be_unknown=Unknown in members,
        required=field.default is MISSING and field.default_factory is MISSING,
    )


def _members(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def is_spec(value: object) -> bool:
    """Whether `value` is one of the spec's values (not a class)."""
    return is_dataclass(value) and not isinstance(value, type)


def label_of(item: object, index: int) -> str:
    """How a list's item is called in a path: by its key or its kind, else by its place, counted from 1."""
    for name in ("key", "kind"):
        label = getattr(item, name, None)
        if isinstance(label, str):
            return str(label)
    return str(index + 1)

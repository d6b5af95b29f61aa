"""What differs between two versions of a programme, as facts that the portal puts into words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from judging.spec.deadlines import Deadline
from judging.spec.quotas import Bounds, Quota
from judging.spec.rounds import GapRule, PassRule
from judging.spec.shapes import is_spec, label_of
from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judging.spec.programme import Programme

_WHOLE = (Deadline, Bounds, Quota, GapRule, PassRule, Unknown)
"""Values that a reader takes in at once: their insides are not told apart."""


class ChangeKind(StrEnum):
    """What happened to a place. DECIDED: what was unknown is now said; REOPENED: the other way round."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    DECIDED = "decided"
    REOPENED = "reopened"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `path` is where: `milestones[entries_close].deadline`; `pattern` the same without keys, for a table of words:
    `milestones.deadline`. `old` and `new` are spec values or plain scalars, None where there was or is nothing;
    for REORDERED they are the tuples of keys.
    """

    path: str
    pattern: str
    kind: ChangeKind
    old: object
    new: object

    @property
    def section(self) -> str:
        """The part of the programme, such as milestones or rubrics."""
        return self.pattern.split(".", maxsplit=1)[0]

    @property
    def key(self) -> str | None:
        """The key or kind of the outermost thing that changed: `entries_close`, `essay`; None outside lists."""
        head = self.path.split(".", maxsplit=1)[0]
        return head.partition("[")[2].removesuffix("]") or None


def differences(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Every difference, in the order of the programme's parts. Equal programmes have none.

    A deadline moved from 15/9 to 20/9 is one change: path `milestones[entries_close].deadline`, kind CHANGED,
    with both Deadlines.
    """
    return tuple(_compare("", "", old, new))


def _compare(path: str, pattern: str, old: Any, new: Any) -> Iterator[Change]:  # noqa: ANN401  any spec value
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple) and _is_keyed((*old, *new)):
        yield from _compare_lists(path, pattern, old, new)
    elif is_spec(old) and type(old) is type(new) and not isinstance(old, _WHOLE):
        for field in fields(old):
            inner = getattr(old, field.name), getattr(new, field.name)
            yield from _compare(_join(path, field.name), _join(pattern, field.name), *inner)
    else:
        yield Change(path, pattern, _kind(old, new), old, new)


def _compare_lists(path: str, pattern: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Change]:
    before, after = ({label_of(item, i): item for i, item in enumerate(items)} for items in (old, new))
    for key, item in before.items():
        if key not in after:
            yield Change(f"{path}[{key}]", pattern, ChangeKind.REMOVED, item, None)
        else:
            yield from _compare(f"{path}[{key}]", pattern, item, after[key])
    for key, item in after.items():
        if key not in before:
            yield Change(f"{path}[{key}]", pattern, ChangeKind.ADDED, None, item)
    kept = tuple(key for key in before if key in after), tuple(key for key in after if key in before)
    if kept[0] != kept[1]:
        yield Change(path, pattern, ChangeKind.REORDERED, *kept)


def _is_keyed(items: tuple[Any, ...]) -> bool:
    return all(is_spec(item) and _has_label(item) for item in items)


def _has_label(item: object) -> bool:
    # A tie chain has kinds too, but one kind may stand in it twice: it is compared as a whole.
    return hasattr(item, "key") or hasattr(item, "deadline")


def _kind(old: object, new: object) -> ChangeKind:
    if isinstance(new, Unknown):
        return ChangeKind.CHANGED if isinstance(old, Unknown) else ChangeKind.REOPENED
    if isinstance(old, Unknown):
        return ChangeKind.DECIDED
    if old is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if new is None else ChangeKind.CHANGED


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

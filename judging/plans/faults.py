"""One thing that a check found, before its place is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.spec.decoding import Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """A code, the path to the place, and facts for the sentence."""

    code: str
    path: Path
    facts: Mapping[str, str]
    is_warning: bool = False


Faults = Iterator[Fault]
PartCheck = Callable[["Path", T], Faults]


def fault(code: str, path: Path, *more: str | int, **facts: object) -> Fault:
    """An error at `path`, or at what `more` leads to from there."""
    return Fault(code, (*path, *more), {name: str(value) for name, value in facts.items()})


def doubt(code: str, path: Path, *more: str | int, **facts: object) -> Fault:
    """Something that a person should look at."""
    return Fault(code, (*path, *more), {name: str(value) for name, value in facts.items()}, is_warning=True)


def parts_of(cls: type[T], parts: Iterable[tuple[Path, object]]) -> list[tuple[Path, T]]:
    """The parts of one class, with their paths."""
    return [(path, part) for path, part in parts if isinstance(part, cls)]

"""Unknown is a value: what a plan leaves open is said, together with who must decide it."""

from dataclasses import dataclass
from typing import TypeGuard, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """The plan does not say. `decided_by` names the office that must; `note` says what is missing and why."""

    decided_by: str
    note: str = ""


class StillUnknownError(Exception):
    """A step needs a value that the plan leaves open."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(f"not decided yet; {unknown.decided_by} must decide: {unknown.note}")
        self.unknown = unknown


def is_known(value: T | Unknown) -> TypeGuard[T]:
    """Whether the plan says it."""
    return not isinstance(value, Unknown)


def known(value: T | Unknown) -> T:
    """`value` when the plan says it. Raises StillUnknownError: the step should have asked for it before."""
    if isinstance(value, Unknown):
        raise StillUnknownError(value)
    return value

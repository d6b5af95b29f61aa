"""Blocking flags (cờ loại trừ): nobody is commended while he is under discipline, inspection or complaint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from judging.enums import FlagKind


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: about a unit or about a person, for a period (`until` None: until it is lifted), by a named source.

    A flag that was lifted (`lifted_on`) blocks nothing from that day on; what it blocked before stays in the record.
    """

    kind: FlagKind
    since: date
    source: str
    unit: str | None = None
    person: str | None = None
    until: date | None = None
    lifted_on: date | None = None

    def is_open(self, on: date) -> bool:
        """Whether it blocks on this day. Both ends of its period count; the day on which it is lifted does not."""
        if on < self.since or (self.until is not None and on > self.until):
            return False
        return self.lifted_on is None or on < self.lifted_on


def open_flags(flags: Iterable[Flag], *, on: date, unit: str | None, person: str | None) -> tuple[Flag, ...]:
    """What blocks this subject on this day: a person is blocked by flags about him, a collective by those about it.

    A flag about a unit does not block its people: their own merit is judged.
    """
    about = [
        flag
        for flag in flags
        if (person is not None and flag.person == person) or (person is None and unit is not None and flag.unit == unit)
    ]
    return tuple(flag for flag in about if flag.is_open(on))

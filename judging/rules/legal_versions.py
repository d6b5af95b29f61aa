"""Which version of the law holds on a day, and what took the place of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class LegalVersion:
    """A version of the decree on emulation and commendation, in force from `from_on` until the next one is.

    `report_form` is the number of its form for the achievement report of a thematic campaign (Mẫu 07, Mẫu 08).
    """

    key: str
    number: str
    issued_on: date
    from_on: date
    report_form: str
    replaced_by: str | None = None


def version_on(versions: Sequence[LegalVersion], day: date) -> LegalVersion | None:
    """The version in force on `day`; None before the first. A version ends where the next one begins.

    30/6/2025 is still under Nghị định 98/2023, 01/7/2025 under Nghị định 152/2025.
    """
    begun = [version for version in versions if version.from_on <= day]
    return max(begun, key=lambda version: version.from_on, default=None)


def find_version(versions: Sequence[LegalVersion], key: str) -> LegalVersion | None:
    """The version of that key: what a programme keeps, whatever has come into force since."""
    return next((version for version in versions if version.key == key), None)


def replacements(versions: Sequence[LegalVersion], number: str, day: date) -> tuple[str, ...]:
    """The numbers of the documents that took the place of `number` one after the other, as of `day`.

    91/2017/NĐ-CP on 01/8/2025: 98/2023/NĐ-CP, then 152/2025/NĐ-CP. Nothing for a document that still holds.
    """
    by_number = {version.number: version for version in versions}
    found: list[str] = []
    here = by_number.get(number)
    while here is not None and here.replaced_by is not None and here.replaced_by not in found:
        following = by_number.get(here.replaced_by)
        if following is None or following.from_on > day:
            break
        found.append(following.number)
        here = following
    return tuple(found)

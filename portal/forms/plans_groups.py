"""How the fields of the plan wizard stand together: several inputs as one value, several fields under a heading."""

from __future__ import annotations

from dataclasses import dataclass

from portal.forms.plans_fields import PlanField
from portal.forms.plans_rows import RowField


@dataclass(frozen=True, slots=True)
class GroupField:
    """One value of several inputs (the signer, the months of keeping); all empty means nothing, or undecided."""

    path: str
    parts: tuple[PlanField, ...]
    is_open: bool = False

    @property
    def pattern(self) -> str:
        return self.path


Field = PlanField | RowField | GroupField


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together under a heading."""

    title: str
    fields: tuple[Field, ...]
    hint: str = ""

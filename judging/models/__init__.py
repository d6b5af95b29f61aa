"""Columns and constraints. Importing the package knows every table of the record."""

from judging.models import (
    entries,
    examinations,
    history,
    lookalikes,
    notes,
    part_renditions,
    people,
    programmes,
    redactions,
    results,
    reviews,
    rounds,
    seals,
    units,
    validations,
)
from judging.models.base import Base

__all__ = [
    "Base",
    "entries",
    "examinations",
    "history",
    "lookalikes",
    "notes",
    "part_renditions",
    "people",
    "programmes",
    "redactions",
    "results",
    "reviews",
    "rounds",
    "seals",
    "units",
    "validations",
]

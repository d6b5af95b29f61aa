"""Columns and constraints. Importing the package knows every table of the record."""

from judging.models import (
    disclosures,
    entries,
    examinations,
    gaps,
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
    "disclosures",
    "entries",
    "examinations",
    "gaps",
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

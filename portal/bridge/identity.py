"""Identity terms down: what of a person and a unit would tell judges whose work they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan
from media.identity.essays import scan_essay_safely
from media.reports import finding_to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from judging.models.entries import Entry
    from media.reports import Limits, Report


def identity_terms(entry: Entry) -> tuple[Term, ...]:
    """Name, units, telephone and e-mail of an entry's author as the office's records and the cover have them."""
    person, unit = entry.author, entry.unit
    wanted = [
        (TermKind.NAME, person.full_name),
        (TermKind.UNIT, unit.name),
        (TermKind.UNIT, unit.short_name),
        (TermKind.PHONE, person.phone),
        (TermKind.EMAIL, person.email),
        (TermKind.PHONE, entry.cover.get("phone")),
    ]
    return tuple(Term(kind, text) for kind, text in dict.fromkeys(wanted) if text)


def scan_identity(  # noqa: D417
    path: Path,
    report: Report,
    *,
    declared_name: str,
    terms: tuple[Term, ...],
    limits: Limits,
    cover_values: Mapping[str, str],
) -> list[dict[str, Any]]:
    """What in a measured file tells who made it, as plain findings; its author is told first.

    Args:
        path, report: the file and what was measured in it; of a refused file only the name is searched.
        limits, cover_values: the same as for the measurement, so that the same cover is left out.
    """
    if report.kind.is_essay and not report.is_refused:
        found = scan_essay_safely(
            path, report.kind, declared_name=declared_name, terms=terms, limits=limits, cover_values=cover_values
        )
    else:
        found = scan([Aside("file_name", declared_name)], terms)
    return [finding_to_plain(finding) for finding in found]

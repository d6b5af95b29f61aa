"""Identity terms down: what of a person and a unit would tell judges whose work they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan
from media.identity.captions import scan_captions_safely
from media.identity.essays import scan_essay_safely
from media.identity.films import scan_film_safely
from media.identity.measured import measure_and_scan_safely
from media.identity.pictures import scan_picture_safely
from media.identity.texts import unsure
from media.reports import FileKind, finding_to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from judging.models.entries import Entry
    from media.reports import Finding, Limits, Report


def identity_terms(entry: Entry) -> tuple[Term, ...]:
    """Name, code, units, telephone and e-mail of an entry's author as the office's records and the cover have them."""
    person, unit = entry.author, entry.unit
    wanted = [
        (TermKind.NAME, person.full_name),
        (TermKind.UNIT, unit.name),
        (TermKind.UNIT, unit.short_name),
        (TermKind.PHONE, person.phone),
        (TermKind.EMAIL, person.email),
        (TermKind.PHONE, entry.cover.get("phone")),
        (TermKind.STAFF_CODE, person.staff_code),
    ]
    return tuple(Term(kind, text) for kind, text in dict.fromkeys(wanted) if text)


def names_author(entry: Entry, title: str) -> bool:
    """Whether a title, as judges would be shown it, tells who wrote the entry; then they are not."""
    return bool(scan([Aside("title", title)], identity_terms(entry)))


def measure_and_scan(
    path: Path,
    *,
    declared_name: str,
    terms: tuple[Term, ...],
    limits: Limits,
    cover_values: Mapping[str, str],
    scratch: Path,
) -> tuple[Report, list[dict[str, Any]]]:
    """What is in a file, and what in it tells who made it, as plain findings; its author is told first.

    `scratch` is a folder for what is made on the way. Of a refused file only the name is searched.
    """
    report, found = measure_and_scan_safely(
        path, limits=limits, declared_name=declared_name, cover_values=cover_values, terms=terms
    )
    if found is None:
        found = _scan(
            path,
            report,
            declared_name=declared_name,
            terms=terms,
            limits=limits,
            cover_values=cover_values,
            scratch=scratch,
        )
    return report, [finding_to_plain(finding) for finding in found]


def _scan(
    path: Path,
    report: Report,
    *,
    declared_name: str,
    terms: tuple[Term, ...],
    limits: Limits,
    cover_values: Mapping[str, str],
    scratch: Path,
) -> tuple[Finding, ...]:
    found: tuple[Finding, ...]
    if report.is_refused:
        found = scan([Aside("file_name", declared_name)], terms)
    elif report.kind.is_essay:
        found = scan_essay_safely(
            path, report.kind, declared_name=declared_name, terms=terms, limits=limits, cover_values=cover_values
        )
    elif report.video is not None:
        found = scan_film_safely(path, report.video, declared_name=declared_name, terms=terms, scratch=scratch)
    elif report.image is not None:
        found = scan_picture_safely(path, report.kind, declared_name=declared_name, terms=terms)
    elif report.kind is FileKind.VTT:
        found = scan_captions_safely(path, declared_name=declared_name, terms=terms)
    else:
        found = (*scan([Aside("file_name", declared_name)], terms), unsure("kind", report.kind.value))
    return found

"""An essay's figures and what in it tells who wrote it, from one reading in one child: half of the work of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from media import sandbox
from media.essays.blocks import Aside
from media.essays.converting import KINDS as CONVERTED_KINDS
from media.essays.converting import finding_for
from media.identity.essays import scan_read
from media.identity.terms import terms_from_plain, terms_to_plain
from media.identity.texts import scan, unsure
from media.measuring import (
    ESSAY_BUDGET,
    arguments_of,
    measure_and_read,
    measure_safely,
    plain_argument,
    unread_report,
    with_hint,
)
from media.measuring import warm_up as warm_up  # noqa: PLC0414  the sandbox asks the task's own module
from media.reports import Report, finding_from_plain, finding_to_plain
from media.sniffing import guess_by_head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from media.identity.terms import Term
    from media.reports import Finding, Limits

Found = tuple["Finding", ...]


def measure_and_scan_safely(
    path: Path, *, limits: Limits, declared_name: str, cover_values: Mapping[str, str], terms: Sequence[Term]
) -> tuple[Report, Found | None]:
    """The report as `media.measuring.measure_safely` makes it, and the findings of `scan_essay_safely` beside it.

    None for the findings of whatever is not read as an essay here (films, pictures, what LibreOffice converts, what
    was refused): that is scanned by itself. Raises as `measure_safely` does.
    """
    kind = guess_by_head(path)
    if kind in CONVERTED_KINDS or (kind is not None and not kind.is_essay):
        return measure_safely(path, limits=limits, declared_name=declared_name, cover_values=cover_values), None
    argument = plain_argument(path, limits, declared_name, cover_values) | {"terms": terms_to_plain(terms)}
    try:
        task = "media.identity.measured:measure_and_scan_task"
        answer = sandbox.call(task, argument, readable=(path,), budget=ESSAY_BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        if isinstance(error, sandbox.KilledError) and error.is_from_outside:
            raise
        finding = finding_for(error)
        names = scan([Aside("file_name", declared_name)], terms)
        return unread_report(path, kind, finding), (*names, unsure("unreadable", finding.code))
    found = answer["findings"]
    report = with_hint(path, Report.from_json(answer["report"]))
    return report, None if found is None else tuple(finding_from_plain(one) for one in found)


def measure_and_scan_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`measure` and `scan_essay` inside the sandbox, of one reading."""
    report, read = measure_and_read(**arguments_of(argument))
    if read is None or report.is_refused:
        return {"report": report.to_json(), "findings": None}
    names = [Aside("file_name", argument["declared_name"])]
    found = scan_read(*read, names, terms_from_plain(argument["terms"]))
    return {"report": report.to_json(), "findings": [finding_to_plain(one) for one in found]}

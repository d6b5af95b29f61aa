"""An uploaded list between its check and its application: looked at first, applied as a whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from judging.actions.people import apply_person_list
from judging.actions.units import apply_unit_list
from judging.enums import Role
from judging.errors import AlreadyDoneError, NotAllowedError, NotFoundError
from judging.queries.person_lists import PersonListCheck, check_person_list
from judging.queries.programmes import list_plans_in_force
from judging.queries.unit_lists import UnitListCheck, check_unit_list
from judging.rules.list_rows import RowFault
from portal.kinds import PERSONNEL_KINDS, UNIT_KINDS, names_of_kinds
from portal.records.tables import TableImport
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

KEPT = timedelta(hours=24)
"""A list that nobody applied holds people's data for no longer than this."""
Check = PersonListCheck | UnitListCheck


@dataclass(frozen=True, slots=True)
class Staged:
    """A checked list as its preview shows it. A line: what ("added", "changed"), row, code, name, differences."""

    import_id: UUID
    kind: str
    file_name: str
    faults: tuple[RowFault, ...]
    notes: tuple[RowFault, ...]
    added: int
    changed: int
    unchanged: int
    lines: tuple[Mapping[str, Any], ...]
    is_applied: bool


def check_list(session: Session, kind: str, rows: Iterable[tuple[int, Mapping[str, str]]], *, now: datetime) -> Check:
    """Compare the rows with the record; kinds that plans in force name are understood too."""
    plans = [held.plan for held in list_plans_in_force(session)]
    if kind == "units":
        named = [one for plan in plans for one in plan.eligibility.unit_kinds]
        return check_unit_list(session, rows, kinds=names_of_kinds(UNIT_KINDS, named))
    named = [one for plan in plans for one in plan.eligibility.personnel_kinds]
    return check_person_list(session, rows, kinds=names_of_kinds(PERSONNEL_KINDS, named), today=local_day(now))


def apply_check(session: Session, check: Check, *, by: Viewer, now: datetime) -> None:
    """Write what a faultless check found."""
    if isinstance(check, UnitListCheck):
        apply_unit_list(session, check, by=by, now=now)
    else:
        apply_person_list(session, check, by=by, now=now)


def stage(
    session: Session, *, kind: str, file_name: str, rows: list[tuple[int, dict[str, str]]], by: Viewer, now: datetime
) -> UUID:
    """Check the rows and keep them for the preview; lists left over from before go."""
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    session.execute(delete(TableImport).where(TableImport.created_at < now - KEPT))
    check = check_list(session, kind, rows, now=now)
    row = TableImport(kind=kind, account_id=by.account_id, file_name=file_name[:200], rows=rows, created_at=now)
    _write(row, check)
    session.add(row)
    session.flush()
    return row.id


def get_staged(session: Session, import_id: UUID, *, by: Viewer, now: datetime) -> Staged:
    """One's own checked list, or NotFoundError."""
    row = _get(session, import_id, by, now, lock=False)
    faults = [RowFault(**{**one, "facts": tuple(map(tuple, one["facts"]))}) for one in row.faults]
    return Staged(
        import_id=row.id,
        kind=row.kind,
        file_name=row.file_name,
        faults=tuple(one for one in faults if not one.is_note),
        notes=tuple(one for one in faults if one.is_note),
        added=row.preview["added"],
        changed=row.preview["changed"],
        unchanged=row.preview["unchanged"],
        lines=tuple(row.preview["lines"]),
        is_applied=row.applied_at is not None,
    )


def apply_staged(session: Session, import_id: UUID, *, by: Viewer, now: datetime) -> bool:
    """Apply a list exactly as previewed. False when the record changed meanwhile: the preview was made anew."""
    row = _get(session, import_id, by, now, lock=True)
    if row.applied_at is not None:
        raise AlreadyDoneError
    check = check_list(session, row.kind, [(number, cells) for number, cells in row.rows], now=now)
    if check.sha256 != row.sha256 or check.faults:
        _write(row, check)
        return False
    apply_check(session, check, by=by, now=now)
    row.applied_at = now
    row.rows, row.faults, row.preview = [], [], {**row.preview, "lines": []}
    return True


def _get(session: Session, import_id: UUID, by: Viewer, now: datetime, *, lock: bool) -> TableImport:
    row = session.get(TableImport, import_id, with_for_update=lock or None)
    if row is None or row.account_id != by.account_id or row.created_at < now - KEPT:
        raise NotFoundError("import")
    return row


def _write(row: TableImport, check: Check) -> None:
    row.sha256 = check.sha256
    row.faults = [asdict(fault) for fault in (*check.faults, *check.notes)]
    lines = [_line("added", read, {}, {}) for read in check.additions]
    lines += [_line("changed", change.read, change.before, change.after) for change in check.changes]
    row.preview = {
        "added": len(check.additions),
        "changed": len(check.changes),
        "unchanged": check.unchanged,
        "lines": sorted(lines, key=lambda line: int(line["row"])),
    }


def _line(what: str, read: Any, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401  either row
    code, name = (read.staff_code, read.full_name) if hasattr(read, "staff_code") else (read.code, read.name)
    differences = [[column, before[column], after[column]] for column in before]
    return {"what": what, "row": read.row, "code": code, "name": name, "differences": differences}

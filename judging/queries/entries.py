"""Looking up entries through the viewer: somebody else's does not exist (A01, A04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from judging.enums import EntryState, PlanState, Role
from judging.errors import NotFoundError
from judging.ids import EntryID, EntryVersionID, PersonID, ProgrammeID
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.people import Person
from judging.models.programmes import PlanVersion, Programme
from judging.queries.grants import held_duties
from judging.queries.programmes import plan_of_text
from judging.rules.deadlines import author_window
from judging.rules.entering import HANDED_IN_STATES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import PartID
    from judging.models.validations import Validation
    from judging.rules.viewers import Viewer
    from judging.spec.categories import Category

OFFICE_ROLES = (Role.VALIDATOR, Role.SECRETARY, Role.BOARD, Role.SUPERVISOR)
HANDED_IN = tuple(state.value for state in HANDED_IN_STATES)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of "my entries"."""

    id: EntryID
    title: str
    state: EntryState
    programme_title: str
    category_name: str
    closes_at: datetime
    submitted_at: datetime | None
    receipt_number: str | None
    has_changes: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt as its owner's pages show it."""

    receipt: Receipt
    version: EntryVersion


# Statements of every page and save of an author, built once: building one takes longer than answering it.
_OWN = select(Entry).where(Entry.id == bindparam("entry"), Entry.author_id == bindparam("author"))
_OWN_HELD = _OWN.with_for_update(of=Entry).execution_options(populate_existing=True)
_PARTS = (
    select(Part)
    .where(Part.entry_id == bindparam("entry"), Part.removed_at.is_(None))
    .options(selectinload(Part.measurements))
    .order_by(Part.created_at, Part.id)
)
_SLIPS = (
    select(Receipt)
    .join(Receipt.entry_version)
    .options(contains_eager(Receipt.entry_version))
    .where(EntryVersion.entry_id == bindparam("entry"), Receipt.kind == bindparam("kind"))
    .order_by(EntryVersion.number.desc())
)


def find_own_entry(session: Session, entry_id: EntryID, *, visible_to: Viewer, lock: bool = False) -> Entry | None:
    """The viewer's own entry. Its parts come when they are asked for: most acts look at the working copy's.

    With `lock` the row is held until the transaction ends, so that of two acts one comes after the other.
    """
    asked = {"entry": entry_id, "author": visible_to.person_id}
    return session.scalars(_OWN_HELD if lock else _OWN, asked).one_or_none()


def get_own_entry(session: Session, entry_id: EntryID, *, visible_to: Viewer, lock: bool = False) -> Entry:
    """The viewer's own entry, or NotFoundError: somebody else's is as if it were not there."""
    found = find_own_entry(session, entry_id, visible_to=visible_to, lock=lock)
    if found is None:
        raise NotFoundError("entry")
    return found


def get_entry(session: Session, entry_id: EntryID, *, visible_to: Viewer) -> Entry:
    """An entry that the viewer may read: its author's, once handed in its unit's and its programme's office's.

    Judges and heads of panels have no way to an entry at all (design 6). Raises NotFoundError.
    """
    entry = session.scalars(
        select(Entry).where(Entry.id == entry_id).options(selectinload(Entry.parts).selectinload(Part.measurements))
    ).one_or_none()
    if entry is None or not may_read(entry, visible_to):
        raise NotFoundError("entry")
    return entry


def may_read(entry: Entry, viewer: Viewer) -> bool:
    """Whether `viewer` may read `entry` by its author's, its unit's or an office's right."""
    if entry.author_id == viewer.person_id:
        return True
    if entry.state not in HANDED_IN or viewer.has(Role.JUDGE, Role.HEAD, programme_id=entry.programme_id):
        return False
    if viewer.has(Role.COORDINATOR, programme_id=entry.programme_id, unit_id=entry.unit_id):
        return True
    return viewer.has(*OFFICE_ROLES, programme_id=entry.programme_id)


def list_own_entries(session: Session, *, visible_to: Viewer) -> list[EntryLine]:
    """The viewer's entries, newest first."""
    rows = session.execute(
        select(Entry, PlanVersion.canonical, Receipt.number)
        .join(
            PlanVersion,
            (PlanVersion.programme_id == Entry.programme_id) & (PlanVersion.state == PlanState.ISSUED.value),
        )
        .outerjoin(EntryVersion, (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == _last_number()))
        .outerjoin(Receipt, (Receipt.entry_version_id == EntryVersion.id) & (Receipt.kind == "submit"))
        .where(Entry.author_id == visible_to.person_id)
        .order_by(Entry.created_at.desc(), Entry.id)
    ).all()
    return [_line(entry, canonical, number) for entry, canonical, number in rows]


def _last_number() -> ColumnElement[int]:
    other = EntryVersion.__table__.alias("others")
    return select(func.max(other.c.number)).where(other.c.entry_id == Entry.id).correlate(Entry).scalar_subquery()


def _line(entry: Entry, canonical: str, number: str | None) -> EntryLine:
    plan = plan_of_text(canonical)
    category = plan.find_category(entry.category_key)
    return EntryLine(
        id=EntryID(entry.id),
        title=entry.title,
        state=EntryState(entry.state),
        programme_title=plan.title,
        category_name=category.name if category else entry.category_key,
        closes_at=author_window(plan).closes_at,
        submitted_at=entry.submitted_at,
        receipt_number=number,
        has_changes=bool(entry.changes),
    )


def count_own_entries(session: Session, *, author_id: PersonID, programme_id: ProgrammeID) -> int:
    """How many entries a person has in a programme, withdrawn ones apart."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Entry)
            .where(
                Entry.author_id == author_id,
                Entry.programme_id == programme_id,
                Entry.state != EntryState.WITHDRAWN.value,
            )
        )
        or 0
    )


def count_versions(session: Session, entry: Entry) -> int:
    """How often its author handed in: this entry, and entries of the category that he withdrew before (B09)."""
    return (
        session.scalar(
            select(func.count())
            .select_from(EntryVersion)
            .join(Entry, Entry.id == EntryVersion.entry_id)
            .where(
                or_(
                    Entry.id == entry.id,
                    (Entry.author_id == entry.author_id)
                    & (Entry.programme_id == entry.programme_id)
                    & (Entry.category_key == entry.category_key)
                    & (Entry.state == EntryState.WITHDRAWN.value),
                )
            )
        )
        or 0
    )


def list_versions(session: Session, entry_id: EntryID) -> list[EntryVersion]:
    """What was handed in, first to last."""
    return list(
        session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.number))
    )


def find_last_version(session: Session, entry_id: EntryID) -> EntryVersion | None:
    """What was handed in last: what counts."""
    return session.scalars(
        select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.number.desc()).limit(1)
    ).one_or_none()


def list_slips(session: Session, entry_id: EntryID, *, kind: str = "submit") -> list[Slip]:
    """The receipts of an entry, newest first. The caller has looked the entry up through the viewer."""
    rows = session.scalars(_SLIPS, {"entry": entry_id, "kind": kind})
    return [Slip(receipt, receipt.entry_version) for receipt in rows]


def own_cover_values(session: Session, person_id: PersonID) -> dict[str, str]:
    """What the office's records know for a cover (S001-R18), by the keys that plans use for its fields."""
    person = session.get_one(Person, person_id)
    return {
        "author": person.full_name,
        "full_name": person.full_name,
        "position": person.position,
        "unit": person.unit.name,
        "phone": person.phone or "",
        "email": person.email or "",
    }


def list_duties_held(session: Session, *, person_id: PersonID, programme_id: ProgrammeID) -> set[Role]:
    """Every duty that a person ever held in a programme or everywhere: having held one counts for good (A23)."""
    here = {None, str(programme_id)}
    return {duty.role for duty in held_duties(session, person_id) if duty.programme in here}


def find_return(session: Session, entry_id: EntryID) -> Validation | None:
    """The return that the author has to answer: the last one that was not undone."""
    from judging.models.validations import Validation  # noqa: PLC0415  that module imports the entries'

    return session.scalars(
        select(Validation)
        .where(Validation.entry_id == entry_id, Validation.outcome == "return", Validation.undone_at.is_(None))
        .order_by(Validation.decided_at.desc())
        .limit(1)
    ).one_or_none()


def get_programme_of(session: Session, entry: Entry) -> Programme:
    """The programme that an entry is for."""
    return session.get_one(Programme, entry.programme_id)


def find_category(entry: Entry, canonical: str) -> Category | None:
    """The category of an entry in a plan's text; None when an amendment took it out."""
    return plan_of_text(canonical).find_category(entry.category_key)


def list_parts_of(session: Session, entry_id: EntryID) -> list[Part]:
    """Every part of an entry that is not removed, staged ones too, in the order of their coming."""
    return list(session.scalars(_PARTS, {"entry": entry_id}))


def get_own_part(session: Session, part_id: PartID, *, entry_id: EntryID, visible_to: Viewer) -> Part:
    """A part of the viewer's own entry, also one that a later one replaced. Raises NotFoundError."""
    found = session.scalars(
        select(Part)
        .join(Entry, Entry.id == Part.entry_id)
        .where(Part.id == part_id, Entry.id == entry_id, Entry.author_id == visible_to.person_id)
        .options(selectinload(Part.measurements))
    ).one_or_none()
    if found is None:
        raise NotFoundError("part")
    return found


def find_receipt_by_code(session: Session, check_code: str) -> Receipt | None:
    """The receipt whose QR holds this code."""
    return session.scalars(select(Receipt).where(Receipt.check_code == check_code)).one_or_none()


def list_receipts_lacking_second(session: Session, *, entry_version_id: EntryVersionID) -> list[Receipt]:
    """The receipts of a version whose second part is still to come."""
    return list(
        session.scalars(
            select(Receipt).where(Receipt.entry_version_id == entry_version_id, Receipt.second_payload.is_(None))
        )
    )

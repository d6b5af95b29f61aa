"""What a validator decides about: one received entry, its decisions, and who has it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import AccountID, EntryVersionID
from judging.models.entries import Entry, EntryVersion, Part
from judging.models.people import Account, Person
from judging.models.validations import Claim, Validation
from judging.queries.shelves import PROPOSED, RECEIVED, on_shelf, reached, validated_plans

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import EntryID
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision with the names of those who made it, newest first."""

    validation: Validation
    version_number: int
    decided_by: str
    confirmed_by: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an entry open, and until when."""

    account_id: AccountID
    name: str
    until: datetime


def get_received_entry(
    session: Session,
    entry_id: EntryID,
    *,
    visible_to: Viewer,
    roles: tuple[Role, ...] = (Role.VALIDATOR, Role.BOARD),
    lock: bool = False,
) -> Entry:
    """An entry that has reached the office, for those who verify its form or decide on it. Raises NotFoundError.

    With `lock` its row is held until the transaction ends, so that of two decisions one comes after the other.
    """
    statement = (
        select(Entry)
        .where(
            Entry.id == entry_id,
            or_(
                Entry.state.in_([state.value for state in RECEIVED]),
                reached(validated_plans(session, visible_to=visible_to, roles=roles)),
            ),
        )
        .options(selectinload(Entry.parts).selectinload(Part.measurements))
    )
    if lock:
        statement = statement.with_for_update(of=Entry).execution_options(populate_existing=True)
    entry = session.scalars(statement).one_or_none()
    if (
        entry is None
        or not visible_to.has(*roles, programme_id=entry.programme_id)
        or visible_to.has(Role.JUDGE, Role.HEAD, programme_id=entry.programme_id)
    ):
        raise NotFoundError("entry")
    return entry


def get_received_part(session: Session, part_id: UUID, *, entry_id: EntryID, visible_to: Viewer) -> Part:
    """A part that was handed in with an entry that the viewer may verify. Raises NotFoundError."""
    entry = get_received_entry(session, entry_id, visible_to=visible_to)
    found = next((part for part in entry.parts if part.id == part_id and part.removed_at is None), None)
    if found is None:
        raise NotFoundError("part")
    return found


def find_holder(session: Session, entry_id: EntryID, *, now: datetime) -> Holder | None:
    """Who has the entry open now."""
    row = session.execute(
        select(Claim.account_id, Person.full_name, Claim.expires_at)
        .join(Account, Account.id == Claim.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(Claim.entry_id == entry_id, Claim.expires_at > now)
    ).one_or_none()
    return Holder(AccountID(row[0]), row[1], row[2]) if row else None


def list_decisions(session: Session, entry_id: EntryID) -> list[DecisionLine]:
    """Every decision on an entry that was found through the viewer, newest first, undone ones too."""
    rows = session.execute(
        select(Validation, EntryVersion.number)
        .join(EntryVersion, EntryVersion.id == Validation.entry_version_id)
        .where(Validation.entry_id == entry_id)
        .order_by(Validation.decided_at.desc(), Validation.id)
    ).all()
    wanted = {one for row in rows for one in (row[0].decided_by, row[0].confirmed_by, row[0].undone_by) if one}
    names = names_of(session, wanted)
    return [
        DecisionLine(
            validation=row,
            version_number=number,
            decided_by=names.get(row.decided_by, ""),
            confirmed_by=names.get(row.confirmed_by, "") if row.confirmed_by else "",
            undone_by=names.get(row.undone_by, "") if row.undone_by else "",
        )
        for row, number in rows
    ]


def names_of(session: Session, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Account → full name."""
    rows = session.execute(
        select(Account.id, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_(list(accounts)))
    )
    return {row[0]: row[1] for row in rows}


def list_proposed(session: Session, *, visible_to: Viewer) -> list[Entry]:
    """The entries whose rejection waits for a second person, where the viewer may be that person, oldest first."""
    plans = validated_plans(session, visible_to=visible_to, roles=(Role.VALIDATOR, Role.BOARD))
    return list(session.scalars(select(Entry).where(on_shelf(plans, PROPOSED)).order_by(Entry.submitted_at, Entry.id)))


def find_in_force(session: Session, entry_version_id: EntryVersionID, *, lock: bool = False) -> Validation | None:
    """The decision on a version that was not undone."""
    statement = select(Validation).where(
        Validation.entry_version_id == entry_version_id, Validation.undone_at.is_(None)
    )
    if lock:
        statement = statement.with_for_update(of=Validation).execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def get_validation(session: Session, validation_id: UUID) -> Validation:
    """A decision, or NotFoundError; the caller looks its entry up through the viewer."""
    found = session.get(Validation, validation_id)
    if found is None:
        raise NotFoundError("validation")
    return found

"""Everything that the record holds of one person, in groups, as plain values; nothing of judges and no code (A-cases).

What others wrote about a work (marks, remarks, assignments, codes) is theirs, and secret until the opening: it is no
part of what an author takes away. Results are told once they are published, as everybody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import EntryState, ProgrammeState
from judging.ids import AccountID, EntryID, PersonID
from judging.models.cases import Case
from judging.models.consents import Consent
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.history import HistoryLine, Notice
from judging.models.invitations import Invitation
from judging.models.payments import PayeeDetails, Payment
from judging.models.people import Account, LoginName, Person, RoleGrant
from judging.models.programmes import Programme
from judging.models.registrations import Registration
from judging.models.results import Award
from judging.queries.people import find_account_of
from judging.queries.replaced import FREED
from judging.rules.data_requests import Holdings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

PUBLISHED = (ProgrammeState.PUBLISHED.value, ProgrammeState.ARCHIVED.value)
Item = tuple[tuple[str, object], ...]
"""One thing that is held: (field, value) pairs in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class DataGroup:
    """What is held for one purpose. `key` names the purpose; its words and its retention are the portal's to say."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that the person handed over: which entry it belongs to, its name, and where its bytes lie."""

    entry_id: EntryID
    name: str
    store_key: str
    size_bytes: int


def list_personal_data(session: Session, person_id: PersonID) -> tuple[DataGroup, ...]:
    """The groups in which something is held of a person. Who may ask is the caller's to know."""
    account = find_account_of(session, person_id)
    account_id = None if account is None else AccountID(account.id)
    groups = (
        DataGroup("staff", (_staff(session.get_one(Person, person_id)),)),
        DataGroup("account", () if account is None else (_account(session, account),)),
        DataGroup("duties", tuple(_duties(session, account_id))),
        DataGroup("registrations", tuple(_registrations(session, person_id))),
        DataGroup("entries", tuple(_entries(session, person_id))),
        DataGroup("consents", tuple(_consents(session, person_id))),
        DataGroup("awards", tuple(_awards(session, person_id))),
        DataGroup("payees", tuple(_payees(session, person_id))),
        DataGroup("cases", tuple(_cases(session, account_id))),
        DataGroup("notices", tuple(_notices(session, account_id))),
        DataGroup("looks", tuple(_looks(session, person_id))),
    )
    return tuple(one for one in groups if one.items)


def list_own_files(session: Session, person_id: PersonID) -> Sequence[OwnFile]:
    """The files of his works whose bytes are still held, in a fixed order."""
    rows = session.execute(
        select(Part)
        .join(Entry, Entry.id == Part.entry_id)
        .where(Entry.author_id == person_id, Part.store_key.not_like(f"{FREED}%"))
        .order_by(Entry.created_at, Entry.id, Part.created_at, Part.id)
    ).scalars()
    return [OwnFile(EntryID(one.entry_id), one.file_name, one.store_key, one.size_bytes) for one in rows]


def holdings_of(session: Session, person_id: PersonID) -> Holdings:
    """How much of a person binds the office to keep him in its record.

    He reads it himself: a prize counts from its publication on, or its question would be the first to tell.
    """
    published = select(Programme.id).where(Programme.state.in_(PUBLISHED))
    account = select(Account.id).where(Account.person_id == person_id)
    handed_in = (
        select(func.count(Entry.id.distinct()))
        .select_from(Entry)
        .join(EntryVersion, EntryVersion.entry_id == Entry.id)
        .where(Entry.author_id == person_id)
    )
    return Holdings(
        ever_handed_in=session.scalar(handed_in) or 0,
        awards=_count(session, Award.id, Award.person_id == person_id, Award.programme_id.in_(published)),
        payments=_count(session, Payment.id, Payment.person_id == person_id, Payment.programme_id.in_(published)),
        duties=_count(session, RoleGrant.id, RoleGrant.account_id.in_(account)),
    )


def list_drafts(session: Session, person_id: PersonID) -> Sequence[Entry]:
    """His works that were never handed in: nobody but he ever needed them."""
    handed_in = select(EntryVersion.entry_id).where(EntryVersion.entry_id == Entry.id)
    return session.scalars(
        select(Entry).where(Entry.author_id == person_id, ~handed_in.exists()).order_by(Entry.created_at, Entry.id)
    ).all()


def _count(session: Session, column: object, *where: object) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]


def _staff(person: Person) -> Item:
    return (
        ("full_name", person.full_name), ("staff_code", person.staff_code), ("position", person.position),
        ("personnel_kind", person.personnel_kind), ("unit", person.unit.name), ("phone", person.phone),
        ("email", person.email),
    )  # fmt: skip


def _account(session: Session, account: Account) -> Item:
    names = session.scalars(
        select(LoginName.compared).where(LoginName.account_id == account.id).order_by(LoginName.kind)
    )
    return (("created_at", account.created_at), ("is_active", account.is_active), ("login_names", ", ".join(names)),
            ("locale", account.locale))  # fmt: skip


def _duties(session: Session, account_id: AccountID | None) -> Iterable[Item]:
    rows = session.execute(
        select(RoleGrant, Programme.title)
        .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    for grant, title in rows:
        yield (("role", grant.role), ("programme", title), ("granted_at", grant.granted_at),
               ("ended_at", grant.ended_at))  # fmt: skip


def _registrations(session: Session, person_id: PersonID) -> Iterable[Item]:
    for row in session.scalars(
        select(Registration).where(Registration.person_id == person_id).order_by(Registration.received_at)
    ):
        told = row.details
        yield (("received_at", row.received_at), ("unit", row.unit.name), ("full_name", told and told.full_name),
               ("phone", told and told.phone), ("email", told and told.email),
               ("decided_at", row.decided_at))  # fmt: skip
    for invited in session.scalars(select(Invitation.invited_at).where(Invitation.person_id == person_id)):
        yield (("invited_at", invited),)


def _entries(session: Session, person_id: PersonID) -> Iterable[Item]:
    rows = session.execute(
        select(Entry, Programme.title)
        .join(Programme, Programme.id == Entry.programme_id)
        .where(Entry.author_id == person_id)
        .order_by(Entry.created_at, Entry.id)
    ).all()
    for entry, title in rows:
        numbers = session.scalars(
            select(Receipt.number)
            .join(EntryVersion, EntryVersion.id == Receipt.entry_version_id)
            .where(EntryVersion.entry_id == entry.id)
            .order_by(Receipt.number)
        )
        yield (
            ("programme", title), ("title", entry.title), ("is_handed_in", entry.submitted_at is not None),
            ("is_withdrawn", entry.state == EntryState.WITHDRAWN.value), ("created_at", entry.created_at),
            ("submitted_at", entry.submitted_at), ("receipts", ", ".join(numbers)),
            *((f"cover:{key}", value) for key, value in sorted(entry.cover.items())),
            *((f"declared:{key}", value) for key, value in sorted(entry.declarations.items())),
            *((f"ai:{key}", value) for key, value in sorted(entry.ai_help.items())),
            ("typed_text", entry.typed_text),
            ("files", "; ".join(f"{one.file_name} ({one.size_bytes} B)" for one in entry.parts)),
        )  # fmt: skip


def _consents(session: Session, person_id: PersonID) -> Iterable[Item]:
    rows = session.execute(
        select(Consent, Programme.title)
        .join(Programme, Programme.id == Consent.programme_id)
        .where(Consent.person_id == person_id)
        .order_by(Consent.stated_at, Consent.number)
    )
    for row, title in rows:
        yield (("programme", title), ("field", row.field), ("is_given", row.is_given), ("stated_at", row.stated_at),
               ("reason", row.reason))  # fmt: skip


def _awards(session: Session, person_id: PersonID) -> Iterable[Item]:
    rows = session.execute(
        select(Programme.title, Award.tier_key)
        .join(Programme, Programme.id == Award.programme_id)
        .where(Award.person_id == person_id, Programme.state.in_(PUBLISHED))
        .order_by(Programme.title, Award.tier_key)
    )
    for title, tier in rows:
        yield (("programme", title), ("tier", tier))


def _payees(session: Session, person_id: PersonID) -> Iterable[Item]:
    rows = session.execute(
        select(PayeeDetails, Programme.title)
        .join(Programme, Programme.id == PayeeDetails.programme_id)
        .where(PayeeDetails.person_id == person_id)
        .order_by(PayeeDetails.given_at, PayeeDetails.number)
    )
    for row, title in rows:
        yield (("programme", title), ("given_at", row.given_at), ("deleted_at", row.purged_at),
               *((f"payee:{key}", value) for key, value in sorted(row.shown.items())))  # fmt: skip


def _cases(session: Session, account_id: AccountID | None) -> Iterable[Item]:
    for row in session.scalars(select(Case).where(Case.account_id == account_id).order_by(Case.received_at, Case.id)):
        yield (("number", row.number), ("title", row.title), ("text", row.text), ("received_at", row.received_at),
               ("answer", row.answer))  # fmt: skip


def _notices(session: Session, account_id: AccountID | None) -> Iterable[Item]:
    rows = session.execute(
        select(func.count(), func.min(Notice.created_at), func.max(Notice.created_at)).where(
            Notice.account == str(account_id)
        )
    ).one()
    if rows[0]:
        yield (("count", rows[0]), ("first_at", rows[1]), ("last_at", rows[2]))


def _looks(session: Session, person_id: PersonID) -> Iterable[Item]:
    """Who opened the numbers that he gave to be paid: the access log of what is sealed."""
    ids = session.scalars(select(PayeeDetails.id).where(PayeeDetails.person_id == person_id))
    subjects = [f"payee:{one}" for one in ids]
    rows = session.scalars(
        select(HistoryLine)
        .where(HistoryLine.action == "payee.look", HistoryLine.subject.in_(subjects))
        .order_by(HistoryLine.seq)
    )
    for line in rows:
        yield (("looked_at", line.at), ("role", line.role))

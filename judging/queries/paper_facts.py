"""What papers are written from: people of the office, receipts, the marks of a closed round, prizes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from judging.enums import CaseKind, CaseState, EntryState, ReviewState
from judging.ids import AccountID
from judging.models.cases import Case
from judging.models.entries import Entry, EntryVersion, Receipt
from judging.models.papers import CertificateRow
from judging.models.people import Account
from judging.models.remarkings import RemarkRound
from judging.models.results import Award
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.queries.cases import sender_of
from judging.queries.standings import COUNTED, takes_part
from judging.rules.paper_sheets import is_from_paper

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID, RoundID


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody as papers name them."""

    account_id: AccountID
    name: str
    position: str
    unit: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of the receipt book, from what the receipt itself says."""

    number: str
    at: datetime
    kind: str
    category: str
    title: str
    author: str
    unit: str
    files: int
    size_bytes: int
    check_code: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A locked score sheet: whole steps by criterion, and what the judge wrote."""

    code: str
    category_key: str
    seat: int
    steps: dict[str, int]
    comment: str
    is_from_paper: bool
    """Typed from paper by two people."""


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Who holds an award, with what certificates need and `AwardLine` does not carry."""

    award_id: UUID
    tier_key: str
    place: int
    share: int
    position: str
    unit: str


def list_people_of(session: Session, accounts: Iterable[UUID | None]) -> dict[UUID, PersonLine]:
    """The people behind accounts."""
    wanted = [one for one in accounts if one is not None]
    rows = session.scalars(select(Account).where(Account.id.in_(wanted)))
    return {
        row.id: PersonLine(AccountID(row.id), row.person.full_name, row.person.position, row.person.unit.name)
        for row in rows
    }


def list_receipt_lines(session: Session, programme_id: ProgrammeID) -> list[ReceiptLine]:
    """Every receipt of the programme's book in the order of its numbers."""
    rows = session.execute(
        select(Receipt, Entry)
        .join(EntryVersion, EntryVersion.id == Receipt.entry_version_id)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .where(Entry.programme_id == programme_id)
        .order_by(Receipt.issued_at, Receipt.number)
    )
    return [_receipt(receipt, entry) for receipt, entry in rows]


def _receipt(receipt: Receipt, entry: Entry) -> ReceiptLine:
    """What the slip says; what an old slip does not say, from the entry."""
    told: dict[str, Any] = json.loads(receipt.payload)
    return ReceiptLine(
        number=receipt.number,
        at=receipt.issued_at,
        kind=receipt.kind,
        category=told.get("category", entry.category_key),
        title=told.get("title", entry.title),
        author=told.get("author", entry.author.full_name),
        unit=told.get("unit", entry.unit.name),
        files=len(told.get("files", ())),
        size_bytes=int(told.get("bytes", 0)),
        check_code=receipt.check_code,
    )


def list_round_rows(session: Session, programme_id: ProgrammeID) -> list[Round]:
    """The rounds of a programme in the plan's order; a re-marking counts in the round that it re-marks."""
    planned = Round.id.not_in(select(RemarkRound.round_id))
    rows = select(Round).where(Round.programme_id == programme_id, planned).order_by(Round.position)
    return list(session.scalars(rows))


def list_sheet_lines(session: Session, round_id: RoundID) -> list[SheetLine]:
    """The locked sheets with exactly the version that their lock named, by code and seat."""
    rows = session.execute(
        select(
            Code.word,
            Code.category_key,
            Seat.number,
            ReviewVersion.marks,
            ReviewVersion.comment,
            ReviewVersion.save_key,
        )
        .select_from(Review)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            Code.round_id == round_id,
            takes_part(),
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
        )
        .order_by(Code.word, Seat.number)
    )
    return [
        SheetLine(word, category, seat, dict(marks), comment, is_from_paper(save_key))
        for word, category, seat, marks, comment, save_key in rows
    ]


def list_award_holders(session: Session, programme_id: ProgrammeID) -> dict[tuple[str, int, int], HolderLine]:
    """The awards in force by tier, place and share."""
    rows = session.execute(
        select(Award, Entry)
        .join(Entry, Entry.id == Award.entry_id)
        .where(Award.programme_id == programme_id, Award.revoked_at.is_(None))
    )
    return {
        (award.tier_key, award.place, award.share): HolderLine(
            award.id, award.tier_key, award.place, award.share, entry.author.position, entry.unit.name
        )
        for award, entry in rows
    }


def count_entries(session: Session, programme_id: ProgrammeID) -> dict[tuple[str, str], int]:
    """How many entries there are by category and state, drafts and withdrawn ones left out."""
    left_out = (EntryState.DRAFT.value, EntryState.WITHDRAWN.value)
    rows = session.execute(
        select(Entry.category_key, Entry.state).where(Entry.programme_id == programme_id, Entry.state.not_in(left_out))
    )
    found: dict[tuple[str, str], int] = {}
    for category, state in rows:
        found[(category, state)] = found.get((category, state), 0) + 1
    return found


def count_units(session: Session, programme_id: ProgrammeID) -> int:
    """How many units have handed something in."""
    left_out = (EntryState.DRAFT.value, EntryState.WITHDRAWN.value)
    return len(
        session.scalars(
            select(Entry.unit_id).where(Entry.programme_id == programme_id, Entry.state.not_in(left_out)).distinct()
        ).all()
    )


@dataclass(frozen=True, slots=True)
class AnsweredCase:
    """A petition or complaint that was answered, with whoever wrote it. Denunciations are never among them."""

    id: UUID
    number: str
    name: str
    title: str
    received_at: datetime
    answer: str


def list_answered_cases(session: Session, programme_id: ProgrammeID) -> list[AnsweredCase]:
    """What a reply letter can be written for, oldest first."""
    cases = session.scalars(
        select(Case)
        .where(
            Case.programme_id == programme_id,
            Case.kind != CaseKind.DENUNCIATION.value,
            Case.state.in_((CaseState.ANSWERED.value, CaseState.DECLINED.value)),
        )
        .order_by(Case.received_at, Case.number)
    )
    return [
        AnsweredCase(one.id, one.number, sender_of(session, one).name, one.title, one.received_at, one.answer)
        for one in cases
    ]


@dataclass(frozen=True, slots=True)
class Certified:
    """The awards with a certificate in force, and the highest number in the golden book so far."""

    awards: frozenset[UUID]
    last_book_number: int


def find_certified(session: Session, programme_id: ProgrammeID) -> Certified:
    """What was certified in a programme; a certificate holds for the same prize of the same entry."""
    own, held = aliased(Award), aliased(Award)
    rows = session.scalars(
        select(held.id)
        .join(own, (own.programme_id == held.programme_id) & (own.entry_id == held.entry_id))
        .join(CertificateRow, CertificateRow.award_id == own.id)
        .where(
            held.programme_id == programme_id,
            held.revoked_at.is_(None),
            own.tier_key == held.tier_key,
            CertificateRow.revoked_at.is_(None),
        )
    )
    last = session.scalar(
        select(func.max(CertificateRow.book_number))
        .join(Award, Award.id == CertificateRow.award_id)
        .where(Award.programme_id == programme_id)
    )
    return Certified(frozenset(rows), last or 0)

"""What must hold at every moment (security 3.3), as questions to the database. Each answers with its violations.

They only read, and say what is wrong in ids, never in names. Those that need the store's bytes or the chain's anchors
stand in `portal/invariants.py`.

It is longer than 300 lines: each invariant is a question of its own, and all are asked together.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from judging.enums import AssignmentState, EntryState, ReviewState, Role, ValidationOutcome
from judging.models.base import SALT_DIGITS
from judging.models.entries import Entry, EntryVersion, Part, Receipt, ReceiptCounter
from judging.models.history import HistoryLine
from judging.models.people import Account, Person, RoleGrant
from judging.models.programmes import Programme
from judging.models.remarkings import RemarkRound
from judging.models.results import Approval, Award, Publication
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Rendition, Seat
from judging.models.seals import CodeLink, SeatHolder
from judging.models.units import Unit
from judging.models.validations import Validation
from judging.queries.ballot_invariants import votes_are_marked
from judging.queries.money_invariants import (
    lost_prizes_are_asked_back,
    money_is_out_once,
    payments_are_what_was_decided,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

HANDED_IN = (
    EntryState.SUBMITTED,
    EntryState.SELECTED,
    EntryState.NOT_SELECTED,
    EntryState.FORWARDED,
    EntryState.VALID,
    EntryState.RETURNED,
    EntryState.REJECTED,
    EntryState.SEALED,
)
Violations = list[str]


def receipts_for_all(session: Session) -> Violations:
    """I01: every entry that was handed in has a version, and every version its receipt."""
    without_version = session.scalars(
        select(Entry.id).where(
            Entry.state.in_([state.value for state in HANDED_IN]),
            ~select(EntryVersion.id).where(EntryVersion.entry_id == Entry.id).exists(),
        )
    )
    without_receipt = session.scalars(
        select(EntryVersion.id).where(
            ~select(Receipt.id).where(Receipt.entry_version_id == EntryVersion.id, Receipt.kind == "submit").exists()
        )
    )
    return [f"entry {one} without a version" for one in without_version] + [
        f"entry version {one} without a receipt" for one in without_receipt
    ]


def versions_without_gap(session: Session) -> Violations:
    """I06: the versions of an entry are 1..n."""
    rows = session.execute(
        select(EntryVersion.entry_id, func.count(), func.min(EntryVersion.number), func.max(EntryVersion.number))
        .group_by(EntryVersion.entry_id)
        .having(or_(func.min(EntryVersion.number) != 1, func.max(EntryVersion.number) != func.count()))
    )
    return [f"entry {row[0]}: {row[1]} versions from {row[2]} to {row[3]}" for row in rows]


def receipt_numbers_without_gap(session: Session) -> Violations:
    """The receipt book of a programme has as many receipts as its counter says."""
    rows = session.execute(
        select(ReceiptCounter.programme_id, ReceiptCounter.last_number, func.count(Receipt.id))
        .select_from(ReceiptCounter)
        .join(Entry, Entry.programme_id == ReceiptCounter.programme_id)
        .join(EntryVersion, EntryVersion.entry_id == Entry.id)
        .join(Receipt, Receipt.entry_version_id == EntryVersion.id)
        .group_by(ReceiptCounter.programme_id, ReceiptCounter.last_number)
        .having(ReceiptCounter.last_number != func.count(Receipt.id))
    )
    return [f"programme {row[0]}: counter {row[1]}, receipts {row[2]}" for row in rows]


def one_code_for_each_entry(session: Session) -> Violations:
    """I07: a sealed entry has one code for each round that sealed it; a code belongs to one entry."""
    lost = session.scalars(
        select(Code.id).where(~Code.is_void, ~select(CodeLink.code_id).where(CodeLink.code_id == Code.id).exists())
    )
    unsealed = session.scalars(
        select(Entry.id).where(
            Entry.state == EntryState.SEALED.value,
            ~select(CodeLink.code_id).where(CodeLink.entry_id == Entry.id).exists(),
        )
    )
    return [f"code {one} without an entry" for one in lost] + [f"sealed entry {one} without a code" for one in unsealed]


def no_rendition_no_assignment(session: Session) -> Violations:
    """Design 5.8: nothing is assigned that a judge could not open."""
    rows = session.scalars(
        select(Assignment.id).where(
            Assignment.state.in_([AssignmentState.ASSIGNED.value, AssignmentState.DONE.value]),
            ~select(Rendition.id).where(Rendition.code_id == Assignment.code_id).exists(),
        )
    )
    return [f"assignment {one} without a rendition" for one in rows]


def no_conflict_in_assignments(session: Session) -> Violations:
    """I08: nobody marks the entry of his own unit or his own."""
    rows = session.execute(
        select(Assignment.id)
        .join(CodeLink, CodeLink.code_id == Assignment.code_id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .join(SeatHolder, SeatHolder.seat_id == Assignment.seat_id)
        .join(Account, Account.id == SeatHolder.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            SeatHolder.to_at.is_(None),
            Assignment.state.in_([AssignmentState.ASSIGNED.value, AssignmentState.DONE.value]),
            or_(Person.unit_id == Entry.unit_id, Person.id == Entry.author_id),
        )
    )
    return [f"assignment {row[0]} of the judge's own unit" for row in rows]


def nobody_marks_anew_what_he_marked(session: Session) -> Violations:
    """B24: who ever had an entry on his desk does not get it again when it is marked anew on request."""
    again, before = aliased(CodeLink), aliased(CodeLink)
    new, old = aliased(Assignment), aliased(Assignment)
    new_holder, old_holder = aliased(SeatHolder), aliased(SeatHolder)
    rows = session.execute(
        select(new.id)
        .join(again, again.code_id == new.code_id)
        .join(RemarkRound, RemarkRound.round_id == again.round_id)
        .join(new_holder, (new_holder.seat_id == new.seat_id) & new_holder.to_at.is_(None))
        .join(before, (before.entry_id == again.entry_id) & (before.round_id != again.round_id))
        .join(old, old.code_id == before.code_id)
        .join(old_holder, old_holder.seat_id == old.seat_id)
        .where(old_holder.account_id == new_holder.account_id)
    )
    return [f"assignment {row[0]}: its judge had the entry before" for row in rows]


def sheets_without_gap(session: Session) -> Violations:
    """I09: the saves of a sheet are 1..n and the sheet knows how many."""
    rows = session.execute(
        select(
            Review.id, Review.version, func.count(ReviewVersion.id), func.coalesce(func.max(ReviewVersion.number), 0)
        )
        .outerjoin(ReviewVersion, ReviewVersion.review_id == Review.id)
        .group_by(Review.id, Review.version)
    )
    return [
        f"review {row[0]}: version {row[1]}, {row[2]} saves up to {row[3]}"
        for row in rows
        if not row[1] == row[2] == row[3]
    ]


def locked_sheets_are_hashed(session: Session) -> Violations:
    """I11: a locked sheet names the save it locked, and its hash, which is salted, stands in the history."""
    rows = session.execute(
        select(Review.id, Review.locked_sha256, func.count(ReviewVersion.id))
        .outerjoin(
            ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version)
        )
        .where(Review.state == ReviewState.LOCKED.value)
        .group_by(Review.id, Review.locked_sha256)
    ).all()
    told = "\n".join(session.scalars(select(HistoryLine.data).where(HistoryLine.action == "review.lock")))
    bare = session.scalars(select(Review.id).where(func.length(Review.salt) < SALT_DIGITS))
    return [
        *(f"review {row[0]} is locked without its save" for row in rows if not row[2]),
        *(f"review {row[0]}: its hash is not in the history" for row in rows if (row[1] or "?") not in told),
        *(f"review {key} has no salt: its marks could be guessed" for key in bare),
    ]


def duties_do_not_clash(session: Session) -> Violations:
    """P7: nobody judges in a programme where he also enters, validates or keeps the seals."""
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.programme_id, Entry.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Entry, Entry.author_id == Account.person_id)
        .where(
            RoleGrant.role == Role.JUDGE.value,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.programme_id == Entry.programme_id, RoleGrant.programme_id.is_(None)),
            Entry.state != EntryState.WITHDRAWN.value,
        )
    )
    return [f"account {row[0]} judges programme {row[1]} and entered {row[2]}" for row in rows]


def rejections_are_confirmed(session: Session) -> Violations:
    """A rejection in force was confirmed by a second person before the entry counts as rejected."""
    rows = session.scalars(
        select(Validation.id)
        .join(Entry, Entry.id == Validation.entry_id)
        .where(
            Validation.outcome == ValidationOutcome.REJECT.value,
            Validation.undone_at.is_(None),
            Validation.confirmed_by.is_(None),
            Entry.state == EntryState.REJECTED.value,
        )
    )
    return [f"rejection {one} without a second person" for one in rows]


def published_is_approved(session: Session) -> Violations:
    """I14: what is published is a bundle that was approved."""
    rows = session.scalars(
        select(Publication.id).where(
            ~select(Approval.id)
            .where(
                Approval.programme_id == Publication.programme_id, Approval.bundle_sha256 == Publication.bundle_sha256
            )
            .exists()
        )
    )
    return [f"publication {one} of an unapproved bundle" for one in rows]


def awards_match_the_bundle(session: Session) -> Violations:
    """I13: the money of a programme's awards is what the approved bundle says."""
    wrong = []
    for programme_id, bundle in session.execute(
        select(Approval.programme_id, Approval.bundle).where(Approval.withdrawn_at.is_(None))
    ):
        told = json.loads(bundle)
        decided = sum(int(one["amount_vnd"]) for one in told.get("awards", []))
        given = (
            session.scalar(
                select(func.coalesce(func.sum(Award.amount_vnd), 0)).where(
                    Award.programme_id == programme_id, Award.revoked_at.is_(None), Award.entry_id.is_not(None)
                )
            )
            or 0
        )
        if decided != given:
            wrong.append(f"programme {programme_id}: decided {decided}, awarded {given}")
    return wrong


def seats_have_one_holder(session: Session) -> Violations:
    """An active seat with work has exactly one person on it."""
    rows = session.execute(
        select(Seat.id, func.count(SeatHolder.id))
        .outerjoin(SeatHolder, (SeatHolder.seat_id == Seat.id) & SeatHolder.to_at.is_(None))
        .where(Seat.is_active, select(Assignment.id).where(Assignment.seat_id == Seat.id).exists())
        .group_by(Seat.id)
        .having(func.count(SeatHolder.id) != 1)
    )
    return [f"seat {row[0]} has {row[1]} holders" for row in rows]


def text_is_composed(session: Session) -> Violations:
    """I21: names and titles are NFC and hold no control characters."""
    wrong = []
    for noun, statement in (
        ("person", select(Person.id, Person.full_name)),
        ("unit", select(Unit.id, Unit.name)),
        ("entry", select(Entry.id, Entry.title)),
        ("part", select(Part.id, Part.file_name)),
    ):
        for one, text in session.execute(statement):
            if not unicodedata.is_normalized("NFC", text) or any(unicodedata.category(sign) == "Cc" for sign in text):
                wrong.append(f"{noun} {one}: text is not composed or holds control characters")
    return wrong


def no_demonstration_in_production(session: Session) -> Violations:
    """I22: a demonstration programme never stands beside a real one."""
    rows = session.execute(select(Programme.id, Programme.is_demonstration)).all()
    kinds = {row[1] for row in rows}
    return [f"programme {row[0]} is a demonstration" for row in rows if row[1]] if kinds == {True, False} else []


RECORD: dict[str, Callable[[Session], Violations]] = {
    "I01 receipts": receipts_for_all,
    "I01 receipt numbers": receipt_numbers_without_gap,
    "I06 versions": versions_without_gap,
    "I07 codes": one_code_for_each_entry,
    "I08 assignments": no_conflict_in_assignments,
    "I08 renditions": no_rendition_no_assignment,
    "I08 seats": seats_have_one_holder,
    "I08 re-marking": nobody_marks_anew_what_he_marked,
    "I09 sheets": sheets_without_gap,
    "I11 locks": locked_sheets_are_hashed,
    "P07 duties": duties_do_not_clash,
    "I13 money": awards_match_the_bundle,
    "I13 payments": payments_are_what_was_decided,
    "B20 payouts": money_is_out_once,
    "B20 recoveries": lost_prizes_are_asked_back,
    "I14 published": published_is_approved,
    "I16 rejections": rejections_are_confirmed,
    "I20 ballots": votes_are_marked,
    "I21 text": text_is_composed,
    "I22 demonstration": no_demonstration_in_production,
}

"""Sheets of other seats that a judge is shown, by number: in a dialogue his partners', for a decision all of them.

Nothing is shown that was not disclosed to exactly this sheet; everything else does not exist (A01).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from judging.desk.work import MINE, SHOWING, get_sheet
from judging.enums import ReviewState, RoundState
from judging.errors import NotFoundError
from judging.ids import AssignmentID
from judging.models.disclosures import DisclosedSheet, Disclosure
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.rules.gaps import DisclosureKind, GapAnswer
from judging.rules.scoring import sheet_total, shown, to_mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from judging.desk.work import Seats, SheetAtHand


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One disclosure in the list of a desk. `is_owed`: the judge has not answered (or decided) yet."""

    assignment_id: AssignmentID
    word: str
    kind: DisclosureKind
    is_owed: bool


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet as it was when it was disclosed: marks and remarks by criterion. `is_own`: the reader's."""

    seat_number: int
    is_own: bool
    marks: Mapping[str, Decimal]
    remarks: Mapping[str, str]
    comment: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class DisclosureAtHand:
    """What one judge is shown about one entry. `answer` is his own; he never learns another's."""

    own_id: UUID | None
    kind: DisclosureKind
    sheet: SheetAtHand
    sheets: tuple[ShownSheet, ...]
    answer: GapAnswer | None
    reason: str

    @property
    def may_answer(self) -> bool:
        """In a dialogue, once, while the round is open and the sheet is locked."""
        is_waiting = self.kind is DisclosureKind.DIALOGUE and self.answer is None
        return is_waiting and self.sheet.is_open and self.sheet.state is ReviewState.LOCKED


def list_disclosures(session: Session, *, seats: Seats) -> list[DisclosureLine]:
    """What these seats are shown in rounds that have opened, by code; what waits for them first."""
    rows: Any = session.execute(_own(seats).where(Round.state.in_(SHOWING)).order_by(Code.word, Disclosure.kind))
    lines = [
        DisclosureLine(
            assignment_id=AssignmentID(assignment.id),
            word=code.word,
            kind=DisclosureKind(disclosure.kind),
            is_owed=round_.state == RoundState.OPEN.value and _is_owed(review, disclosure, own),
        )
        for assignment, code, round_, review, disclosure, own in rows
    ]
    return sorted(lines, key=lambda line: not line.is_owed)


def _is_owed(review: Review, disclosure: Disclosure, own: DisclosedSheet | None) -> bool:
    if disclosure.assignment_id is not None:
        return review.state != ReviewState.LOCKED.value
    return own is not None and own.answer is None


def _own(
    seats: Seats,
) -> Select[Assignment, Code, Round, Review, Disclosure, DisclosedSheet]:
    """(assignment, code, round, review, disclosure, own disclosed sheet or None) of everything shown to these seats."""
    return (
        select(Assignment, Code, Round, Review, Disclosure, DisclosedSheet)
        .join(Code, Code.id == Assignment.code_id)
        .join(Round, Round.id == Code.round_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Disclosure, Disclosure.code_id == Code.id)
        .outerjoin(
            DisclosedSheet, (DisclosedSheet.disclosure_id == Disclosure.id) & (DisclosedSheet.review_id == Review.id)
        )
        .where(
            Assignment.seat_id.in_(seats),
            Assignment.state.in_(MINE),
            ~Code.is_void,
            or_(
                Disclosure.assignment_id == Assignment.id,
                (Disclosure.kind == DisclosureKind.DIALOGUE.value) & DisclosedSheet.id.is_not(None),
            ),
        )
    )


def get_disclosure(session: Session, assignment_id: AssignmentID, *, seats: Seats) -> DisclosureAtHand:
    """What is shown beside one's own sheet. Anybody else's, or a sheet to which nothing is shown, is NotFoundError."""
    sheet = get_sheet(session, assignment_id, seats=seats)
    found: Any = session.execute(
        _own(seats).where(Assignment.id == assignment_id).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFoundError("disclosure")
    disclosure, own = found[4], found[5]
    return DisclosureAtHand(
        own_id=own.id if own is not None else None,
        kind=DisclosureKind(disclosure.kind),
        sheet=sheet,
        sheets=_shown(session, disclosure, sheet),
        answer=GapAnswer(own.answer) if own is not None and own.answer else None,
        reason=own.reason if own is not None else "",
    )


def is_shown_others(session: Session, assignment_id: AssignmentID, *, seats: Seats) -> bool:
    """Whether the page of this sheet leads to what is shown beside it."""
    return session.execute(_own(seats).where(Assignment.id == assignment_id)).first() is not None


def is_decision(session: Session, assignment_id: AssignmentID) -> bool:
    """Whether this sheet is the head's decision: then it gives its reason in the general remark."""
    return session.scalars(select(Disclosure.id).where(Disclosure.assignment_id == assignment_id)).first() is not None


def _shown(session: Session, disclosure: Disclosure, sheet: SheetAtHand) -> tuple[ShownSheet, ...]:
    rubric = sheet.sheet.rubric
    rows = session.execute(
        select(Seat.number, Review.assignment_id, ReviewVersion)
        .select_from(DisclosedSheet)
        .join(Review, Review.id == DisclosedSheet.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(
            ReviewVersion,
            (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == DisclosedSheet.version),
        )
        .where(DisclosedSheet.disclosure_id == disclosure.id)
        .order_by(Seat.number)
    )
    return tuple(
        ShownSheet(
            seat_number=number,
            is_own=assignment_id == sheet.assignment_id,
            marks={key: to_mark(rubric, steps) for key, steps in version.marks.items()},
            remarks=dict(version.comments),
            comment=version.comment,
            total=shown(sheet_total(rubric, version.marks)),
        )
        for number, assignment_id, version in rows
    )

"""What lies on a judge's desk: his own codes in his own order, with his own progress. Nobody else's, no counts of all.

Every question is asked through the seats that the signed-in judge holds; what is not his does not exist (A01).

It is longer than 300 lines: what one desk shows, asked in as few questions as can be.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.enums import AssignmentState, ReviewState, RoundState
from judging.errors import NotFoundError
from judging.ids import AssignmentID, RenditionID, RoundID, SeatID
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Rendition, Round, Seat
from judging.queries.calibrations import awaits_samples, has_samples
from judging.rules.canonical import canonical_json
from judging.rules.paper_sheets import is_from_paper
from judging.rules.round_sheets import RoundSheet, sheet_from_plain
from judging.rules.scoring import sheet_total, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from judging.spec.rubrics import Rubric

Seats = frozenset[SeatID]
MINE = (AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)
SHOWING = (RoundState.OPEN.value, RoundState.CLOSED.value, RoundState.REVEALED.value)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One code on the desk. `total` is empty until something is marked; `filled` counts criteria with a mark."""

    assignment_id: AssignmentID
    word: str
    title: str
    category_name: str
    state: ReviewState
    filled: int
    total: Decimal | None
    is_from_paper: bool


@dataclass(frozen=True, slots=True)
class Pile:
    """The codes of one seat in one round, in that seat's own order."""

    round_id: RoundID
    sheet: RoundSheet
    seat_number: int
    is_head: bool
    is_open: bool
    lines: tuple[WorkLine, ...]
    awaits_samples: bool = False
    """One's own work does not open before the samples of the round are scored."""
    has_samples: bool = False

    @property
    def locked(self) -> int:
        return sum(line.state is ReviewState.LOCKED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A rendition as a page shows it: HTML, or the address of an object by its id."""

    id: RenditionID
    kind: str
    media_type: str
    html: str | None
    position: int
    part_number: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SheetAtHand:
    """One score sheet with the work it is about. `steps` are whole steps of the rubric by criterion."""

    assignment_id: AssignmentID
    round_id: RoundID
    seat_id: SeatID
    seat_number: int
    word: str
    title: str
    topic: str
    category_key: str
    facts: Mapping[str, str]
    sheet: RoundSheet
    is_open: bool
    state: ReviewState
    version: int
    steps: Mapping[str, int]
    comments: Mapping[str, str]
    comment: str
    renditions: tuple[Shown, ...]
    locked_sha256: str | None
    is_from_paper: bool
    """What stands on it was typed from its judge's paper by two people of the office."""

    @property
    def may_change(self) -> bool:
        return self.is_open and self.state is not ReviewState.LOCKED

    @property
    def was_locked(self) -> bool:
        """Whether marks for it may have come too late: it is locked, was opened again, or its round is over."""
        return not self.is_open or self.state in {ReviewState.LOCKED, ReviewState.UNLOCKED}

    @property
    def total(self) -> Decimal | None:
        return total_of(self.sheet.rubric, self.steps)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the criteria without a mark."""
        return tuple(one.name for one in self.sheet.rubric.criteria if one.key not in self.steps)


def list_piles(session: Session, *, seats: Seats) -> list[Pile]:
    """Everything on the desk of these seats, round by round; closed rounds too, to read one's own marks."""
    rows = session.execute(
        select(Round, Seat, awaits_samples(), has_samples())
        .join(Seat, Seat.round_id == Round.id)
        .where(Seat.id.in_(seats), Round.state.in_(SHOWING))
        .order_by(Round.position, Round.id, Seat.number)
    ).all()
    lines = _lines_by_seat(session, [seat.id for _, seat, awaits, _has in rows if not awaits])
    piles = []
    for row, seat, awaits, has in rows:
        sheet = sheet_of(row)
        piles.append(
            Pile(
                round_id=RoundID(row.id),
                sheet=sheet,
                seat_number=seat.number,
                is_head=seat.is_head,
                is_open=row.state == RoundState.OPEN.value,
                lines=tuple(_line(found, sheet) for found in lines.get(seat.id, [])),
                awaits_samples=awaits,
                has_samples=has,
            )
        )
    return piles


def _lines_by_seat(session: Session, seats: Sequence[Any]) -> dict[Any, list[Any]]:
    rows = session.execute(
        select(
            Assignment.seat_id,
            Assignment.id,
            Code.word,
            Code.title,
            Code.category_key,
            Review.state,
            ReviewVersion.marks,
            ReviewVersion.save_key,
        )
        .join(Code, Code.id == Assignment.code_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.version))
        .where(Assignment.seat_id.in_(seats), Assignment.state.in_(MINE), ~Code.is_void)
        .order_by(Assignment.position, Code.word)
    )
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _line(row: Any, sheet: RoundSheet) -> WorkLine:  # noqa: ANN401  a row of seven
    assignment_id, word, title, category_key, state, marks, save_key = row
    steps = marks or {}
    category = sheet.find_category(category_key)
    return WorkLine(
        assignment_id=AssignmentID(assignment_id),
        word=word,
        title=title,
        category_name=category.name if category else category_key,
        state=ReviewState(state),
        filled=len(steps),
        total=total_of(sheet.rubric, steps),
        is_from_paper=is_from_paper(save_key or ""),
    )


def get_sheet(session: Session, assignment_id: AssignmentID, *, seats: Seats) -> SheetAtHand:
    """A sheet of one's own in a round that has opened. Anybody else's, or none, is NotFoundError."""
    found = session.execute(
        own_assignment(assignment_id, seats)
        .add_columns(Review, ReviewVersion)
        .join(Review, Review.assignment_id == Assignment.id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.version))
    ).first()
    if found is None:
        raise NotFoundError("sheet")
    assignment, code, seat, row, review, version = found
    return SheetAtHand(
        assignment_id=AssignmentID(assignment.id),
        round_id=RoundID(row.id),
        seat_id=SeatID(seat.id),
        seat_number=seat.number,
        word=code.word,
        title=code.title,
        topic=code.topic_text,
        category_key=code.category_key,
        facts=code.facts,
        sheet=sheet_of(row),
        is_open=row.state == RoundState.OPEN.value,
        state=ReviewState(review.state),
        version=review.version,
        steps=dict(version.marks) if version else {},
        comments=dict(version.comments) if version else {},
        comment=version.comment if version else "",
        renditions=_renditions(session, code),
        locked_sha256=review.locked_sha256,
        is_from_paper=is_from_paper(version.save_key) if version else False,
    )


def own_assignment(assignment_id: AssignmentID, seats: Seats) -> Select[Assignment, Code, Seat, Round]:
    """(assignment, code, seat, round) of one's own, in a round that has opened."""
    return (
        select(Assignment, Code, Seat, Round)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Round, Round.id == Seat.round_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.seat_id.in_(seats),
            Assignment.state.in_(MINE),
            Round.state.in_(SHOWING),
            ~Code.is_void,
            ~awaits_samples(),
        )
    )


def find_next(session: Session, after: AssignmentID, *, seats: Seats) -> AssignmentID | None:
    """The next sheet of the same pile that is not locked, going round; None when all are."""
    pile = session.execute(
        select(Assignment.id, Review.state)
        .join(Code, Code.id == Assignment.code_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Round, Round.id == Seat.round_id)
        .where(
            Assignment.seat_id == select(Assignment.seat_id).where(Assignment.id == after).scalar_subquery(),
            Assignment.seat_id.in_(seats),
            Assignment.state.in_(MINE),
            Round.state.in_(SHOWING),
            ~Code.is_void,
            ~awaits_samples(),
        )
        .order_by(Assignment.position, Code.word)
    ).all()
    place = next((at for at, (own, _state) in enumerate(pile) if own == after), None)
    if place is None:
        return None
    round_trip = (*pile[place + 1 :], *pile[:place])
    return next((AssignmentID(own) for own, state in round_trip if state != ReviewState.LOCKED.value), None)


DESK_ORDER = (Round.position, Round.id, Seat.number, Assignment.position, Code.word)


def takes_marks(seats: Seats) -> tuple[ColumnElement[bool], ...]:
    """One's own sheets on which marks can still be put; over Assignment, Code, Review, Seat and Round."""
    return (
        Assignment.seat_id.in_(seats),
        Assignment.state.in_(MINE),
        Round.state == RoundState.OPEN.value,
        Review.state != ReviewState.LOCKED.value,
        ~Code.is_void,
        ~awaits_samples(),
    )


def list_unlocked(session: Session, *, seats: Seats) -> list[AssignmentID]:
    """One's own sheets of open rounds that still take marks, in the order of the desk."""
    rows = session.scalars(
        select(Assignment.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Round, Round.id == Seat.round_id)
        .where(*takes_marks(seats))
        .order_by(*DESK_ORDER)
    )
    return [AssignmentID(one) for one in rows]


def _renditions(session: Session, code: Code) -> tuple[Shown, ...]:
    rows = session.scalars(select(Rendition).where(Rendition.code_id == code.id).order_by(Rendition.position))
    return tuple(
        Shown(
            id=RenditionID(row.id),
            kind=row.kind,
            media_type=row.media_type,
            html=row.html,
            position=row.position,
            part_number=row.part_number,
            facts=row.facts,
        )
        for row in rows
    )


def sheet_of(row: Round) -> RoundSheet:
    """The frozen sheet of a round."""
    return sheet_of_text(canonical_json(row.sheet))


@lru_cache(maxsize=64)
def sheet_of_text(text: str) -> RoundSheet:
    """The sheet of a frozen text; the same object for the same text."""
    return sheet_from_plain(json.loads(text))


def total_of(rubric: Rubric, steps: Mapping[str, int]) -> Decimal | None:
    """The total of what is marked so far; None when nothing is."""
    return shown(sheet_total(rubric, steps)) if steps else None

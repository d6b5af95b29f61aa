"""Paper sheets of a round, for the office that types them in: by code and seat number, never by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from judging.enums import AssignmentState, ReviewState
from judging.errors import NotFoundError
from judging.ids import AssignmentID, PaperSheetID
from judging.models.paper_sheets import PaperSheet, PaperTyping
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import SeatHolder
from judging.rules.paper_sheets import PaperStage, Typed, differing, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import AccountID, RoundID

MINE = (AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A sheet of the round with its paper, if one was laid in. `is_typist`: the viewer typed it."""

    assignment_id: AssignmentID
    word: str
    seat_number: int
    is_locked: bool
    sheet_id: PaperSheetID | None
    stage: PaperStage | None
    is_typist: bool


@dataclass(frozen=True, slots=True)
class OwnTyping:
    """What the viewer typed himself."""

    version: int
    typed: Typed


@dataclass(frozen=True, slots=True)
class Reading:
    """Two readings of one paper, shown to its two typists alone once both are done."""

    mine: Typed
    other: Typed
    other_version: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperAtHand:
    """A paper as one person may see it: his own typing, and the other's only when both typed and differ."""

    id: PaperSheetID
    assignment_id: AssignmentID
    word: str
    category_key: str
    seat_number: int
    stage: PaperStage
    scan_key: str
    scan_sha256: str
    scan_bytes: int
    scan_type: str
    own: OwnTyping | None
    reading: Reading | None
    withdrawn_because: str


def list_papers_of(session: Session, round_id: RoundID, *, viewer: AccountID) -> list[PaperLine]:
    """Every living sheet of the round that has a paper or is not locked yet, by code and seat."""
    rows: Any = session.execute(
        select(Assignment.id, Code.word, Seat.number, Review.state, PaperSheet)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .outerjoin(PaperSheet, PaperSheet.live_for == Assignment.id)
        .where(Code.round_id == round_id, ~Code.is_void, Assignment.state.in_(MINE))
        .order_by(Code.word, Seat.number)
    ).all()
    typings = _typists(session, round_id)
    return [
        PaperLine(
            assignment_id=AssignmentID(assignment_id),
            word=word,
            seat_number=number,
            is_locked=state == ReviewState.LOCKED.value,
            sheet_id=PaperSheetID(paper.id) if paper is not None else None,
            stage=_stage(paper, len(typings.get(paper.id, ()))) if paper is not None else None,
            is_typist=paper is not None and viewer in typings.get(paper.id, ()),
        )
        for assignment_id, word, number, state, paper in rows
        if paper is not None or state != ReviewState.LOCKED.value
    ]


def _typists(session: Session, round_id: RoundID) -> Mapping[UUID, list[AccountID]]:
    rows = session.execute(
        select(PaperTyping.sheet_id, PaperTyping.account_id)
        .join(PaperSheet, PaperSheet.id == PaperTyping.sheet_id)
        .join(Assignment, Assignment.id == PaperSheet.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == round_id)
    )
    found: dict[UUID, list[AccountID]] = {}
    for sheet_id, account_id in rows:
        found.setdefault(sheet_id, []).append(account_id)
    return found


def _stage(paper: PaperSheet, typed: int) -> PaperStage:
    nothing = [Typed({}, "")] * typed
    return stage_of(nothing, is_locked=paper.locked_at is not None, is_withdrawn=paper.withdrawn_at is not None)


def get_paper_row(session: Session, sheet_id: UUID, *, round_id: RoundID, lock: bool = False) -> PaperSheet:
    """The row of a paper of the round. Raises NotFoundError."""
    statement = (
        select(PaperSheet)
        .join(Assignment, Assignment.id == PaperSheet.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(PaperSheet.id == sheet_id, Code.round_id == round_id)
    )
    if lock:
        statement = statement.with_for_update(of=PaperSheet).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("paper sheet")
    return found


def get_paper_of(session: Session, sheet_id: UUID, *, round_id: RoundID, viewer: AccountID) -> PaperAtHand:
    """A paper as `viewer` may see it. Raises NotFoundError.

    Nobody who did not type it sees what was typed; the other's reading is shown to the two once both are done.
    """
    row = get_paper_row(session, sheet_id, round_id=round_id)
    word, category, number = session.execute(
        select(Code.word, Code.category_key, Seat.number)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.id == row.assignment_id)
    ).one()
    mine = next((one for one in row.typings if one.account_id == viewer), None)
    other = next((one for one in row.typings if one.account_id != viewer), None)
    reading = None
    if mine is not None and other is not None:
        ours, theirs = Typed(mine.marks, mine.comment), Typed(other.marks, other.comment)
        reading = Reading(ours, theirs, other.version, differing(ours, theirs))
    return PaperAtHand(
        id=PaperSheetID(row.id),
        assignment_id=row.assignment_id,
        word=word,
        category_key=category,
        seat_number=number,
        stage=_stage(row, len(row.typings)),
        scan_key=row.scan_key,
        scan_sha256=row.scan_sha256,
        scan_bytes=row.scan_bytes,
        scan_type=row.scan_type,
        own=OwnTyping(mine.version, Typed(mine.marks, mine.comment)) if mine is not None else None,
        reading=reading,
        withdrawn_because=row.withdrawn_because,
    )


def ever_sat_in(session: Session, round_id: RoundID, account_id: AccountID) -> bool:
    """Whether an account holds or held a seat of the round."""
    held = exists().where(SeatHolder.account_id == account_id, SeatHolder.seat_id == Seat.id, Seat.round_id == round_id)
    return bool(session.scalar(select(held)))

"""Gaps of a round as the office sees them: how each stands, who decides it, what was answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import ReviewState
from judging.ids import AssignmentID, CodeID, GapID, ReviewID, SeatID
from judging.models.disclosures import DisclosedSheet, Disclosure
from judging.models.gaps import Gap, GapDecider
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Seat
from judging.queries.standings import COUNTED, gap_rule_of, list_codes
from judging.rules.gaps import DisclosureKind, GapAnswer, GapFacts, GapState, GapStep, state_of
from judging.rules.scoring import gap_of, sheet_total
from judging.spec.unknown import known
from judging.spec.words import GapAction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.queries.standings import RoundAtHand
    from judging.spec.rubrics import Rubric


@dataclass(frozen=True, slots=True)
class GapSheet:
    """One living sheet of an entry that has a gap. `total` is of its newest marks; `decides` how it came to decide."""

    assignment_id: AssignmentID
    review_id: ReviewID
    seat_id: SeatID
    seat_number: int
    is_active: bool
    is_locked: bool
    version: int
    total: Fraction
    decides: GapStep | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What one judge answered in a dialogue, with his total before and after. `answer` is None while he owes it."""

    seat_number: int
    answer: GapAnswer | None
    reason: str
    before: Fraction
    after: Fraction
    is_owed: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap. `gap` is what it was when it was found, `remains` what it is now; both and `limit` in marks."""

    id: GapID
    code_id: CodeID
    word: str
    facts: GapFacts
    gap: Fraction
    remains: Fraction
    limit: Fraction
    found_at: datetime
    sheets: tuple[GapSheet, ...]
    answers: tuple[AnswerLine, ...]
    obstacle: tuple[tuple[int, str], ...]

    @property
    def state(self) -> GapState:
        return state_of(self.facts)

    @property
    def decider(self) -> GapSheet | None:
        """The sheet that decides; None while nobody was called."""
        return next((sheet for sheet in self.sheets if sheet.decides is not None), None)


def list_gaps(session: Session, at_hand: RoundAtHand) -> list[GapLine]:
    """Every gap that was ever found in the round, by code."""
    planned = at_hand.plan.plan.find_round(at_hand.round.key)
    rubric = known(at_hand.plan.plan.rubric_of(planned)) if planned else None
    rule = gap_rule_of(planned) if planned else None
    taking_part = set(list_codes(session, at_hand.id))
    found = session.scalars(
        select(Gap).join(Code, Code.id == Gap.code_id).where(Gap.round_id == at_hand.id).order_by(Code.word)
    )
    rows = [row for row in found if row.code.word in taking_part]
    if not rows or planned is None or rubric is None:
        return []
    codes = [CodeID(row.code_id) for row in rows]
    sheets, answers = _sheets(session, codes, rubric), _answers(session, codes, rubric)
    marks = known(planned.marks_per_entry)
    limit = Fraction(rule.limit) if rule else None
    return [
        _line(row, sheets[row.code_id], answers.get(row.code_id), marks=marks, limit=limit or Fraction(row.reach))
        for row in rows
    ]


def _line(
    row: Gap, sheets: list[GapSheet], answers: tuple[AnswerLine, ...] | None, *, marks: int, limit: Fraction
) -> GapLine:
    independent = [sheet.total for sheet in sheets if sheet.is_locked and sheet.decides is None]
    decider = next((sheet for sheet in sheets if sheet.decides is not None), None)
    remains = gap_of(independent)
    facts = GapFacts(
        action=GapAction(row.action),
        is_far=remains >= limit,
        is_whole=len(independent) >= marks,
        decider=decider.decides if decider else None,
        is_decided=decider is not None and decider.is_locked,
        dialogue_open=None if answers is None else any(one.is_owed for one in answers),
        is_obstructed=row.is_obstructed,
    )
    return GapLine(
        id=GapID(row.id),
        code_id=CodeID(row.code_id),
        word=row.code.word,
        facts=facts,
        gap=Fraction(row.gap),
        remains=remains,
        limit=limit,
        found_at=row.found_at,
        sheets=tuple(sheets),
        answers=answers or (),
        obstacle=tuple((int(number), str(word)) for number, word in row.obstacle),
    )


def _sheets(session: Session, codes: list[CodeID], rubric: Rubric) -> dict[object, list[GapSheet]]:
    rows = session.execute(
        select(Assignment, Review, Seat, ReviewVersion.marks, GapDecider.step)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.version))
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .where(Assignment.code_id.in_(codes), Assignment.state.in_(COUNTED))
        .order_by(Seat.number)
        .execution_options(populate_existing=True)
    )
    found: dict[object, list[GapSheet]] = defaultdict(list)
    for assignment, review, seat, marks, step in rows:
        found[assignment.code_id].append(
            GapSheet(
                assignment_id=AssignmentID(assignment.id),
                review_id=ReviewID(review.id),
                seat_id=SeatID(seat.id),
                seat_number=seat.number,
                is_active=seat.is_active,
                is_locked=review.state == ReviewState.LOCKED.value,
                version=review.version,
                total=sheet_total(rubric, marks or {}),
                decides=GapStep(step) if step else None,
            )
        )
    return found


def _answers(session: Session, codes: list[CodeID], rubric: Rubric) -> dict[object, tuple[AnswerLine, ...]]:
    """By code that has a dialogue. A judge who left his seat owes no answer: what he locked stands."""
    rows = session.execute(
        select(Disclosure.code_id, DisclosedSheet, Seat.number, Seat.is_active)
        .join(DisclosedSheet, DisclosedSheet.disclosure_id == Disclosure.id)
        .join(Review, Review.id == DisclosedSheet.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Disclosure.code_id.in_(codes), Disclosure.kind == DisclosureKind.DIALOGUE.value)
        .order_by(Seat.number)
        .execution_options(populate_existing=True)
    ).all()
    reviews = [sheet.review_id for _, sheet, _, _ in rows]
    marks = {
        (review, number): steps
        for review, number, steps in session.execute(
            select(ReviewVersion.review_id, ReviewVersion.number, ReviewVersion.marks).where(
                ReviewVersion.review_id.in_(reviews)
            )
        )
    }
    found: dict[object, list[AnswerLine]] = defaultdict(list)
    for code_id, sheet, number, is_active in rows:
        found[code_id].append(
            AnswerLine(
                seat_number=number,
                answer=GapAnswer(sheet.answer) if sheet.answer else None,
                reason=sheet.reason,
                before=sheet_total(rubric, marks[sheet.review_id, sheet.version]),
                after=sheet_total(rubric, marks[sheet.review_id, sheet.answered_version or sheet.version]),
                is_owed=sheet.answer is None and is_active,
            )
        )
    return {code_id: tuple(lines) for code_id, lines in found.items()}


def loads_of(session: Session, round_id: RoundID) -> dict[str, int]:
    """How many living sheets each seat of the round has, by the seat's id as text."""
    rows = session.execute(
        select(Assignment.seat_id, func.count())
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Seat.round_id == round_id, Assignment.state.in_(COUNTED))
        .group_by(Assignment.seat_id)
    )
    return {str(seat_id): count for seat_id, count in rows}

"""Marking: every save is a version that stays, a lock freezes one by its hash. All by the judge, on his own desk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.desk.disclosures import is_decision
from judging.desk.work import SheetAtHand, get_sheet
from judging.enums import AssignmentState, ReviewState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError, StaleVersionError
from judging.ids import ReviewID
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Round
from judging.recording import record
from judging.rules.canonical import sha256_of
from judging.rules.lifecycle import move
from judging.rules.review_texts import FORMAT, review_text
from judging.rules.scoring import MarkRefusedError, missing_criteria, to_steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.ids import AssignmentID
    from judging.spec.rubrics import Rubric

LONGEST_COMMENT = 4000
PAGE_SIGNS, SAVE_SIGNS = 18, 20
"""What a save's key is made of; together with the point it fits its column."""

_MARK = re.compile(r"-?\d{1,6}(\.\d{0,6})?", re.ASCII)


class RoundClosedError(RefusedError):
    """The round is closed: what is locked counts, nothing changes any more."""

    code = "round_closed"


class SheetLockedError(RefusedError):
    """A locked sheet does not change; the head may ask for it to be opened again."""

    code = "sheet_locked"


class StaleSheetError(StaleVersionError):
    """The sheet was saved elsewhere since this page was loaded; `stands` is what is stored (B12)."""

    def __init__(self, stands: SheetAtHand) -> None:
        super().__init__(version=stands.version)
        self.stands = stands


class SheetIncompleteError(RefusedError):
    """Criteria without a mark: such a sheet cannot be locked."""

    code = "sheet_incomplete"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names=", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """What a judge typed: marks and remarks by criterion as plain text, the general remark, and where they come from.

    `version` is the one that the page had loaded, `save_key` names this save (`make_save_key`).
    """

    marks: Mapping[str, str]
    comments: Mapping[str, str]
    comment: str
    version: int
    save_key: str

    def remarks_of(self, rubric: Rubric) -> dict[str, str]:
        """The remarks that say something, on criteria that the rubric has."""
        keys = {criterion.key for criterion in rubric.criteria}
        return {key: text.strip() for key, text in self.comments.items() if key in keys and text.strip()}


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is durable. `wrong` names the criteria whose mark was no mark of the rubric and is not kept."""

    version: int
    saved_at: datetime
    wrong: Mapping[str, str]


def read_marks(rubric: Rubric, typed: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """What was typed as whole steps by criterion, and the criteria whose text is no permitted mark, with the reason.

    Comma and point both divide; an empty field is no mark. Reasons: not_a_number, below, above, off_step.
    """
    steps: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for criterion in rubric.criteria:
        text = typed.get(criterion.key, "").strip().replace(",", ".")
        if not text:
            continue
        if not _MARK.fullmatch(text):
            wrong[criterion.key] = "not_a_number"
            continue
        try:
            steps[criterion.key] = to_steps(rubric, criterion, Decimal(text))
        except MarkRefusedError as error:
            wrong[criterion.key] = str(error.facts["reason"])
    return steps, wrong


def save_review(
    session: Session, typed: TypedSheet, *, assignment_id: AssignmentID, seats: Seats, now: datetime
) -> Saved:
    """Keep what stands on the sheet as its next version. The same save again is answered and not kept twice (B12).

    Raises:
        StaleSheetError: when the sheet was saved elsewhere since the version that was typed on; nothing is overwritten.
        SheetLockedError, RoundClosedError, NotFoundError (somebody else's).
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    steps, wrong = read_marks(sheet.sheet.rubric, typed.marks)
    review_id = _review_id(session, assignment_id)
    if (known := _find_save(session, review_id, typed.save_key)) is not None:
        return Saved(known.number, known.saved_at, wrong)
    if not sheet.is_open:
        raise RoundClosedError
    if sheet.state is ReviewState.LOCKED:
        raise SheetLockedError
    version = sheet.version
    if typed.version != version and not _is_own_line(session, review_id, typed):
        raise StaleSheetError(sheet)
    state = ReviewState.IN_PROGRESS if sheet.state is ReviewState.ASSIGNED else sheet.state
    done = session.execute(
        update(Review)
        .where(Review.id == review_id, Review.version == version, Review.state == sheet.state.value)
        .values(version=version + 1, state=state.value)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        session.expire_all()
        if (known := _find_save(session, review_id, typed.save_key)) is not None:
            return Saved(known.number, known.saved_at, wrong)
        raise StaleSheetError(get_sheet(session, assignment_id, seats=seats))
    session.add(
        ReviewVersion(
            review_id=review_id,
            number=version + 1,
            marks=steps,
            comments=typed.remarks_of(sheet.sheet.rubric),
            comment=typed.comment.strip(),
            saved_at=now,
            save_key=typed.save_key,
        )
    )
    session.flush()
    return Saved(version + 1, now, wrong)


def make_save_key(page: str, version: int, content: str) -> str:
    """The key of one save: the page that sends it, then what it is. The same request again has the same key."""
    return f"{page[:PAGE_SIGNS]}.{sha256_of(f'{version}|{content}')[:SAVE_SIGNS]}"


def _find_save(session: Session, review_id: ReviewID, save_key: str) -> ReviewVersion | None:
    return session.scalars(
        select(ReviewVersion).where(ReviewVersion.review_id == review_id, ReviewVersion.save_key == save_key)
    ).one_or_none()


def _is_own_line(session: Session, review_id: ReviewID, typed: TypedSheet) -> bool:
    """Whether every version after the one that was typed on was saved by the same page: only an answer was lost."""
    page = typed.save_key.partition(".")[0]
    later = session.scalars(
        select(ReviewVersion.save_key).where(ReviewVersion.review_id == review_id, ReviewVersion.number > typed.version)
    ).all()
    return bool(page) and bool(later) and all(key.partition(".")[0] == page for key in later)


def lock_review(session: Session, *, assignment_id: AssignmentID, seats: Seats, version: int, now: datetime) -> str:
    """Submit: the version that the judge has seen counts and does not change any more; its SHA-256.

    Raises:
        SheetIncompleteError: with a criterion unmarked.
        MissingReasonError: when the sheet is the head's decision about a gap and its general remark says nothing.
        StaleSheetError, SheetLockedError, RoundClosedError, NotFoundError.
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    if not sheet.is_open:
        raise RoundClosedError
    if sheet.state is ReviewState.LOCKED:
        raise SheetLockedError
    if sheet.version != version:
        raise StaleSheetError(sheet)
    if missing_criteria(sheet.sheet.rubric, sheet.steps):
        raise SheetIncompleteError(sheet.missing)
    if not sheet.comment.strip() and is_decision(session, assignment_id):
        raise MissingReasonError
    review_id = _review_id(session, assignment_id)
    sha256 = sha256_of(text_of(session, sheet))
    done = session.execute(
        update(Review)
        .where(Review.id == review_id, Review.version == version, Review.state == sheet.state.value)
        .values(
            state=move(sheet.state, ReviewState.LOCKED).value,
            locked_at=now,
            locked_version=version,
            locked_sha256=sha256,
            hash_format=FORMAT,
        )
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise AlreadyDoneError
    session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id)
        .values(state=move(AssignmentState.ASSIGNED, AssignmentState.DONE).value)
    )
    record(
        session,
        at=now,
        actor=sheet.seat_id,
        role=Role.JUDGE.value,
        action="review.lock",
        subject=f"review:{review_id}",
        version=version,
        sha256=sha256,
        format=FORMAT,
    )
    return sha256


def text_of(session: Session, sheet: SheetAtHand) -> str:
    """The canonical text of the sheet as it stands: what a lock takes its hash of."""
    frozen = session.scalars(select(Round.sheet_sha256).where(Round.id == sheet.round_id)).one()
    salt = session.scalars(select(Review.salt).where(Review.assignment_id == sheet.assignment_id)).one()
    return review_text(
        salt=salt,
        round_id=str(sheet.round_id),
        sheet_sha256=frozen or "",
        code=sheet.word,
        seat=sheet.seat_number,
        version=sheet.version,
        steps=sheet.steps,
        comments=sheet.comments,
        comment=sheet.comment,
    )


def _review_id(session: Session, assignment_id: AssignmentID) -> ReviewID:
    return ReviewID(session.scalars(select(Review.id).where(Review.assignment_id == assignment_id)).one())

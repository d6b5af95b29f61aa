"""Answering in a dialogue: a judge who has seen the other sheet keeps his own, or files a new version with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.desk.disclosures import get_disclosure
from judging.desk.reviews import RoundClosedError, SheetIncompleteError, read_marks, text_of
from judging.enums import ReviewState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.ids import ReviewID
from judging.models.disclosures import DisclosedSheet
from judging.models.reviews import Review, ReviewVersion
from judging.recording import record
from judging.rules.canonical import sha256_of
from judging.rules.gaps import GapAnswer
from judging.rules.review_texts import FORMAT
from judging.rules.scoring import missing_criteria

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.disclosures import DisclosureAtHand
    from judging.desk.reviews import TypedSheet
    from judging.desk.work import Seats, SheetAtHand
    from judging.ids import AssignmentID

SAVE_KEY = "dialogue"
"""One new version at most comes of a dialogue, and the constraint on save keys says so too."""


class WrongMarksError(RefusedError):
    """Marks that are none of the rubric's. `wrong` gives the reason by criterion."""

    code = "mark_refused"

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__()
        self.wrong = wrong


class NothingChangedError(RefusedError):
    """A new version that says what the old one says: that is keeping it."""

    code = "marks_unchanged"


def keep_sheet(
    session: Session, *, assignment_id: AssignmentID, seats: Seats, reason: str, now: datetime
) -> DisclosureAtHand:
    """The judge has read the other sheet and stands by his own.

    Raises:
        AlreadyDoneError (answered before), RoundClosedError, NotFoundError (nothing was shown to this sheet).
    """
    shown = _take(session, assignment_id, seats=seats)
    _answer(session, shown, GapAnswer.KEEP, reason=reason, version=shown.sheet.version, now=now)
    _record(session, shown.sheet, "review.keep", now, reason=reason.strip(), version=shown.sheet.version)
    return shown


def amend_sheet(
    session: Session, typed: TypedSheet, *, assignment_id: AssignmentID, seats: Seats, reason: str, now: datetime
) -> str:
    """The judge files a new version, which counts from now on; the old one stays. The SHA-256 of the new one.

    Raises:
        WrongMarksError, SheetIncompleteError, NothingChangedError, MissingReasonError.
        AlreadyDoneError, RoundClosedError, NotFoundError.
    """
    shown = _take(session, assignment_id, seats=seats)
    sheet = shown.sheet
    steps, wrong = read_marks(sheet.sheet.rubric, typed.marks)
    if wrong:
        raise WrongMarksError(wrong)
    if missing := missing_criteria(sheet.sheet.rubric, steps):
        raise SheetIncompleteError(tuple(one.name for one in sheet.sheet.rubric.criteria if one.key in missing))
    if steps == sheet.steps:
        raise NothingChangedError
    if not reason.strip():
        raise MissingReasonError
    kept = typed.remarks_of(sheet.sheet.rubric)
    new = replace(sheet, version=sheet.version + 1, steps=steps, comments=kept, comment=typed.comment.strip())
    sha256 = sha256_of(text_of(session, new))
    _answer(session, shown, GapAnswer.CHANGE, reason=reason, version=new.version, now=now)
    _write(session, sheet, new, sha256, now=now)
    _record(
        session,
        sheet,
        "review.amend",
        now,
        reason=reason.strip(),
        version=new.version,
        sha256=sha256,
        format=FORMAT,
        before={"version": sheet.version, "sha256": sheet.locked_sha256},
    )
    return sha256


def _take(session: Session, assignment_id: AssignmentID, *, seats: Seats) -> DisclosureAtHand:
    shown = get_disclosure(session, assignment_id, seats=seats)
    if not shown.sheet.is_open:
        raise RoundClosedError
    if not shown.may_answer:
        raise AlreadyDoneError
    return shown


def _answer(
    session: Session, shown: DisclosureAtHand, answer: GapAnswer, *, reason: str, version: int, now: datetime
) -> None:
    done = session.execute(
        update(DisclosedSheet)
        .where(DisclosedSheet.id == shown.own_id, DisclosedSheet.answer.is_(None))
        .values(answer=answer.value, reason=reason.strip(), answered_version=version, answered_at=now)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise AlreadyDoneError


def _write(session: Session, old: SheetAtHand, new: SheetAtHand, sha256: str, *, now: datetime) -> None:
    """The new version, locked as the old one was; a sheet that changed meanwhile refuses."""
    review_id = ReviewID(session.scalars(select(Review.id).where(Review.assignment_id == old.assignment_id)).one())
    done = session.execute(
        update(Review)
        .where(Review.id == review_id, Review.version == old.version, Review.state == ReviewState.LOCKED.value)
        .values(
            version=new.version, locked_version=new.version, locked_at=now, locked_sha256=sha256, hash_format=FORMAT
        )
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise AlreadyDoneError
    session.add(
        ReviewVersion(
            review_id=review_id,
            number=new.version,
            marks=dict(new.steps),
            comments=dict(new.comments),
            comment=new.comment,
            saved_at=now,
            save_key=SAVE_KEY,
        )
    )
    session.flush()


def _record(session: Session, sheet: SheetAtHand, action: str, now: datetime, **data: object) -> None:
    record(
        session,
        at=now,
        actor=sheet.seat_id,
        role=Role.JUDGE.value,
        action=action,
        subject=f"assignment:{sheet.assignment_id}",
        **data,
    )

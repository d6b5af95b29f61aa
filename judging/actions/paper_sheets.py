"""Score sheets on paper: one person lays the scan in, two type what they read, equal readings become the locked sheet.

Neither sees the other's typing before both are done; then each corrects his own against the scan until both say the
same. The sheet that comes of it is like any other: a version, locked by its hash, a line in the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.paper_locks import PaperBegunError, find_review, lock_from_paper
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.enums import ReviewState, RoundState
from judging.errors import (
    MissingReasonError,
    NotAllowedError,
    RefusedError,
    SamePersonError,
    StaleVersionError,
)
from judging.ids import AssignmentID, PaperSheetID
from judging.models.disclosures import Disclosure
from judging.models.paper_sheets import PaperSheet, PaperTyping
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Round, Seat
from judging.queries.calibrations import awaits_samples
from judging.queries.paper_sheets import ever_sat_in, get_paper_row
from judging.rules.canonical import sha256_of
from judging.rules.paper_sheets import Typed, differing, tidy
from judging.rules.review_texts import FORMAT, marks_text
from judging.rules.round_sheets import sheet_from_plain
from judging.rules.scoring import maximum_steps, missing_criteria

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.enums import Role
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

_TYPINGS = select(PaperTyping).execution_options(populate_existing=True)
UNLOCKED = "unlocked"
"""Why the paper of a sheet that was opened again counts no more; the portal words it."""


class PaperIncompleteError(RefusedError):
    """A criterion has no mark on the paper, or one that the rubric does not know. Facts: names."""

    code = "sheet_incomplete"


class PaperOverError(RefusedError):
    """The paper became its sheet, or was withdrawn: nothing of it changes any more."""

    code = "paper_over"


class SamplesLeftError(RefusedError):
    """The judge has not scored all samples yet: no sheet of his own counts before."""

    code = "samples_left"


def lay_paper(
    session: Session,
    at_hand: RoundAtHand,
    *,
    assignment_id: AssignmentID,
    scan: StoredFile,
    by: Viewer,
    now: datetime,
) -> PaperSheet:
    """Lay the scan of a filled paper beside the sheet that it is to become.

    Raises:
        NotFoundError: no such sheet in this round.
        PaperBegunError: when it was begun on the judge's desk, is locked, or has a paper.
        SamplesLeftError, RoundOverError, NotAllowedError.
    """
    acting_as = _open_to(session, at_hand, by=by)
    review, word, number = find_review(session, at_hand, assignment_id)
    if review.version and review.state != ReviewState.UNLOCKED.value:
        raise PaperBegunError
    if review.state == ReviewState.LOCKED.value:
        raise PaperBegunError
    _refuse_samples_left(session, assignment_id)
    _leave_former(session, assignment_id, by=by, now=now)
    row = PaperSheet(
        assignment_id=assignment_id,
        live_for=assignment_id,
        base_version=review.version,
        scan_key=scan.key,
        scan_sha256=scan.sha256,
        scan_bytes=scan.size_bytes,
        scan_type=scan.media_type,
        laid_by=by.account_id,
        laid_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise PaperBegunError from error
    _record(session, row, "paper.lay", acting_as, by=by, now=now, code=word, seat=number, scan=scan.sha256)
    return row


def type_paper(
    session: Session,
    at_hand: RoundAtHand,
    *,
    sheet_id: PaperSheetID,
    typed: Typed,
    version: int,
    other_version: int | None,
    by: Viewer,
    now: datetime,
) -> bool:
    """Keep what one person read on the paper; True when both read the same and the sheet is locked by that.

    `version` is that of one's own typing as the page showed it (0: none yet), `other_version` that of the other's,
    once it was shown.

    Raises:
        SamePersonError: a third person; two read a paper.
        StaleVersionError: when either typing changed since the page was made.
        PaperBegunError: when the judge saved on his own desk meanwhile; the paper must be withdrawn, or his save is.
        PaperIncompleteError, MissingReasonError (a deciding sheet without its remark), PaperOverError, RoundOverError.
    """
    acting_as = _open_to(session, at_hand, by=by)
    row = get_paper_row(session, sheet_id, round_id=at_hand.id, lock=True)
    if row.locked_at is not None or row.withdrawn_at is not None:
        raise PaperOverError
    _check(session, at_hand, row, typed)
    typings = list(session.scalars(_TYPINGS.where(PaperTyping.sheet_id == row.id)))
    mine = next((one for one in typings if one.account_id == by.account_id), None)
    other = next((one for one in typings if one.account_id != by.account_id), None)
    if mine is None and len(typings) == 2:  # noqa: PLR2004  two people
        raise SamePersonError
    if version != (mine.version if mine is not None else 0):
        raise StaleVersionError(version=mine.version if mine is not None else 0)
    if mine is not None and other is None:
        raise SamePersonError  # who has typed waits for another person
    if mine is not None and other is not None and other_version != other.version:
        raise StaleVersionError(version=other.version)
    if mine is None:
        mine = PaperTyping(
            sheet_id=PaperSheetID(row.id),
            number=1 + len(typings),
            account_id=by.account_id,
            marks=dict(typed.steps),
            comment=tidy(typed.comment),
            typed_at=now,
        )
        session.add(mine)
    else:
        mine.marks, mine.comment = dict(typed.steps), tidy(typed.comment)
        mine.version, mine.typed_at = mine.version + 1, now
    session.flush()
    own = sha256_of(_typing_text(session, row, mine))
    _record(
        session, row, "paper.type", acting_as, by=by, now=now,
        number=mine.number, version=mine.version, sha256=own, format=FORMAT,
    )  # fmt: skip
    if other is None or differing(typed, Typed(other.marks, other.comment)):
        return False
    lock_from_paper(session, at_hand, row, mine, acting_as, by=by, now=now)
    return True


def withdraw_paper(
    session: Session, at_hand: RoundAtHand, *, sheet_id: PaperSheetID, reason: str, by: Viewer, now: datetime
) -> PaperSheet:
    """A paper was laid in wrongly (another sheet, a bad scan): it is kept with the reason and counts for nothing.

    Raises PaperOverError, MissingReasonError, NotFoundError, RoundOverError.
    """
    acting_as = _open_to(session, at_hand, by=by)
    row = get_paper_row(session, sheet_id, round_id=at_hand.id, lock=True)
    if row.locked_at is not None or row.withdrawn_at is not None:
        raise PaperOverError
    if not reason.strip():
        raise MissingReasonError
    row.live_for = None
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_because = by.account_id, now, reason.strip()
    session.flush()
    _record(session, row, "paper.withdraw", acting_as, by=by, now=now, reason=reason.strip())
    return row


def _open_to(session: Session, at_hand: RoundAtHand, *, by: Viewer) -> Role:
    """The duty in which `by` types sheets of an open round; nobody who ever sat in its panel does."""
    acting_as = require_office(session, at_hand, by=by)
    if lock_round(session, at_hand).state != RoundState.OPEN.value:
        raise RoundOverError
    if ever_sat_in(session, at_hand.id, by.account_id):
        raise NotAllowedError
    return acting_as


def _leave_former(session: Session, assignment_id: AssignmentID, *, by: Viewer, now: datetime) -> None:
    """The paper of a sheet that was opened again (B03) counts no more; it is kept."""
    for former in session.scalars(
        select(PaperSheet).where(PaperSheet.live_for == assignment_id, PaperSheet.locked_at.is_not(None))
    ):
        former.live_for = None
        former.withdrawn_by, former.withdrawn_at, former.withdrawn_because = by.account_id, now, UNLOCKED
    session.flush()


def _refuse_samples_left(session: Session, assignment_id: AssignmentID) -> None:
    waits = session.scalar(
        select(Seat.id)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .join(Round, Round.id == Seat.round_id)
        .where(Assignment.id == assignment_id, awaits_samples())
    )
    if waits is not None:
        raise SamplesLeftError


def _typing_text(session: Session, row: PaperSheet, typing: PaperTyping) -> str:
    """What one person read on a paper, with the salt of the sheet that it is for."""
    salt = session.scalars(select(Review.salt).where(Review.assignment_id == row.assignment_id)).one()
    of = f"paper:{row.id}|{typing.number}|{typing.version}"
    return marks_text(salt=salt, of=of, steps=typing.marks, comments={}, comment=typing.comment)


def _check(session: Session, at_hand: RoundAtHand, row: PaperSheet, typed: Typed) -> None:
    rubric = sheet_from_plain(at_hand.round.sheet).rubric
    most = {one.key: maximum_steps(rubric, one) for one in rubric.criteria}
    missing = set(missing_criteria(rubric, typed.steps))
    wrong = missing | {key for key, steps in typed.steps.items() if not 0 <= steps <= most.get(key, -1)}
    if wrong:
        raise PaperIncompleteError(names=", ".join(one.name for one in rubric.criteria if one.key in wrong))
    decides = session.scalar(select(Disclosure.id).where(Disclosure.assignment_id == row.assignment_id))
    if decides is not None and not typed.comment.strip():
        raise MissingReasonError


def _record(
    session: Session, row: PaperSheet, action: str, acting_as: Role, *, by: Viewer, now: datetime, **data: object
) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"paper_sheet:{row.id}",
        **data,
    )

"""Closing a round, the board's decisions, the kept result: from marks to who is to be awarded, still by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging import verify
from judging.actions.history import record
from judging.enums import ProgrammeState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, RefusedError
from judging.events import MilestoneReached, emit
from judging.models.results import BoardDecision, Closing, Result
from judging.models.rounds import Round
from judging.queries.standings import compute_result, find_closing, find_result, round_coverage
from judging.rules.lifecycle import move

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.coverage import Coverage
    from judging.rules.viewers import Viewer


class RoundNotCoveredError(RefusedError):
    """Marks are missing or too far apart; a named person may override with a printed reason."""

    code = "round_not_covered"


class RoundNotClosedError(RefusedError):
    """The round is still being marked."""

    code = "round_not_closed"


class ResultsDifferError(RefusedError):
    """The two programs that compute a result do not agree: nothing is kept until somebody has looked (B16, I12)."""

    code = "results_differ"


class DecisionNotAskedError(RefusedError):
    """Nothing of this kind waits for a decision: the ladder or the marks have changed."""

    code = "decision_not_asked"


def require(viewer: Viewer, at_hand: RoundAtHand, *roles: Role) -> None:
    """Raise NotAllowedError unless `viewer` holds one of `roles` in the round's programme."""
    if not viewer.has(*roles, programme_id=at_hand.programme_id):
        raise NotAllowedError


def close_round(
    session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime, override_reason: str = ""
) -> Closing:
    """End the marking. Blocked until every entry has its marks and no gap is open, unless overridden with a reason.

    Raises:
        RoundNotCoveredError: when something is missing and no reason is given.
        AlreadyDoneError: when the round was closed a moment ago.
    """
    require(by, at_hand, Role.SECRETARY)
    row = session.get_one(Round, at_hand.id, with_for_update=True)
    if find_closing(session, at_hand.id) is not None:
        raise AlreadyDoneError
    found = round_coverage(session, at_hand)
    missing = missing_of(found)
    if missing and not override_reason.strip():
        raise RoundNotCoveredError(count=len(missing))
    row.state = move(RoundState(row.state), RoundState.CLOSED).value
    closing = Closing(
        round_id=at_hand.id,
        closed_by=by.account_id,
        closed_at=now,
        override_reason=override_reason.strip() if missing else "",
        missing=missing,
    )
    session.add(closing)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.SECRETARY.value,
        action="round.close",
        subject=f"round:{at_hand.id}",
        missing=len(missing),
        override=closing.override_reason,
    )
    emit(session, MilestoneReached("round.close"))
    _programme_evaluating(at_hand)
    return closing


def missing_of(found: Coverage) -> list[dict[str, object]]:
    """What keeps a round from closing, as plain facts: a code and what it misses."""
    missing: list[dict[str, object]] = [
        {"code": one.code, "what": "marks", "wanted": one.wanted, "locked": one.locked} for one in found.shortfalls
    ]
    for gap in found.gaps:
        missing.append({"code": gap.code, "what": "gap", "gap": str(gap.gap), "limit": str(gap.limit)})
    return missing


def keep_result(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> Result:
    """Compute the result of a closed round and keep it, unless the newest kept one is the same.

    The rules and the independent program must agree to the last digit.

    Raises:
        RoundNotClosedError: while the round is being marked.
        ResultsDifferError: when the two programs disagree.
    """
    require(by, at_hand, Role.SECRETARY, Role.BOARD)
    if find_closing(session, at_hand.id) is None:
        raise RoundNotClosedError
    standings = compute_result(session, at_hand)
    if differing := verify.verify_text(standings.text):
        raise ResultsDifferError(places=len(differing))
    newest = find_result(session, at_hand.id)
    if newest is not None and newest.sha256 == standings.sha256:
        return newest
    count = session.scalar(select(func.count()).select_from(Result).where(Result.round_id == at_hand.id)) or 0
    kept = Result(
        round_id=at_hand.id,
        number=count + 1,
        input_sha256=standings.input_sha256,
        canonical=standings.text,
        sha256=standings.sha256,
        computed_by=by.account_id,
        computed_at=now,
    )
    session.add(kept)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.SECRETARY.value,
        action="result.keep",
        subject=f"round:{at_hand.id}",
        number=kept.number,
        result=kept.sha256,
    )
    return kept


def decide_tie(
    session: Session,
    at_hand: RoundAtHand,
    *,
    order: list[list[str]],
    as_role: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """The board (or head) puts tied codes in order; codes put together share their place.

    Raises:
        DecisionNotAskedError: when exactly these codes do not wait for a decision.
        MissingReasonError: without a reason.
    """
    require(by, at_hand, Role.BOARD if as_role == "board_decides" else Role.HEAD)
    codes = sorted(code for group in order for code in group)
    waiting = compute_result(session, at_hand).prizes.pending
    if not any(sorted(one.codes) == codes for one in waiting):
        raise DecisionNotAskedError
    return _decide(session, at_hand, "tie", {"by": as_role, "order": order}, reason=reason, by=by, now=now)


def decide_vacancy(
    session: Session,
    at_hand: RoundAtHand,
    *,
    ladder: str,
    tier: str,
    place: int,
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """The board leaves a place of the ladder vacant: no work deserves it."""
    require(by, at_hand, Role.BOARD)
    return _decide(
        session, at_hand, "vacancy", {"ladder": ladder, "tier": tier, "place": place}, reason=reason, by=by, now=now
    )


def take_back(session: Session, at_hand: RoundAtHand, decision_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take a decision back; it stays in the history."""
    require(by, at_hand, Role.BOARD)
    row = session.get(BoardDecision, decision_id)
    if row is None or row.round_id != at_hand.id or row.undone_at is not None:
        raise AlreadyDoneError
    row.undone_at = now
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="decision.undo",
        subject=f"round:{at_hand.id}",
        decision=str(row.id),
    )


def _decide(
    session: Session,
    at_hand: RoundAtHand,
    kind: str,
    subject: dict[str, object],
    *,
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    if not reason.strip():
        raise MissingReasonError
    if find_closing(session, at_hand.id) is None:
        raise RoundNotClosedError
    row = BoardDecision(
        round_id=at_hand.id, kind=kind, subject=subject, reason=reason.strip(), decided_by=by.account_id, decided_at=now
    )
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action=f"decision.{kind}",
        subject=f"round:{at_hand.id}",
        decided=subject,
        reason=row.reason,
    )
    return row


def _programme_evaluating(at_hand: RoundAtHand) -> None:
    """A closed round means that the programme is past taking entries, whatever its dates still say."""
    programme = at_hand.plan.programme
    state = ProgrammeState(programme.state)
    for step in (ProgrammeState.CLOSED, ProgrammeState.EVALUATING):
        if state in {ProgrammeState.OPEN, ProgrammeState.CLOSED}:
            state = move(state, step)
    programme.state = state.value

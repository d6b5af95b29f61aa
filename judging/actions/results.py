"""Closing a round and keeping its result: from marks to who is to be awarded, still by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging import verify
from judging.actions.awards import replace_awards
from judging.actions.history import record
from judging.actions.rounds import lock_round, require_office
from judging.enums import ProgrammeState, Role, RoundState
from judging.errors import AlreadyDoneError, RefusedError, UndecidedError
from judging.events import MilestoneReached, emit
from judging.models.results import Closing, Result
from judging.queries.round_paths import is_followed, list_later
from judging.queries.rounds import OFFICE, planned
from judging.queries.standings import (
    RoundAtHand,
    compute_result,
    find_approval,
    find_closing,
    find_opening_for_good,
    find_result,
    round_coverage,
)
from judging.rules.lifecycle import move
from judging.rules.openings import prize_blockers
from judging.rules.round_order import ladders_apart
from judging.rules.round_sheets import sheet_from_plain

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.coverage import Coverage
    from judging.rules.standings import Standings
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


class RubricChangedError(RefusedError):
    """The plan's rubric is not the one that the judges marked by (B19)."""

    code = "rubric_changed"


class ResultApprovedError(RefusedError):
    """The board approved the result: nothing of it changes unless the approval is withdrawn with a reason."""

    code = "result_approved"


class ResultNotFinalError(RefusedError):
    """Ties or shared places still wait for the board's decision."""

    code = "result_not_final"


class RoundFollowedError(RefusedError):
    """A later round was sealed from this result: nothing of it changes any more. Facts: round."""

    code = "round_followed"


class NoCommonRoundError(RefusedError):
    """A ladder spans categories that its round does not judge together. Facts: ladder, round, categories."""

    code = "no_common_round"


class StaleResultError(RefusedError):
    """Marks or decisions changed since the result was kept: compute it again first (B15)."""

    code = "stale_result"


def close_round(
    session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime, override_reason: str = ""
) -> Closing:
    """End the marking. Blocked until every entry has its marks and no gap is open, unless overridden with a reason.

    Whoever overrides is named with the reason wherever the result is printed (S001-R14).

    Raises:
        RoundNotCoveredError: when something is missing and no reason is given.
        AlreadyDoneError: when the round was closed a moment ago.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    row = lock_round(session, at_hand)
    if find_closing(session, at_hand.id) is not None:
        raise AlreadyDoneError
    state = move(RoundState(row.state), RoundState.CLOSED)
    missing = missing_of(round_coverage(session, at_hand))
    if missing and not override_reason.strip():
        raise RoundNotCoveredError(count=len(missing))
    row.state = state.value
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
        role=acting_as.value,
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
        {"code": one.code, "what": "marks", "wanted": one.wanted, "locked": one.locked, "seats": list(one.open_seats)}
        | ({"begun": list(one.begun)} if one.begun else {})
        for one in found.shortfalls
    ]
    missing += [
        {"code": one.code, "what": "criteria", "seat": one.seat, "criteria": list(one.criteria)}
        for one in found.unfinished
    ]
    missing += [
        {"code": one.code, "what": "gap", "gap": str(one.gap), "limit": str(one.limit), "action": one.action.value}
        for one in found.gaps
    ]
    missing += [{"code": one.code, "what": "draft", "seat": one.seat} for one in found.drafts]
    missing += [
        {"code": one.code, "what": "conflict", "seat": one.seat, "counts": one.has_sheet} for one in found.conflicts
    ]
    return missing


def keep_result(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> Result:
    """Compute the result of a closed round and keep it, unless the newest kept one is the same.

    The rules and the independent program must agree to the last digit. After the mapping was opened the awards
    follow the newest result, so that what is approved and what is awarded cannot part.

    Raises:
        RoundNotClosedError: while the round is being marked.
        UndecidedError: where the plan leaves open what prizes depend on.
        RubricChangedError, ResultsDifferError, ResultApprovedError.
        NoCommonRoundError: where one ladder spans categories that no round judges together.
        RoundFollowedError: once a later round was sealed from the result.
    """
    acting_as = require_office(session, at_hand, by=by, roles=OFFICE)
    lock_round(session, at_hand)
    standings = compute_agreed(session, at_hand)
    newest = find_result(session, at_hand.id)
    if newest is not None and newest.sha256 == standings.sha256:
        return newest
    refuse_approved(session, at_hand)
    refuse_followed(session, at_hand)
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
        role=acting_as.value,
        action="result.keep",
        subject=f"round:{at_hand.id}",
        number=kept.number,
        result=kept.sha256,
    )
    opening = find_opening_for_good(session, at_hand.id)
    if opening is not None and opening.confirmed_at is not None:
        replace_awards(session, at_hand, standings, kept, now=now)
    return kept


def compute_agreed(session: Session, at_hand: RoundAtHand) -> Standings:
    """The result of this moment, when the plan decides everything and both programs agree; see `keep_result`."""
    if find_closing(session, at_hand.id) is None:
        raise RoundNotClosedError
    for path, unknown in prize_blockers(at_hand.plan.plan):
        raise UndecidedError(path, unknown.decided_by)
    if at_hand.round.sheet and sheet_from_plain(at_hand.round.sheet).rubric != at_hand.rules.rubric:
        raise RubricChangedError
    for apart in ladders_apart(at_hand.plan.plan, at_hand.round.key):
        names = [one.name for one in at_hand.plan.plan.categories if one.key in apart.categories]
        raise NoCommonRoundError(ladder=apart.ladder, round=apart.round, categories=", ".join(names))
    standings = compute_result(session, at_hand)
    if differing := verify.verify_text(standings.text):
        raise ResultsDifferError(count=len(differing))
    return standings


def final_result(session: Session, at_hand: RoundAtHand, *, to_open: bool = False) -> tuple[Result, Standings]:
    """The kept result, when it is what today's sheets and decisions make and leaves nothing to decide (B15).

    With `to_open` nothing that is decided by code: rules that look at authors, and prizes by choice, may still wait.

    Raises:
        StaleResultError, ResultNotFinalError, and what `compute_agreed` raises.
    """
    standings = compute_agreed(session, at_hand)
    kept = find_result(session, at_hand.id)
    if kept is None or kept.sha256 != standings.sha256:
        raise StaleResultError
    if not (standings.may_be_opened if to_open else standings.is_final):
        waiting = standings.passing.pending if standings.passing is not None else ()
        raise ResultNotFinalError(count=len(standings.prizes.pending) + len(waiting))
    return kept, standings


def refuse_followed(session: Session, at_hand: RoundAtHand) -> None:
    """Raise RoundFollowedError once a later round was sealed from this one's result."""
    if is_followed(session, at_hand):
        later = RoundAtHand(list_later(session, at_hand)[0], at_hand.plan)
        raise RoundFollowedError(round=planned(later).name)


def refuse_approved(session: Session, at_hand: RoundAtHand) -> None:
    """Raise ResultApprovedError while an approval is in force."""
    if find_approval(session, at_hand.programme_id) is not None:
        raise ResultApprovedError


def _programme_evaluating(at_hand: RoundAtHand) -> None:
    """A closed round means that the programme is past taking entries, whatever its dates still say."""
    programme = at_hand.plan.programme
    for step in (ProgrammeState.CLOSED, ProgrammeState.EVALUATING):
        if ProgrammeState(programme.state) in {ProgrammeState.OPEN, ProgrammeState.CLOSED}:
            programme.state = move(ProgrammeState(programme.state), step).value

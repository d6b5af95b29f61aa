"""What only people decide about a result: ties, shared places, vacancies; with a reason, undone until approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.results import keep_result, refuse_approved, refuse_followed
from judging.actions.rounds import lock_round, require_office
from judging.enums import Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.models.results import BoardDecision
from judging.queries.standings import compute_result, find_closing, find_opening_for_good, list_decisions
from judging.rules.ladder_slots import count_slots, is_voted
from judging.rules.passing import BorderBecause
from judging.rules.prize_outcomes import ASKS_FOR_ORDER, PendingBecause
from judging.spec.unknown import known
from judging.spec.words import TieKind, VacancyRule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.prize_outcomes import Pending
    from judging.rules.viewers import Viewer
    from judging.spec.prizes import Ladder


class DecisionNotAskedError(RefusedError):
    """Nothing of this kind waits for a decision: the ladder or the marks have changed."""

    code = "decision_not_asked"


class SharingForbiddenError(RefusedError):
    """The plan lets nobody share a place of this ladder: put the codes in order."""

    code = "sharing_forbidden"


class VacancyForbiddenError(RefusedError):
    """The plan lets no place of this ladder stay empty."""

    code = "vacancy_forbidden"


def decide_tie(
    session: Session,
    at_hand: RoundAtHand,
    *,
    order: Sequence[Sequence[str]],
    reason: str,
    ladder: str = "",
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """Put tied codes in order, best first; codes put together share their place. The result is computed again.

    Where the plan gives the word to the head of the panel, the board writes down what the head decided. `ladder` tells
    which of several that wait for the same codes is meant: by marks and by votes they may be equal.

    Raises:
        DecisionNotAskedError: when exactly these codes do not wait for a decision.
        SharingForbiddenError: when they would share a place that the plan lets nobody share.
        MissingReasonError: without a reason.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    groups = [sorted(group) for group in order if group]
    codes = sorted(code for group in groups for code in group)
    pending = [one for one in compute_result(session, at_hand).prizes.pending if one.because in ASKS_FOR_ORDER]
    meant = [one for one in pending if not ladder or one.ladder == ladder]
    asked = next((one for one in meant if sorted(one.codes) == codes), None)
    if asked is None or not codes:
        raise DecisionNotAskedError
    kind, subject = _order_decision(at_hand, asked, groups)
    row = write_decision(session, at_hand, kind, subject, reason=reason, acting_as=acting_as, by=by, now=now)
    standings = compute_result(session, at_hand)
    if any(
        one.because is PendingBecause.SHARING_FORBIDDEN and set(one.codes) & set(codes)
        for one in standings.prizes.pending
    ):
        raise SharingForbiddenError
    keep_result(session, at_hand, by=by, now=now)
    return row


def _order_decision(at_hand: RoundAtHand, asked: Pending, groups: list[list[str]]) -> tuple[str, dict[str, object]]:
    """Which kind of decision an order is, with its subject: of equal totals, or of equally many votes."""
    if any(is_voted(one) for one in at_hand.rules.ladders if one.key == asked.ladder):
        return "vote_order", {"ladder": asked.ladder, "order": groups}
    kind = TieKind.HEAD_DECIDES if asked.because is PendingBecause.AWAITS_HEAD else TieKind.BOARD_DECIDES
    return "tie", {"by": kind.value, "order": groups}


def decide_pass(
    session: Session,
    at_hand: RoundAtHand,
    *,
    tied: Sequence[str],
    passing: Sequence[str],
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """Say which of the entries that are equal at the border go on; nobody may be among them. Computed again after it.

    Where the plan gives the word to the head of the panel, the board writes down what the head decided.

    Raises:
        DecisionNotAskedError: when exactly these codes do not wait at a border, or others are named.
        RoundFollowedError: once the next round was sealed.
        MissingReasonError: without a reason.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    found = compute_result(session, at_hand).passing
    waiting = found.pending if found is not None else ()
    border = next((one for one in waiting if list(one.codes) == sorted(tied)), None)
    if border is None or not set(passing) <= set(border.codes):
        raise DecisionNotAskedError
    kind = TieKind.HEAD_DECIDES if border.because is BorderBecause.AWAITS_HEAD else TieKind.BOARD_DECIDES
    subject: dict[str, object] = {"by": kind.value, "tied": list(border.codes), "passing": sorted(set(passing))}
    row = write_decision(session, at_hand, "pass", subject, reason=reason, acting_as=acting_as, by=by, now=now)
    keep_result(session, at_hand, by=by, now=now)
    return row


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
    """Leave a place of the ladder empty (để trống). The result is computed again.

    Raises:
        DecisionNotAskedError: when the ladder has no such place.
        VacancyForbiddenError: when the plan lets no place stay empty.
        AlreadyDoneError: when it was decided before.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    found = next((one for one in at_hand.rules.ladders if one.key == ladder), None)
    step = next((one for one in found.tiers if one.key == tier), None) if found else None
    if found is None or step is None or place not in places_of(session, at_hand, found, tier):
        raise DecisionNotAskedError
    if known(found.vacancy) is not VacancyRule.BOARD_DECIDES:
        raise VacancyForbiddenError
    if any(
        (one.ladder, one.tier, one.place) == (ladder, tier, place)
        for one in list_decisions(session, at_hand.id)[1].vacancies
    ):
        raise AlreadyDoneError
    subject: dict[str, object] = {"ladder": ladder, "tier": tier, "place": place}
    row = write_decision(session, at_hand, "vacancy", subject, reason=reason, acting_as=acting_as, by=by, now=now)
    keep_result(session, at_hand, by=by, now=now)
    return row


def places_of(session: Session, at_hand: RoundAtHand, ladder: Ladder, tier: str) -> list[int]:
    """The places of a tier as plan and board have them now, from 1."""
    counted = count_slots(ladder, list_decisions(session, at_hand.id)[1].counts)
    return [slot.place for slot in counted.slots if slot.tier == tier]


def take_back(session: Session, at_hand: RoundAtHand, decision_id: UUID, *, by: Viewer, now: datetime) -> BoardDecision:
    """Take a decision back, until the result is approved; it stays in the history. The result is computed again.

    Raises:
        AlreadyDoneError: when it was taken back a moment ago.
        ResultApprovedError: after the approval.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    refuse_approved(session, at_hand)
    refuse_followed(session, at_hand)
    row = session.get(BoardDecision, decision_id, populate_existing=True)
    if row is None or row.round_id != at_hand.id or row.undone_at is not None:
        raise AlreadyDoneError
    row.undone_at = now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="decision.undo",
        subject=f"round:{at_hand.id}",
        decision=str(row.id),
    )
    keep_result(session, at_hand, by=by, now=now)
    return row


def begin_decision(session: Session, at_hand: RoundAtHand, *, reason: str, by: Viewer) -> Role:
    """The round locked for a decision of the board, closed, not approved, not followed, and with a reason."""
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    if find_closing(session, at_hand.id) is None:
        raise DecisionNotAskedError
    refuse_approved(session, at_hand)
    refuse_followed(session, at_hand)
    if not reason.strip():
        raise MissingReasonError
    return acting_as


def write_decision(
    session: Session,
    at_hand: RoundAtHand,
    kind: str,
    subject: dict[str, object],
    *,
    reason: str,
    acting_as: Role,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """Keep a decision with its line of the history."""
    row = BoardDecision(
        round_id=at_hand.id, kind=kind, subject=subject, reason=reason.strip(), decided_by=by.account_id, decided_at=now
    )
    session.add(row)
    session.flush()
    opening = find_opening_for_good(session, at_hand.id)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action=f"decision.{kind}",
        subject=f"round:{at_hand.id}",
        decided=subject,
        reason=row.reason,
        # Whoever decides after the names are known is seen to have known them.
        names_known=opening is not None and opening.confirmed_at is not None,
    )
    return row

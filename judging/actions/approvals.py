"""The board approves one bundle by its hash; from then on nothing of it changes unless the approval is withdrawn."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.lost_prizes import open_recoveries
from judging.actions.money_steps import Doing
from judging.actions.results import final_result
from judging.actions.rounds import lock_round, require_office
from judging.enums import ProgrammeState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.events import MilestoneReached, emit
from judging.models.results import Approval
from judging.queries.publications import list_award_lines
from judging.queries.remarkings import is_remark_round
from judging.queries.standings import find_approval, find_closing, find_opening_for_good, find_result
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.lifecycle import move
from judging.rules.payments import dues_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.publications import AwardLine
    from judging.queries.standings import RoundAtHand
    from judging.rules.canonical import Plain
    from judging.rules.viewers import Viewer


class NotOpenedError(RefusedError):
    """The codes have not been matched with the entries yet."""

    code = "not_opened"


class BundleChangedError(RefusedError):
    """What was to be approved or published is not what stands now (B21)."""

    code = "bundle_changed"


class NotApprovedError(RefusedError):
    """The board has not approved this result."""

    code = "not_approved"


def bundle_of(session: Session, at_hand: RoundAtHand) -> str:
    """The text that the board approves: plan, result, and each award with name, unit, title, money and work.

    Raises:
        NotOpenedError: before the mapping was opened.
    """
    result = find_result(session, at_hand.id)
    closing = find_closing(session, at_hand.id)
    opening = find_opening_for_good(session, at_hand.id)
    if result is None or closing is None or opening is None or opening.confirmed_at is None:
        raise NotOpenedError
    if is_remark_round(session, at_hand.id):
        raise NotOpenedError  # its marks count in the round that it re-marks, whose result is approved
    return canonical_json(
        {
            "format": "bangvang-approval-1",
            "programme": str(at_hand.programme_id),
            "plan": at_hand.plan.version.sha256,
            "round": at_hand.round.key,
            "result": result.sha256,
            "closed_over": closing.override_reason,
            "awards": [_plain_award(line) for line in list_award_lines(session, at_hand)],
        }
    )


def _plain_award(line: AwardLine) -> Plain:
    return {
        "tier": line.tier_key,
        "place": line.place,
        "share": line.share,
        "amount_vnd": line.amount_vnd,
        "code": line.code,
        "entry": str(line.entry_id),
        "version": line.version_sha256,
        "work": line.work.sha256 if line.work else "",
        "person": str(line.person_id),
        "name": line.name,
        "unit": line.unit,
        "title": line.title,
    }


def sha256_of_bundle(bundle: str) -> str:
    """The hash by which a bundle is approved and published."""
    return sha256_of(bundle)


def approve(session: Session, at_hand: RoundAtHand, *, bundle_sha256: str, by: Viewer, now: datetime) -> Approval:
    """The board approves the bundle with this hash, which must be what stands now.

    Raises:
        NotOpenedError: before the mapping was opened.
        StaleResultError, ResultNotFinalError: the kept result is not that of today's sheets and decisions (B15).
        BundleChangedError: the bundle is not the one that was read (B21).
        AlreadyDoneError: when the result was approved a moment ago (B13).
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    bundle = bundle_of(session, at_hand)
    if find_approval(session, at_hand.programme_id) is not None:
        raise AlreadyDoneError
    final_result(session, at_hand)
    if sha256_of_bundle(bundle) != bundle_sha256:
        raise BundleChangedError
    row = Approval(
        programme_id=at_hand.programme_id,
        bundle=bundle,
        bundle_sha256=bundle_sha256,
        approved_by=by.account_id,
        approved_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    programme = at_hand.plan.programme
    session.refresh(programme)
    if programme.state != ProgrammeState.DECIDED.value:  # a result that was published before stays decided
        programme.state = move(ProgrammeState(programme.state), ProgrammeState.DECIDED).value
    open_recoveries(
        session,
        at_hand.programme_id,
        dues_of(json.loads(bundle)["awards"]),
        doing=Doing(by, acting_as, now),
    )
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="result.approve",
        subject=f"programme:{at_hand.programme_id}",
        bundle=bundle_sha256,
    )
    emit(session, MilestoneReached("result.approve"))
    return row


def withdraw_approval(session: Session, at_hand: RoundAtHand, *, reason: str, by: Viewer, now: datetime) -> Approval:
    """Take the approval back, so that decisions may change; what was published stays as it is until corrected (B22).

    Raises:
        MissingReasonError, NotApprovedError.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    row = find_approval(session, at_hand.programme_id)
    if row is None:
        raise NotApprovedError
    if not reason.strip():
        raise MissingReasonError
    row.withdrawn_by, row.withdrawn_at, row.withdrawal_reason = by.account_id, now, reason.strip()
    programme = at_hand.plan.programme
    session.refresh(programme)
    back = ProgrammeState.DECIDED if programme.state == ProgrammeState.PUBLISHED.value else ProgrammeState.EVALUATING
    programme.state = move(ProgrammeState(programme.state), back).value
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="result.withdraw",
        subject=f"programme:{at_hand.programme_id}",
        bundle=row.bundle_sha256,
        reason=row.withdrawal_reason,
    )
    return row

"""After the decision: an entry is disqualified or a prize revoked, by the board, with a reason that is printed.

Nothing is edited: the decision is one more row, the result is computed again and kept as a new version, and the board
approves it anew. The public reads it when the publisher, another person, publishes the correction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.approvals import NotOpenedError, withdraw_approval
from judging.actions.history import record
from judging.actions.results import keep_result, refuse_approved, refuse_followed
from judging.actions.rounds import lock_round, require_office
from judging.enums import EntryState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError, RefusedError
from judging.events import EntryChanged, MilestoneReached, Told, emit
from judging.ids import AccountID, CodeID, EntryID
from judging.models.entries import Entry
from judging.models.revocations import RevocationRow
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.queries.grants import list_holders
from judging.queries.papers import find_paper
from judging.queries.remarkings import is_remark_round
from judging.queries.revocations import REVOCATION_PAPER, find_revocation
from judging.queries.standings import find_approval, find_opening_for_good, find_result, list_codes
from judging.rules.revocations import MovesUp, RevocationKind, rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer
    from judging.spec.prizes import Ladder


class NoPrizeHeldError(RefusedError):
    """The code holds no prize that could be revoked."""

    code = "no_prize_held"


class MoveUpUndecidedError(RefusedError):
    """The plan does not say what becomes of the prize: the board must. Facts: ladder."""

    code = "move_up_undecided"


class PaperInForceError(RefusedError):
    """The paper of this decision is in force: it is revoked first. Facts: number."""

    code = "paper_in_force"


def revoke(
    session: Session,
    at_hand: RoundAtHand,
    *,
    code: str,
    kind: RevocationKind,
    choices: Mapping[str, MovesUp],
    reason: str,
    by: Viewer,
    now: datetime,
) -> RevocationRow:
    """Disqualify the entry behind a code, or revoke its prize. The result is computed again by the ladder's rule.

    An approval in force is withdrawn with the same reason; what was published stays until it is corrected (B22).

    Args:
        session: the transaction.
        at_hand: the round with its plan.
        code: whom it concerns, by code.
        kind: what is decided.
        choices: what moves up, for each ladder where the plan leaves it to the board; others are not looked at.
        reason: printed in the result and on the public page.
        by: one of the board.
        now: the moment.

    Raises:
        NotOpenedError: before the codes were matched with the entries.
        MissingReasonError, NotFoundError (no such code takes part), NoPrizeHeldError, MoveUpUndecidedError.
        AlreadyDoneError: when it was decided about this code before.
        RoundFollowedError: once a later round was sealed from the result.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None or opening.confirmed_at is None or is_remark_round(session, at_hand.id):
        raise NotOpenedError
    refuse_followed(session, at_hand)
    if not reason.strip():
        raise MissingReasonError
    held = held_prizes(session, at_hand).get(code, "")
    if kind is RevocationKind.REVOKED and not held:
        raise NoPrizeHeldError
    row = _row(session, at_hand, code)
    row.kind, row.reason, row.prize = kind.value, reason.strip(), held
    row.choices = _choices(at_hand, row, choices, session)
    row.decided_by, row.decided_at = by.account_id, now
    if find_approval(session, at_hand.programme_id) is not None:
        withdraw_approval(session, at_hand, reason=reason, by=by, now=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    facts = {"revocation": str(row.id), "kind": kind.value, "choices": row.choices, "reason": row.reason}
    _record(session, at_hand, "revocation.decide", acting_as, by=by, now=now, code=code, prize=held, **facts)
    keep_result(session, at_hand, by=by, now=now)
    emit(session, MilestoneReached("revocation.decide"))
    _tell_office(session, at_hand, by=by, now=now)
    return row


def take_back_revocation(
    session: Session, at_hand: RoundAtHand, revocation_id: UUID, *, reason: str, by: Viewer, now: datetime
) -> RevocationRow:
    """Take a revocation back, with a reason: the ladder is laid as if it had not been. It stays in the history.

    After the publication this restores the entry; the board withdraws its approval first, as for every change.

    Raises:
        NotFoundError (none of this round), AlreadyDoneError, MissingReasonError, PaperInForceError.
        ResultApprovedError: after the approval.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    row = find_revocation(session, revocation_id, round_id=at_hand.id)
    if row is None:
        raise NotFoundError("revocation")
    refuse_approved(session, at_hand)
    refuse_followed(session, at_hand)
    if row.undone_at is not None:
        raise AlreadyDoneError
    if not reason.strip():
        raise MissingReasonError
    paper = find_paper(session, at_hand.programme_id, REVOCATION_PAPER, row.id.hex)
    if paper is not None and paper.number is not None:
        raise PaperInForceError(number=paper.full_number)
    row.undone_by, row.undone_at, row.undone_because = by.account_id, now, reason.strip()
    entry = session.get_one(Entry, row.entry_id, with_for_update={"of": Entry}, populate_existing=True)
    if entry.state == EntryState.DISQUALIFIED.value and row.kind == RevocationKind.DISQUALIFIED.value:
        # No ordinary move leads back: only the decision that excluded it, being taken back, does.
        entry.state, entry.changed_at = EntryState.SEALED.value, now
        emit(session, EntryChanged(EntryID(entry.id), "restored"))
    session.flush()
    _record(
        session, at_hand, "revocation.undo", acting_as, by=by, now=now, revocation=str(row.id),
        reason=row.undone_because,
    )  # fmt: skip
    keep_result(session, at_hand, by=by, now=now)
    return row


def held_prizes(session: Session, at_hand: RoundAtHand) -> dict[str, str]:
    """The best prize that each code holds in the kept result, as the stable key of its tier (`ladder/tier`)."""
    kept = find_result(session, at_hand.id)
    told: dict[str, Any] = json.loads(kept.canonical) if kept is not None else {}
    found: dict[str, str] = {}
    for one in told["result"]["prizes"]["awards"] if told else ():
        found.setdefault(one["code"], f"{one['ladder']}/{one['tier']}")
    return found


def open_ladders(at_hand: RoundAtHand, category: str) -> list[Ladder]:
    """The ladders that an entry of a category competes for and of which the plan does not say what moves up."""
    return [one for one in at_hand.rules.ladders if category in one.categories and rule_of(one) is None]


def _row(session: Session, at_hand: RoundAtHand, word: str) -> RevocationRow:
    found = session.execute(
        select(Code.id, CodeLink.entry_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .where(Code.round_id == at_hand.id, Code.word == word)
    ).one_or_none()
    if found is None or word not in list_codes(session, at_hand.id):
        raise NotFoundError("code")
    return RevocationRow(round_id=at_hand.id, code_id=CodeID(found[0]), entry_id=EntryID(found[1]))


def _choices(
    at_hand: RoundAtHand, row: RevocationRow, choices: Mapping[str, MovesUp], session: Session
) -> dict[str, str]:
    category = session.get_one(Code, row.code_id).category_key
    found = {}
    for ladder in open_ladders(at_hand, category):
        if ladder.key not in choices:
            raise MoveUpUndecidedError(ladder=ladder.name)
        found[ladder.key] = choices[ladder.key].value
    return found


def _tell_office(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> None:
    """Secretaries make the paper, publishers the correction."""
    facts = (("title", at_hand.plan.plan.title),)
    places = ((Role.SECRETARY, f"/van-ban/{at_hand.plan.programme.slug}"), (Role.PUBLISHER, f"/cong-bo/{at_hand.id}"))
    told: set[AccountID] = {by.account_id}
    for role, url in places:
        for holder in list_holders(session, role, programme_id=at_hand.programme_id, now=now):
            if (account := AccountID(holder.id)) not in told:
                told.add(account)
                emit(session, Told(account, "revocation.decided", facts, url))


def _record(
    session: Session, at_hand: RoundAtHand, action: str, acting_as: Role, *, by: Viewer, now: datetime, **facts: object
) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"round:{at_hand.id}",
        **facts,
    )

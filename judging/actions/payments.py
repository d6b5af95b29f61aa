"""From a decision to a list of payments: one for each award, by the tax of the day, decided by a second person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.approvals import NotApprovedError
from judging.actions.lost_prizes import cancel_given_back, open_recoveries, reason_lost
from judging.actions.money_steps import (
    NO_PAPER,
    SIGNED,
    Doing,
    OnPaper,
    add_step,
    confirm_step,
    require_reason,
    require_scan,
    waiting_signature,
)
from judging.actions.papers import acting_as
from judging.enums import PaymentListState, PaymentState, Role
from judging.errors import (
    AlreadyDoneError,
    MoveRefusedError,
    NotFoundError,
    RefusedError,
    SamePersonError,
    StaleVersionError,
)
from judging.events import MilestoneReached, Told, emit
from judging.ids import AwardID, EntryID, PaymentListID, PersonID, ProgrammeID
from judging.models.payments import Payment, PaymentList
from judging.models.results import Award
from judging.queries.estimates import approved_vnd, list_steps
from judging.queries.payees import list_payee_states
from judging.queries.payments import accounts_of_people, find_payment_list, last_list_number, list_living_payments
from judging.queries.standings import find_approval
from judging.rules.payments import WITH_WINNER, Due, dues_of, move_payment, reckon

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.models.results import Approval
    from judging.queries.programmes import PlanInForce
    from judging.rules.payments import DueKey
    from judging.rules.taxes import TaxRule
    from judging.rules.viewers import Viewer

KEPT_FOR = timedelta(days=180)
"""Winners' numbers are deleted so long after their list was made: banks answer within weeks, papers hold the rest."""


class NoBudgetError(RefusedError):
    """What the board approved for costs does not cover the prizes. Facts: wanted_vnd, approved_vnd."""

    code = "no_budget"


class DecisionChangedError(RefusedError):
    """The decision that the list was made from is not in force: the list is made anew."""

    code = "decision_changed"


def make_payment_list(
    session: Session, plan: PlanInForce, *, rule: TaxRule, today: date, by: Viewer, now: datetime
) -> PaymentList:
    """Make the list of the decision in force, or make it anew after a correction or a new law.

    Payments that fit the decision go on; those of prizes that were taken away are void, or asked back where they were
    paid; all that is not with its winner is reckoned by `rule`, the law of the day, and waits for the board.

    Raises:
        NotApprovedError: there is no decision.
        PartReturnedError: money of a prize that was given back has come back in part, and was not handed out again.
        AlreadyDoneError: the list stands as it would be made.
    """
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.FINANCE,))
    approval = find_approval(session, plan.programme_id)
    if approval is None:
        raise NotApprovedError
    doing = Doing(by, role, now)
    present = find_payment_list(session, plan.programme_id, lock=True)
    dues = {due.key: due for due in dues_of(json.loads(approval.bundle)["awards"])}
    cancel_given_back(session, plan.programme_id, dues.values(), doing=doing)
    living = {_due_of(row).key: row for row in list_living_payments(session, plan.programme_id, lock=True)}
    if present is not None and present.approval_id == approval.id and _stands(living, dues, rule):
        raise AlreadyDoneError
    row = _new_list(session, approval, present, doing=doing, today=today)
    _void_lost(session, living, dues, doing)
    awards = _awards(session, plan.programme_id)
    for key, due in dues.items():
        award = awards[(due.tier_key, due.place, due.share, due.person)]
        _list_one(session, row, living.get(key), due, award=award, rule=rule)
    session.flush()
    add_step(
        session, row, "make", doing=doing, approval=approval.bundle_sha256, payments=len(dues),
        gross_vnd=sum(due.amount_vnd for due in dues.values()), law=rule.law,
    )  # fmt: skip
    _ask_winners(session, row)
    return row


def approve_payment_list(
    session: Session, plan: PlanInForce, *, version: int, by: Viewer, now: datetime, paper: OnPaper = NO_PAPER
) -> PaymentList:
    """The board decides that it is paid; not who made the list.

    Raises SamePersonError, DecisionChangedError, NoBudgetError, StaleVersionError, MoveRefusedError.
    """
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.BOARD,))
    row = _held(session, plan, version)
    _approve(session, row, Doing(by, role, now), paper)
    return row


def return_payment_list(
    session: Session, plan: PlanInForce, *, version: int, reason: str, by: Viewer, now: datetime
) -> PaymentList:
    """The board does not approve it and says why. Raises MissingReasonError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.BOARD,))
    row = _held(session, plan, version)
    add_step(session, row, "return", doing=Doing(by, role, now), reason=require_reason(reason))
    emit(session, Told(row.made_by, "payment.list_returned", (("title", plan.plan.title),), _url(plan)))
    return row


def send_signed_list(
    session: Session, plan: PlanInForce, *, version: int, paper: OnPaper, by: Viewer, now: datetime
) -> PaymentList:
    """The clerk sends the scan of a list that somebody signed on paper. Raises NoScanError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.SECRETARY,))
    row = _held(session, plan, version)
    require_scan(paper)
    _may_approve(session, row)
    add_step(session, row, SIGNED, doing=Doing(by, role, now), paper=paper)
    return row


def confirm_signed_list(
    session: Session, plan: PlanInForce, *, version: int, typed: str, by: Viewer, now: datetime
) -> PaymentList:
    """Another person of the board compared the scan. Raises SamePersonError, PaperNumberDiffersError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.BOARD,))
    row = _held(session, plan, version)
    doing = Doing(by, role, now)
    confirm_step(waiting_signature(list_steps(session, list_id=PaymentListID(row.id))), typed=typed, doing=doing)
    _approve(session, row, doing, NO_PAPER)
    return row


def _approve(session: Session, row: PaymentList, doing: Doing, paper: OnPaper) -> None:
    if row.made_by == doing.by.account_id:
        raise SamePersonError
    _may_approve(session, row)
    row.state, row.approved_by, row.approved_at = PaymentListState.APPROVED.value, doing.by.account_id, doing.now
    gross = 0
    for one in list_living_payments(session, row.programme_id, lock=True):
        gross += one.gross_vnd
        if one.state == PaymentState.LISTED.value:
            one.state = move_payment(PaymentState.LISTED, PaymentState.APPROVED).value
    add_step(session, row, "approve", doing=doing, paper=paper, gross_vnd=gross)
    emit(session, MilestoneReached("payment_list.approve"))
    _ask_winners(session, row)


def _may_approve(session: Session, row: PaymentList) -> None:
    approval = find_approval(session, row.programme_id)
    if approval is None or approval.id != row.approval_id:
        raise DecisionChangedError
    wanted = sum(one.gross_vnd for one in list_living_payments(session, row.programme_id))
    approved = approved_vnd(session, row.programme_id)
    if wanted > approved:
        raise NoBudgetError(wanted_vnd=wanted, approved_vnd=approved)


def _held(session: Session, plan: PlanInForce, version: int) -> PaymentList:
    row = find_payment_list(session, plan.programme_id, lock=True)
    if row is None:
        raise NotFoundError("payment list")
    if row.version != version:
        raise StaleVersionError
    if row.state != PaymentListState.LISTED.value:
        raise MoveRefusedError("payment list", row.state, PaymentListState.APPROVED.value)
    return row


def _new_list(
    session: Session, approval: Approval, present: PaymentList | None, *, doing: Doing, today: date
) -> PaymentList:
    programme_id = ProgrammeID(approval.programme_id)
    if present is not None:
        present.state = PaymentListState.REPLACED.value
        session.flush()
    row = PaymentList(
        programme_id=programme_id,
        number=last_list_number(session, programme_id) + 1,
        approval_id=approval.id,
        state=PaymentListState.LISTED.value,
        made_by=doing.by.account_id,
        made_at=doing.now,
        purge_on=today + KEPT_FOR,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    return row


def _void_lost(session: Session, living: Mapping[DueKey, Payment], dues: Mapping[DueKey, Due], doing: Doing) -> None:
    """Payments of prizes that the decision does not give any more: asked back where they were paid, else void."""
    lost = [row for key, row in living.items() if key not in dues]
    if any(PaymentState(row.state) in WITH_WINNER for row in lost):  # approved before recoveries were kept
        programme_id = ProgrammeID(lost[0].programme_id)
        open_recoveries(session, programme_id, dues.values(), doing=doing)
    for row in lost:
        if PaymentState(row.state) not in WITH_WINNER:
            row.state = move_payment(PaymentState(row.state), PaymentState.VOID).value
            add_step(session, row, "void", doing=doing, reason=reason_lost(session, row))


def _list_one(
    session: Session, row: PaymentList, present: Payment | None, due: Due, *, award: Award, rule: TaxRule
) -> None:
    reckoned = reckon(due.amount_vnd, rule)
    if present is None:
        session.add(
            Payment(
                programme_id=row.programme_id, list_id=PaymentListID(row.id), award_id=AwardID(award.id),
                person_id=award.person_id, entry_id=award.entry_id, tier_key=due.tier_key, place=due.place,
                share=due.share, gross_vnd=reckoned.gross_vnd, tax_vnd=reckoned.tax_vnd, net_vnd=reckoned.net_vnd,
                tax_law=rule.law, state=PaymentState.LISTED.value,
            )
        )  # fmt: skip
        return
    present.list_id, present.award_id = PaymentListID(row.id), AwardID(award.id)
    state = PaymentState(present.state)
    if state in WITH_WINNER:
        return  # reckoned by the law of the day on which it was paid
    present.tax_vnd, present.net_vnd, present.tax_law = reckoned.tax_vnd, reckoned.net_vnd, rule.law
    if state is not PaymentState.LISTED:
        present.state = move_payment(state, PaymentState.LISTED).value


def _stands(living: Mapping[DueKey, Payment], dues: Mapping[DueKey, Due], rule: TaxRule) -> bool:
    """Whether making the list again would change nothing."""
    return living.keys() == dues.keys() and all(
        PaymentState(row.state) in WITH_WINNER or row.tax_law == rule.law for row in living.values()
    )


def _awards(session: Session, programme_id: ProgrammeID) -> dict[tuple[str, int, int, str], Award]:
    rows = session.scalars(select(Award).where(Award.programme_id == programme_id, Award.revoked_at.is_(None)))
    return {(one.tier_key, one.place, one.share, str(one.person_id)): one for one in rows}


def _due_of(row: Payment) -> Due:
    return Due(row.tier_key, row.place, row.share, str(row.person_id), row.gross_vnd)


def _ask_winners(session: Session, row: PaymentList) -> None:
    """Winners who gave no account yet are asked for it, once for each entry."""
    known = {person for person, one in list_payee_states(session, row.programme_id).items() if not one.is_purged}
    wanted = {
        PersonID(one.person_id): EntryID(one.entry_id)
        for one in list_living_payments(session, row.programme_id)
        if PersonID(one.person_id) not in known and PaymentState(one.state) not in WITH_WINNER
    }
    accounts = accounts_of_people(session, list(wanted))
    for person, entry_id in wanted.items():
        if person in accounts:
            emit(session, Told(accounts[person], "payee.asked", (), f"/bai-du-thi/{entry_id}/nhan-thuong"))


def _url(plan: PlanInForce) -> str:
    return f"/kinh-phi/{plan.programme.slug}/chi-tra"

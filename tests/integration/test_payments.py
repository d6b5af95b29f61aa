"""Payments by the record's actions: once for each award, sums as decided, changed accounts held back.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from judging.actions.approvals import withdraw_approval
from judging.actions.board_decisions import decide_vacancy
from judging.actions.money_steps import OnPaper
from judging.actions.payees import confirm_change, reconfirm_details
from judging.actions.payments import NoBudgetError, NotApprovedError, approve_payment_list
from judging.actions.payouts import (
    AccountChangedError,
    AccountWaitsError,
    DecisionChangedError,
    Handover,
    ListNotApprovedError,
    NoAccountError,
    TaxLawChangedError,
    pay,
    reissue,
    return_payout,
    settle,
    sign_for,
    sign_own,
)
from judging.enums import PayMethod
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    MoveRefusedError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    SamePersonError,
    StaleVersionError,
)
from judging.ids import PaymentID, ProgrammeID
from judging.models.entries import Entry
from judging.models.history import HistoryLine, Notice
from judging.models.payments import Payment, Payout
from judging.models.recoveries import Recovery
from judging.models.results import Approval
from judging.plans.taxes import rule_on
from judging.queries.payments import find_payment_list
from judging.rules.taxes import TaxRule
from tests.factories.marking import make_day
from tests.factories.money import CITIZEN_ID, NUMBERS, OTHER_ACCOUNT, PAID_BY, SCAN, Money
from tests.invariants import violations
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

OTHER = replace(NUMBERS, account=OTHER_ACCOUNT)
HANDS = 8


@pytest.fixture
def money(app: Flask, clock: TestClock) -> Money:
    day = make_day(app, now=clock()).until_opened()
    day.approve()
    return Money(day)


def money_violations(money: Money) -> dict[str, list[str]]:
    return violations(money.day.app)


@pytest.mark.requirement("S001-R31")
def test_each_award_becomes_one_payment_and_the_sum_is_the_decision(money: Money) -> None:
    money.ready()
    rows = money.payments()
    assert sorted(row.gross_vnd for row in rows) == [1_000_000, 1_500_000, 2_000_000]
    assert all(row.tax_vnd == 0 and row.net_vnd == row.gross_vnd for row in rows)
    assert {row.state for row in rows} == {"approved"}
    with money.day.acting() as session:
        bundle = json.loads(session.scalars(select(Approval.bundle)).one())
    assert sum(row.gross_vnd for row in rows) == sum(one["amount_vnd"] for one in bundle["awards"])
    with pytest.raises(AlreadyDoneError):
        money.listed()
    assert money_violations(money) == {}


def test_no_list_before_the_decision_and_none_is_approved_without_an_estimate(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    money = Money(day)
    with pytest.raises(NotApprovedError):
        money.listed()
    day.approve()
    money.listed()
    with pytest.raises(NoBudgetError) as refused:
        money.approved()
    assert refused.value.facts == {"wanted_vnd": 4_500_000, "approved_vnd": 0}
    money.estimated().approved()


def test_A17_winners_are_asked_only_after_the_decision(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    money = Money(day)
    with pytest.raises(NotFoundError):
        money.give()
    day.approve()
    with pytest.raises(NotFoundError):
        money.give()
    money.listed()
    with day.acting() as session:
        asked = session.scalars(select(Notice.account).where(Notice.kind == "payee.asked")).all()
    assert sorted(asked) == sorted(str(one.id) for one in day.authors[:3])
    money.give()
    with pytest.raises(NotFoundError):
        money.give(3)  # the fourth won nothing


def test_B20_of_many_hands_that_pay_one_award_at_one_moment_one_does(money: Money) -> None:
    money.ready().give()
    row, now = money.payment_of(0), money.now()
    details = money.details()[0].id

    def one(number: int) -> str:
        try:
            with money.day.acting() as session:
                pay(
                    session, PaymentID(row.id), Handover(PayMethod.BANK, local_day(now), local_day(now), details),
                    version=row.version, rule=rule_on(local_day(now)), paper=PAID_BY,
                    by=money.day.viewer(session, money.finance if number % 2 else money.second), now=now,
                )  # fmt: skip
        except (StaleVersionError, MoveRefusedError, AlreadyDoneError):
            return "refused"
        return "paid"

    with ThreadPoolExecutor(HANDS) as pool:
        assert sorted(pool.map(one, range(HANDS))) == ["paid"] + ["refused"] * (HANDS - 1)
    with money.day.acting() as session:
        assert [out.net_vnd for out in session.scalars(select(Payout))] == [2_000_000]
    assert money_violations(money) == {}


def test_B20_of_many_lists_made_at_one_moment_one_stands(money: Money) -> None:
    def one(_number: int) -> str:
        try:
            money.listed()
        except AlreadyDoneError:
            return "refused"
        return "made"

    with ThreadPoolExecutor(HANDS) as pool:
        assert sorted(pool.map(one, range(HANDS))).count("made") == 1
    assert len(money.payments()) == 3
    assert money_violations(money) == {}


def test_B20_the_database_itself_refuses_a_second_payment_and_a_sum_that_does_not_add_up(money: Money) -> None:
    money.ready().give()
    money.pay()
    row = money.payment_of(0)
    with pytest.raises(DatabaseError), money.day.acting() as session:
        found = session.scalars(select(Payout)).one()
        session.add(
            Payout(payment_id=found.payment_id, number=2, method="cash", net_vnd=1, paid_by=found.paid_by,
                   paid_on=found.paid_on, paid_at=found.paid_at)
        )  # fmt: skip
    with pytest.raises(DatabaseError), money.day.acting() as session:
        session.execute(text("UPDATE payments SET net_vnd = net_vnd + 1"))
    with pytest.raises(DatabaseError), money.day.acting() as session:
        session.add(
            Payment(programme_id=row.programme_id, list_id=row.list_id, award_id=row.award_id, person_id=row.person_id,
                    entry_id=row.entry_id, tier_key=row.tier_key, place=row.place, share=row.share, gross_vnd=1,
                    tax_vnd=0, net_vnd=1, tax_law="x")
        )  # fmt: skip


def test_B20_a_changed_account_waits_for_its_owner_two_persons_and_a_day(money: Money, clock: TestClock) -> None:
    day = money.day
    money.ready().give()
    changed = money.give(numbers=OTHER)
    payment = PaymentID(money.payment_of(0).id)
    with day.acting() as session:
        told = session.scalars(select(Notice.kind).where(Notice.account == str(day.authors[0].id))).all()
    assert "payee.changed" in told

    def confirm(who: object) -> None:
        with day.acting() as session:
            by = day.viewer(session, who)  # type: ignore[arg-type]
            confirm_change(session, payment, changed, how="Gọi số điện thoại trong hồ sơ", by=by, now=clock())

    def refused() -> None:
        with pytest.raises(AccountWaitsError):
            money.pay()

    refused()
    confirm(money.finance)
    with pytest.raises(SamePersonError):
        confirm(money.finance)
    with pytest.raises(NotAllowedError):
        confirm(day.secretary)
    refused()
    confirm(day.board)
    refused()
    with day.acting() as session:
        entry = session.get_one(Entry, day.entries[0].id)
        reconfirm_details(session, entry, changed, by=day.viewer(session, day.authors[0]), now=clock())
    refused()  # not a day yet
    clock.move(hours=23, minutes=59)
    refused()
    clock.move(minutes=1)
    money.pay()
    assert money.payment_of(0).state == "paid"
    assert money_violations(money) == {}


@pytest.mark.parametrize("lacking", ["owner", "second person", "day"])
def test_B20_each_of_the_three_holds_on_its_own(money: Money, clock: TestClock, lacking: str) -> None:
    day = money.day
    money.ready().give()
    changed = money.give(numbers=OTHER)
    payment = PaymentID(money.payment_of(0).id)
    with day.acting() as session:
        for who in [money.finance, day.board][: 1 if lacking == "second person" else 2]:
            confirm_change(session, payment, changed, how="Gặp trực tiếp", by=day.viewer(session, who), now=clock())
        if lacking != "owner":
            entry = session.get_one(Entry, day.entries[0].id)
            reconfirm_details(session, entry, changed, by=day.viewer(session, day.authors[0]), now=clock())
    if lacking != "day":
        clock.move(hours=24)
    with pytest.raises(AccountWaitsError):
        money.pay()


def test_B20_what_was_shown_is_what_is_paid(money: Money) -> None:
    """The winner changes the account while finance has the page open."""
    money.ready()
    first = money.give()
    row, now = money.payment_of(0), money.now()
    money.give(numbers=OTHER)
    with money.day.acting() as session, pytest.raises(AccountChangedError):
        pay(
            session, PaymentID(row.id), Handover(PayMethod.BANK, local_day(now), local_day(now), first),
            version=row.version, rule=rule_on(local_day(now)), paper=PAID_BY,
            by=money.day.viewer(session, money.finance), now=now,
        )  # fmt: skip


def test_correcting_only_the_tax_code_changes_no_account(money: Money) -> None:
    money.ready().give()
    money.give(numbers=replace(NUMBERS, tax_code=CITIZEN_ID))
    assert [row.is_changed for row in money.details()] == [False, False]
    money.pay()


def test_a_payment_goes_out_comes_back_and_goes_out_again(money: Money, clock: TestClock) -> None:
    day = money.day
    money.ready().give()
    money.pay()

    def step(act: object, who: object = None, **facts: object) -> None:
        row = money.payment_of(0)
        with day.acting() as session:
            by = day.viewer(session, who or money.finance)  # type: ignore[arg-type]
            act(session, PaymentID(row.id), version=row.version, by=by, now=clock(), **facts)  # type: ignore[operator]

    with pytest.raises(MissingReasonError):
        step(return_payout, reason=" ")
    with pytest.raises(NotAllowedError):
        step(return_payout, day.board, reason="Sai")
    step(return_payout, reason="Ngân hàng trả lại: tên không khớp")
    with pytest.raises(MoveRefusedError):
        money.pay()
    step(reissue, reason="Đã đối chiếu lại tên")
    money.pay(method=PayMethod.CASH)
    with pytest.raises(RefusedError):
        step(sign_for, receiver="", paper=OnPaper())  # no scan
    step(sign_for, receiver="Người Nhận Thay Thử", paper=OnPaper("GUQ-1", None, SCAN))
    step(settle)
    subject = f"payment:{money.payment_of(0).id}"
    with day.acting() as session:
        outs = session.scalars(select(Payout).order_by(Payout.number)).all()
        assert [(one.number, one.method, one.receiver, bool(one.returned_at)) for one in outs] == [
            (1, "bank", "", True),
            (2, "cash", "Người Nhận Thay Thử", False),
        ]
        acts = session.scalars(
            select(HistoryLine.action).where(HistoryLine.subject == subject).order_by(HistoryLine.seq)
        ).all()
    assert list(acts) == ["payment.pay", "payment.return", "payment.reissue", "payment.pay", "payment.sign",
                          "payment.settle"]  # fmt: skip


def test_only_the_winner_says_that_his_money_came(money: Money, clock: TestClock) -> None:
    money.ready().give()
    row = money.payment_of(0)
    with money.day.acting() as session, pytest.raises(MoveRefusedError):
        sign_own(session, PaymentID(row.id), by=money.day.viewer(session, money.day.authors[0]), now=clock())
    money.pay()
    with money.day.acting() as session, pytest.raises(NotFoundError):
        sign_own(session, PaymentID(row.id), by=money.day.viewer(session, money.day.authors[1]), now=clock())
    with money.day.acting() as session:
        sign_own(session, PaymentID(row.id), by=money.day.viewer(session, money.day.authors[0]), now=clock())
    assert money.payment_of(0).state == "signed"


def test_nothing_goes_out_before_the_board_or_without_an_account_or_after_a_withdrawal(money: Money) -> None:
    day = money.day
    money.estimated().listed().give()
    with pytest.raises((ListNotApprovedError, MoveRefusedError)):
        money.pay()
    with day.acting() as session:
        row = find_payment_list(session, ProgrammeID(day.programme_id))
        assert row is not None
        with pytest.raises(NotAllowedError):
            by = day.viewer(session, money.second)
            approve_payment_list(session, money.plan(session), version=row.version, by=by, now=money.now())
    money.approved()
    with pytest.raises(NoAccountError):
        money.pay(1)
    with day.acting() as session:
        withdraw_approval(
            session, day.at_hand(session), reason="Có đơn", by=day.viewer(session, day.board), now=day.now
        )
    with pytest.raises(DecisionChangedError):
        money.pay()
    assert money_violations(money) == {}


def correct(money: Money) -> None:
    """The board withdraws its approval, leaves the first prize vacant, and approves again."""
    day = money.day
    with day.acting() as session:
        by = day.viewer(session, day.board)
        withdraw_approval(session, day.at_hand(session), reason="Có đơn", by=by, now=day.now)
    with day.acting() as session:
        by = day.viewer(session, day.board)
        decide_vacancy(session, day.at_hand(session), ladder="individual", tier="first", place=1,
                       reason="Không đạt", by=by, now=day.now)  # fmt: skip
    day.compute()
    day.approve()


def test_a_corrected_decision_voids_what_was_not_paid_and_asks_back_what_was(money: Money) -> None:
    money.ready().give()
    money.pay()
    paid = money.payment_of(0)
    correct(money)
    assert money_violations(money) == {}
    money.listed()
    rows = money.payments()
    assert sorted((one.gross_vnd, one.state) for one in rows) == [(1_000_000, "listed"), (1_500_000, "listed")]
    assert money.payment_of(0).gross_vnd == 1_500_000, "the first of the ranking holds the second prize now"
    with money.day.acting() as session:
        asked = session.scalars(select(Recovery)).one()
        assert (asked.payment_id, asked.amount_vnd, asked.reason) == (paid.id, paid.net_vnd, "Có đơn")
    money.approved()
    assert money_violations(money) == {}


def test_the_law_of_the_day_of_payment_is_the_law_of_the_list(money: Money, clock: TestClock) -> None:
    money.ready().give()
    row, now = money.payment_of(0), money.now()
    other = TaxRule(now.date(), 1_000_000, 10, "Luật thử")
    with money.day.acting() as session, pytest.raises(TaxLawChangedError):
        pay(
            session, PaymentID(row.id), Handover(PayMethod.CASH, local_day(now), local_day(now)),
            version=row.version, rule=other, paper=PAID_BY, by=money.day.viewer(session, money.finance), now=now,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_B20_whatever_hands_do_the_sums_are_the_decision(money: Money, clock: TestClock, seed: int) -> None:
    """Steps by chance, most of them refused: after each, every invariant of money holds."""
    rng = random.Random(seed)
    day = money.day
    money.ready()

    def any_payment() -> dict[str, object]:
        row = rng.choice(money.payments())
        return {"payment_id": PaymentID(row.id), "version": row.version - rng.choice([0, 0, 0, 1])}

    def on_payment(act: object, **facts: object) -> None:
        chosen = any_payment()
        with day.acting() as session:
            by = day.viewer(session, rng.choice([money.finance, money.second, day.board]))
            act(session, **chosen, **facts, by=by, now=clock())  # type: ignore[operator]

    steps = {
        "give": lambda: money.give(rng.randrange(4), rng.choice([NUMBERS, OTHER])),
        "cash": lambda: money.pay(rng.randrange(3), method=PayMethod.CASH),
        "bank": lambda: money.pay(rng.randrange(3)),
        "sign": lambda: on_payment(sign_for, receiver="", paper=OnPaper("1", None, replace_scan(rng))),
        "return": lambda: on_payment(return_payout, reason="Trả lại"),
        "reissue": lambda: on_payment(reissue, reason="Chi lại"),
        "settle": lambda: on_payment(settle),
        "list": money.listed,
        "approve": money.approved,
        "correct": lambda: correct(money),
        "day": lambda: clock.move(hours=8),
    }
    done = 0
    for _ in range(40):
        name = rng.choice([*steps, "cash", "cash", "bank", "return", "list", "approve"])
        try:
            steps[name]()
        except (RefusedError, StopIteration, IndexError):
            continue
        done += 1
        assert record_violations(money) == {}, (seed, name)
    assert done > 3


def replace_scan(rng: random.Random) -> object:
    return replace(SCAN, key=f"{rng.getrandbits(200):064x}")


def record_violations(money: Money) -> dict[str, list[str]]:
    """The invariants of money and of the awards alone: they are asked after every step."""
    from judging.queries.invariants import RECORD

    with money.day.acting() as session:
        found = {name: RECORD[name](session) for name in ("I13 money", "I13 payments", "B20 payouts", "B20 recoveries")}
    return {name: wrong for name, wrong in found.items() if wrong}


@pytest.mark.parametrize("tampering", ["gross", "gone", "out", "foreign"])
def test_the_invariants_notice_money_that_was_touched(money: Money, tampering: str) -> None:
    money.ready().give()
    money.pay()
    other = "(SELECT person_id FROM payments WHERE state = 'approved' LIMIT 1)"
    statement = {
        "gross": "UPDATE payments SET gross_vnd = gross_vnd + 5, net_vnd = net_vnd + 5 WHERE state = 'approved'",
        "gone": "UPDATE payments SET state = 'void' WHERE state = 'approved'",
        "out": "UPDATE payments SET state = 'approved' WHERE state = 'paid'",
        "foreign": f"UPDATE payee_details SET person_id = {other}",
    }[tampering]
    with money.day.acting() as session:
        session.execute(text(statement))
    assert set(record_violations(money)) & {"I13 payments", "B20 payouts"}

"""Where a payment and an estimate may go, what a decision gives, and when money may go to a changed account."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from judging.enums import EstimateState, PaymentState
from judging.errors import MoveRefusedError
from judging.plans.taxes import rule_on
from judging.rules.estimates import (
    ESTIMATE_MOVES,
    ORGANISING,
    PRIZE,
    EstimateLine,
    move_estimate,
    prize_lines,
    total_vnd,
)
from judging.rules.payments import (
    CHANGED_WAITS,
    PAYMENT_MOVES,
    WITH_WINNER,
    Due,
    Given,
    dues_of,
    may_pay_to,
    move_payment,
    reckon,
)
from tests.factories.programmes import demonstration_plan

AT = datetime(2026, 9, 7, tzinfo=UTC)


@pytest.mark.parametrize(("before", "after"), list(product(PaymentState, PaymentState)))
def test_a_payment_moves_only_as_the_table_says(before: PaymentState, after: PaymentState) -> None:
    if after in PAYMENT_MOVES[before]:
        assert move_payment(before, after) is after
    else:
        with pytest.raises(MoveRefusedError):
            move_payment(before, after)


def test_B20_money_that_is_out_is_neither_paid_again_nor_made_void() -> None:
    for state in WITH_WINNER:
        assert not PAYMENT_MOVES[state] & {PaymentState.PAID, PaymentState.REISSUED, PaymentState.VOID}
    assert PaymentState.PAID not in PAYMENT_MOVES[PaymentState.LISTED], "the board decides first"
    assert PaymentState.PAID not in PAYMENT_MOVES[PaymentState.RETURNED], "somebody issues it again first"


@pytest.mark.requirement("S001-R40")
def test_an_estimate_is_appraised_before_it_is_approved_and_stays_approved() -> None:
    assert move_estimate(EstimateState.PROPOSED, EstimateState.APPRAISED) is EstimateState.APPRAISED
    for state in (EstimateState.DRAFT, EstimateState.PROPOSED):
        with pytest.raises(MoveRefusedError):
            move_estimate(state, EstimateState.APPROVED)
    assert ESTIMATE_MOVES[EstimateState.APPROVED] == frozenset()


@pytest.mark.requirement("S001-R31")
def test_the_plans_prizes_are_the_first_lines() -> None:
    lines = prize_lines(demonstration_plan("2026-09-07"))
    assert lines is not None
    assert [one.amount_vnd for one in lines] == [2_000_000, 1_500_000, 1_000_000]
    assert total_vnd([*lines, EstimateLine(ORGANISING, "In ấn", 3, 100_000)]) == 4_800_000
    assert {one.kind for one in lines} == {PRIZE}


@pytest.mark.parametrize("amount", [1, 999_999, 10_000_000, 10_000_001, 25_000_000, 10**12])
@pytest.mark.parametrize("day", [date(2020, 9, 1), date(2026, 6, 30), date(2026, 7, 1)])
def test_tax_and_net_add_up_to_the_dong(amount: int, day: date) -> None:
    found = reckon(amount, rule_on(day))
    assert found.tax_vnd + found.net_vnd == found.gross_vnd == amount
    assert 0 <= found.tax_vnd < amount


def test_a_shared_prize_gives_each_holder_a_payment_of_his_own_and_one_without_money_none() -> None:
    awards = [
        {"tier": "a/first", "place": 1, "share": share, "person": person, "amount_vnd": amount}
        for share, person, amount in ((1, "p", 875_000), (2, "q", 875_000), (3, "r", 0))
    ]
    assert dues_of(awards) == (Due("a/first", 1, 1, "p", 875_000), Due("a/first", 1, 2, "q", 875_000))


@pytest.mark.parametrize("reconfirmed", [True, False])
@pytest.mark.parametrize("confirmations", [0, 1, 2])
@pytest.mark.parametrize("seconds", [-1, 0])
def test_B20_a_changed_account_needs_all_three(*, reconfirmed: bool, confirmations: int, seconds: int) -> None:
    now = AT + CHANGED_WAITS + timedelta(seconds=seconds)
    wanted = reconfirmed and confirmations == 2 and seconds == 0
    assert may_pay_to(Given(True, AT, reconfirmed, confirmations), now=now) is wanted
    assert may_pay_to(Given(False, AT, reconfirmed, confirmations), now=AT) is True

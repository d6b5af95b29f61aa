"""Which payments lost their prize, what is still to come back, and when it is late."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from judging.enums import PaymentState, RecoveryState
from judging.rules import recoveries
from judging.rules.payments import WITH_WINNER, Due
from judging.rules.recoveries import is_overdue, lost_keys

KEY = ("a/first", 1, 0, "p", 2_000_000)


def test_the_examples_hold() -> None:
    assert doctest.testmod(recoveries).failed == 0


@pytest.mark.parametrize("state", list(PaymentState))
def test_B20_only_money_that_is_out_is_asked_back(state: PaymentState) -> None:
    assert lost_keys({KEY: state}, []) == ((KEY,) if state in WITH_WINNER else ())


@pytest.mark.parametrize("at", range(5))
def test_B20_a_prize_that_differs_in_anything_is_another(at: int) -> None:
    other = list(KEY)
    other[at] = "x" if isinstance(other[at], str) else 7
    assert lost_keys({KEY: PaymentState.PAID}, [Due(*other)]) == (KEY,)  # type: ignore[arg-type]  # mixed on purpose


@pytest.mark.parametrize("state", list(RecoveryState))
def test_only_what_is_open_is_ever_late(state: RecoveryState) -> None:
    late = is_overdue(state, due_on=date(2026, 9, 1), today=date(2026, 9, 2))
    assert late is (state is RecoveryState.OPEN)
    assert not is_overdue(state, due_on=None, today=date(2026, 9, 2))

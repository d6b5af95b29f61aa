"""Prize money that is asked back: which payments lost their prize, and what a recovery still asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import PaymentState, RecoveryState
from judging.rules.payments import WITH_WINNER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from judging.rules.payments import Due, DueKey

ASKING = frozenset({RecoveryState.OPEN, RecoveryState.WRITTEN_OFF})
"""The payment stands for no prize: it is on no list, and is not made again while the recovery stands."""


def lost_keys(payments: Mapping[DueKey, PaymentState], dues: Iterable[Due]) -> tuple[DueKey, ...]:
    """The payments whose money is with somebody whom the decision gives that prize no longer, in order.

    >>> from judging.rules.payments import Due
    >>> first, second = ("a/first", 1, 0, "p", 2_000_000), ("a/second", 1, 0, "q", 1_500_000)
    >>> lost_keys({first: PaymentState.PAID, second: PaymentState.APPROVED}, [Due(*second)])
    (('a/first', 1, 0, 'p', 2000000),)
    >>> lost_keys({first: PaymentState.PAID}, [Due(*first)])
    ()
    """
    given = {due.key for due in dues}
    return tuple(sorted(key for key, state in payments.items() if state in WITH_WINNER and key not in given))


def rest_vnd(amount_vnd: int, *, returned_vnd: int, written_off_vnd: int) -> int:
    """What is still to come back, in đồng.

    >>> rest_vnd(2_000_000, returned_vnd=500_000, written_off_vnd=0)
    1500000
    """
    return amount_vnd - returned_vnd - written_off_vnd


def is_overdue(state: RecoveryState, *, due_on: date | None, today: date) -> bool:
    """Whether money that was asked back by a day has not come by its end.

    >>> from datetime import date
    >>> is_overdue(RecoveryState.OPEN, due_on=date(2026, 9, 30), today=date(2026, 9, 30))
    False
    >>> is_overdue(RecoveryState.OPEN, due_on=date(2026, 9, 30), today=date(2026, 10, 1))
    True
    """
    return state is RecoveryState.OPEN and due_on is not None and today > due_on

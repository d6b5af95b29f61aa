"""What is to be paid to whom after a decision, and where a payment may go from where it stands.

An award is paid once: a payment that came back is paid again by the same payment, and a prize taken away voids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from judging.enums import PaymentState
from judging.errors import MoveRefusedError
from judging.rules.taxes import tax_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from judging.rules.taxes import TaxRule

_S = PaymentState
PAYMENT_MOVES: Mapping[PaymentState, frozenset[PaymentState]] = {
    _S.LISTED: frozenset({_S.APPROVED, _S.VOID}),
    # A list made anew, after a correction of the result or a new law, is approved anew.
    _S.APPROVED: frozenset({_S.PAID, _S.LISTED, _S.VOID}),
    _S.PAID: frozenset({_S.SIGNED, _S.RETURNED}),
    _S.SIGNED: frozenset({_S.SETTLED, _S.RETURNED}),
    _S.RETURNED: frozenset({_S.REISSUED, _S.LISTED, _S.VOID}),
    _S.REISSUED: frozenset({_S.PAID, _S.LISTED, _S.VOID}),
    _S.SETTLED: frozenset({_S.RETURNED}),
    _S.VOID: frozenset(),
}
WITH_WINNER = frozenset({_S.PAID, _S.SIGNED, _S.SETTLED})
"""The money has left the office: it comes back before anything else can be done about it."""

DueKey = tuple[str, int, int, str, int]

CHANGED_WAITS = timedelta(hours=24)
"""A changed account rests so long, so that its owner, who is told of it, can object (B20)."""
CONFIRMATIONS = 2


@dataclass(frozen=True, slots=True)
class Due:
    """What one award gives to one person by the decision."""

    tier_key: str
    place: int
    share: int
    person: str
    amount_vnd: int

    @property
    def key(self) -> DueKey:
        """What two equal dues have in common, whichever decision names them."""
        return (self.tier_key, self.place, self.share, self.person, self.amount_vnd)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An amount by the tax rule of a day: gross = tax + net, all in whole đồng."""

    gross_vnd: int
    tax_vnd: int
    net_vnd: int


def reckon(amount_vnd: int, rule: TaxRule) -> Reckoned:
    """Tax and what remains.

    >>> from datetime import date
    >>> from judging.rules.taxes import TaxRule
    >>> reckon(12_000_000, TaxRule(date(2014, 1, 1), 10_000_000, 10, ""))
    Reckoned(gross_vnd=12000000, tax_vnd=200000, net_vnd=11800000)
    """
    tax = tax_of(amount_vnd, rule)
    return Reckoned(amount_vnd, tax, amount_vnd - tax)


def move_payment(state: PaymentState, to: PaymentState) -> PaymentState:
    """The state after a move. Raises MoveRefusedError."""
    if to not in PAYMENT_MOVES[state]:
        raise MoveRefusedError("payment", state.value, to.value)
    return to


def dues_of(awards: Iterable[Mapping[str, object]]) -> tuple[Due, ...]:
    """What the awards of an approved bundle give; prizes without money are no payments."""
    return tuple(
        Due(str(one["tier"]), int(str(one["place"])), int(str(one["share"])), str(one["person"]), amount)
        for one in awards
        if (amount := int(str(one["amount_vnd"])))
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the account that a winner gave: whether it replaces another, since when, who confirmed it."""

    is_changed: bool
    given_at: datetime
    is_reconfirmed: bool
    confirmations: int


def may_pay_to(given: Given, *, now: datetime) -> bool:
    """Whether money may go to this account (B20).

    The first one at once; one that replaces another when its owner said so once more, two persons asked him, and 24
    hours went by.

    >>> from datetime import datetime, UTC
    >>> at = datetime(2026, 9, 7, tzinfo=UTC)
    >>> may_pay_to(Given(False, at, False, 0), now=at), may_pay_to(Given(True, at, True, 2), now=at)
    (True, False)
    >>> may_pay_to(Given(True, at, True, 2), now=at + CHANGED_WAITS)
    True
    """
    if not given.is_changed:
        return True
    return given.is_reconfirmed and given.confirmations >= CONFIRMATIONS and now >= given.given_at + CHANGED_WAITS

"""Bounds and quotas: how many."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.words import QuotaKind


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `minimum` to `maximum`, both allowed; None means that the plan sets no such limit."""

    minimum: int | None = None
    maximum: int | None = None

    def holds(self, value: int) -> bool:
        """Whether `value` lies inside, ends included."""
        return self.off_by(value) == 0

    def off_by(self, value: int) -> int:
        """How far `value` lies outside: negative below the minimum, positive above the maximum, 0 inside."""
        if self.minimum is not None and value < self.minimum:
            return value - self.minimum
        if self.maximum is not None and value > self.maximum:
            return value - self.maximum
        return 0


@dataclass(frozen=True, slots=True)
class Quota:
    """A number of prizes or awards as the plan puts it: its kind and its bounds.

    `percent` is of the base that `base` names (only for QuotaKind.PERCENT).
    In plan files a whole number alone stands for an exact quota.
    """

    kind: QuotaKind
    minimum: int | None = None
    maximum: int | None = None
    percent: Decimal | None = None
    base: str | None = None

    @classmethod
    def exactly(cls, count: int) -> "Quota":
        """A quota of `count`, no more and no fewer."""
        return cls(kind=QuotaKind.EXACT, minimum=count, maximum=count)

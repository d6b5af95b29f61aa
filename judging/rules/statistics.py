"""How far judges agree, exactly: nothing is rounded before it is shown.

Sources: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), interval metric; M. G. Kendall,
*Rank Correlation Methods* (1948), coefficient of concordance W with its correction for ties.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

FEWEST = 2
"""One value alone agrees with nothing and disagrees with nothing."""


def mean(values: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of at least one value; of an even number, the mean of the two in the middle.

    >>> median([Fraction(1), Fraction(9), Fraction(4), Fraction(5)])
    Fraction(9, 2)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def krippendorff_alpha(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Krippendorff's alpha with the interval metric; `units` are the values that one thing got from its judges.

    1 is full agreement, 0 what chance would give, below 0 is worse than chance. Things with one value alone are left
    out, as the definition wants. None when nothing can be compared or every value is the same.
    """
    pairable = [unit for unit in units if len(unit) >= FEWEST]
    values = [value for unit in pairable for value in unit]
    expected = _squared_differences(values)
    if not expected:
        return None
    observed = sum((_squared_differences(unit) / (len(unit) - 1) for unit in pairable), Fraction(0))
    return 1 - observed * (len(values) - 1) / expected


def _squared_differences(values: Sequence[Fraction]) -> Fraction:
    """The squared differences of all ordered pairs, summed: 2 (n Σx² − (Σx)²)."""
    total = sum(values, Fraction(0))
    return 2 * (len(values) * sum((value * value for value in values), Fraction(0)) - total * total)


def kendall_w(rows: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """Kendall's W, corrected for ties: `rows` are the judges, each with one value for every thing, in one order.

    1 is one and the same order, 0 no common order at all. None for fewer than two judges or two things, and when
    every judge gives everything the same value.
    """
    judges, things = len(rows), len(rows[0]) if rows else 0
    if judges < FEWEST or things < FEWEST:
        return None
    ranked = [ranks(row) for row in rows]
    sums = [sum((row[at] for row in ranked), Fraction(0)) for at in range(things)]
    middle = mean(sums)
    spread = sum(((one - middle) ** 2 for one in sums), Fraction(0))
    ties = sum(count**3 - count for row in rows for count in Counter(row).values())
    most = judges * judges * (things**3 - things) - judges * ties
    return 12 * spread / most if most else None


def ranks(values: Sequence[Fraction]) -> list[Fraction]:
    """The rank of each value, the lowest first; equal values share the mean of their ranks.

    >>> [str(one) for one in ranks([Fraction(7), Fraction(3), Fraction(7)])]
    ['5/2', '1', '5/2']
    """
    order = sorted(range(len(values)), key=lambda at: values[at])
    found = [Fraction(0)] * len(values)
    before = 0
    for _value, group in groupby(order, key=lambda at: values[at]):
        tied = list(group)
        for at in tied:
            found[at] = before + Fraction(len(tied) + 1, 2)
        before += len(tied)
    return found


def pooled_variance(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """The variance of marks about the mean of their own thing, over all things; None without two marks of one.

    Σ (x − mean of its thing)² / Σ (marks of a thing − 1).
    """
    freedom, total = 0, Fraction(0)
    for unit in units:
        if len(unit) >= FEWEST:
            middle = mean(unit)
            total += sum(((value - middle) ** 2 for value in unit), Fraction(0))
            freedom += len(unit) - 1
    return total / freedom if freedom else None

"""Loudness after EBU R128 out of counted blocks, so that slices measured apart add up to one figure.

A count is a plain mapping from a loudness in tenths of LUFS ("-231") to how many blocks were as loud.
"""

from collections.abc import Mapping
from math import log10

ABSOLUTE_GATE = -70.0
"""Blocks below are silence and count for nothing (ITU-R BS.1770-4)."""
RELATIVE_GATE = -10.0
"""So many LU below the loudness of the rest, a block does not count either."""
RANGE_GATE = -20.0
"""The same for the loudness range (EBU Tech 3342)."""
_LOW, _HIGH = 0.10, 0.95


def add_counts(counts: dict[str, int], lufs: float) -> None:
    """Count one block; what lies below the absolute gate is left out."""
    if lufs > ABSOLUTE_GATE:
        key = str(round(lufs * 10))
        counts[key] = counts.get(key, 0) + 1


def integrated(counts: Mapping[str, int]) -> int | None:
    """The loudness of the whole in tenths of LUFS; None for silence.

    >>> integrated({"-230": 100, "-500": 100})
    -230
    """
    blocks = [(int(key) / 10, count) for key, count in counts.items()]
    if not blocks:
        return None
    gate = _mean(blocks) + RELATIVE_GATE
    return round(_mean([block for block in blocks if block[0] >= gate]) * 10)


def loudness_range(counts: Mapping[str, int]) -> int | None:
    """The loudness range in tenths of LU; None when there is too little sound.

    >>> loudness_range({"-300": 50, "-200": 50})
    100
    """
    blocks = sorted((int(key) / 10, count) for key, count in counts.items())
    if not blocks:
        return None
    gate = _mean(blocks) + RANGE_GATE
    loud = [block for block in blocks if block[0] >= gate]
    return round((_percentile(loud, _HIGH) - _percentile(loud, _LOW)) * 10)


def _mean(blocks: list[tuple[float, int]]) -> float:
    """The loudness of blocks together: the mean of their powers."""
    total = sum(count for _, count in blocks)
    return 10 * log10(sum(10 ** (lufs / 10) * count for lufs, count in blocks) / total)


def _percentile(blocks: list[tuple[float, int]], share: float) -> float:
    wanted = share * sum(count for _, count in blocks)
    seen = 0
    for lufs, count in blocks:
        seen += count
        if seen >= wanted:
            return lufs
    return blocks[-1][0]

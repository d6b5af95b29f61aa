"""A video's figures in words: spans of time, rates, sizes, codecs, and where each figure of a duration comes from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from portal.display import duration, mark

SHORT_MS = 10_000
MILLI = Decimal(1000)


def span(ms: int) -> str:
    """A span of time; what is shorter than 10 s keeps its hundredths: 40 → `0,04 giây`, 312,000 → `5 phút 12 giây`."""
    if ms >= SHORT_MS or ms % 1000 == 0:
        return duration(Decimal(ms) / MILLI)
    return str(_("%(number)s s", number=mark((Decimal(ms) / MILLI).quantize(Decimal("0.01"), ROUND_HALF_UP))))


def rate(milli: int) -> str:
    """Frames per second from frames per 1,000 seconds: 29,970 → `29,97`, 25,000 → `25`."""
    return mark((Decimal(milli) / MILLI).quantize(Decimal("0.01"), ROUND_HALF_UP))

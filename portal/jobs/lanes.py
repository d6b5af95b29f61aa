"""Lanes: long work on films has a worker of its own, so that nobody's measurement waits behind somebody's film."""

from __future__ import annotations

from enum import StrEnum

LONG_KINDS = frozenset(
    {
        "compare_part",
        "compare_print",
        "examine_video",
        "make_renditions",
        "prepare_renditions",
        "scan_part",
        "scrub",
        "sweep_rowless",
    }
)
"""Kinds that read or encode whole films, or all that is stored. Known without the handlers: a request asks too."""


class Lane(StrEnum):
    """Which jobs a worker does."""

    QUICK = "quick"
    LONG = "long"
    ALL = "all"

    @property
    def parts(self) -> tuple[Lane, ...]:
        """The lane itself, or both of `all`."""
        return LANES if self is Lane.ALL else (self,)


LANES = (Lane.QUICK, Lane.LONG)


def lane_of(kind: str) -> Lane:
    """The lane in which jobs of `kind` are done; one that nobody knows fails quickly.

    >>> lane_of("measure_part"), lane_of("examine_video")
    (<Lane.QUICK: 'quick'>, <Lane.LONG: 'long'>)
    """
    return Lane.LONG if kind in LONG_KINDS else Lane.QUICK

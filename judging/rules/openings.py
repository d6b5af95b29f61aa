"""Which unknowns of a plan stand in the way of a step: entries may open with an unknown rubric, a round may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.spec.walking import unknowns

if TYPE_CHECKING:
    from judging.spec.programme import Programme
    from judging.spec.unknown import Unknown

_ENTRIES = (
    "categories[",
    "eligibility.",
    "entering.",
    "milestones[entries_open]",
    "milestones[authors_close]",
    "milestones[entries_close]",
)
_PRIZES = ("ladders[", "exclusivity")
_DECIDED_WHEN_NEEDED = ".revocation"
"""What moves up after a revocation the board can say when there is one."""

Blockers = tuple[tuple[str, "Unknown"], ...]


def entries_blockers(programme: Programme) -> Blockers:
    """What must be decided before entries may open, with its path."""
    return _unknown_under(programme, _ENTRIES)


def round_blockers(programme: Programme, round_key: str) -> Blockers:
    """What must be decided before the round `round_key` may open: its rubric, marks, gaps, ties, dates."""
    return _unknown_under(programme, (f"rounds[{round_key}]",))


def prize_blockers(programme: Programme) -> Blockers:
    """What must be decided before prizes may be given."""
    found = _unknown_under(programme, _PRIZES)
    return tuple(one for one in found if not one[0].endswith(_DECIDED_WHEN_NEEDED))


def _unknown_under(programme: Programme, places: tuple[str, ...]) -> Blockers:
    return tuple((path, unknown) for path, unknown in unknowns(programme) if path.startswith(places))

"""Which amendments of a plan a second person must confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.rules.differences import Change

DEADLINES = frozenset({"rounds.opens", "rounds.closes"})


def moves_deadline(changes: Iterable[Change]) -> bool:
    """Whether a day that people rely on is moved: one person's slip must not do that alone (X33).

    Deciding a day that was open, or adding one, moves nothing that anybody could have relied on.
    """
    return any(
        (change.section == "milestones" or change.pattern in DEADLINES) and change.old is not None and _is_day(change)
        for change in changes
    )


def _is_day(change: Change) -> bool:
    return not isinstance(change.old, Unknown) and not isinstance(getattr(change.old, "deadline", None), Unknown)

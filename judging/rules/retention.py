"""When which kind of an archived programme's data is deleted, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from judging.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from judging.enums import RetentionKind

MAY_PURGE = "purging"
"""Set on a session that deletes what is due: the only writer into an archived programme."""


class ProgrammeArchivedError(RefusedError):
    """The programme is archived: it is read, and nothing of it changes any more."""

    code = "programme_archived"


class NotYetToArchiveError(RefusedError):
    """Something of the programme is still to be finished; facts `payments` and `cases` count what is open."""

    code = "not_yet_to_archive"


class DataHeldError(RefusedError):
    """A hold keeps this kind of data."""

    code = "data_held"


class NothingToDeleteError(RefusedError):
    """Nothing of this kind is left."""

    code = "nothing_to_delete"


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept after a programme was archived, by a law or schedule, from a day on."""

    from_on: date
    law: str
    days: Mapping[RetentionKind, int]


def retention_among(found: Sequence[Retention], day: date) -> Retention:
    """The rule in force on `day`; before the first, the first."""
    fitting = [one for one in found if one.from_on <= day]
    return max(fitting, key=lambda one: one.from_on) if fitting else min(found, key=lambda one: one.from_on)


def purge_day(archived_on: date, days: int) -> date:
    """The first day on which data may be deleted: the time begins on the day after archiving.

    >>> purge_day(date(2026, 1, 1), 30)
    datetime.date(2026, 2, 1)
    """
    return archived_on + timedelta(days=days + 1)


def is_held(kind: RetentionKind, holds: Collection[str]) -> bool:
    """Whether a hold on this kind, or on everything (the empty word), is in force.

    >>> from judging.enums import RetentionKind
    >>> is_held(RetentionKind.WORKS, [""]), is_held(RetentionKind.WORKS, ["drafts"])
    (True, False)
    """
    return "" in holds or kind.value in holds

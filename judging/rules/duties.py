"""What one person may combine in one programme: the one table, read when granting and again when acting (A23).

Persons are meant, not accounts: who has two accounts is one person. Whatever the table does not name is forbidden.
A duty once held in a programme counts for good: a validator of yesterday has seen the names.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from judging.enums import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

_HANDS: tuple[tuple[Role, ...], ...] = (
    # The office's hand: receives, seals, publishes, pays what others decided, and writes the council's minutes.
    (Role.VALIDATOR, Role.SECRETARY, Role.PUBLISHER, Role.FINANCE, Role.COUNCIL_SECRETARY),
    # The deciding hand, which is also the second holder of the seals, against the secretary.
    (Role.BOARD, Role.HOLDER, Role.COUNCIL),
    # A council's secretary may be one of its members; who appraises dossiers may only write for it.
    (Role.COUNCIL, Role.COUNCIL_SECRETARY),
    # The head of a panel sits on a seat of it.
    (Role.JUDGE, Role.HEAD),
    # Who runs a unit's entries may write one; organisers, judges and secretaries never enter (practice 3.1).
    (Role.ENTRANT, Role.COORDINATOR),
    # Who runs accounts may put approved things on the page; never near seals, marks or decisions.
    (Role.ADMIN, Role.PUBLISHER),
)

MAY_COMBINE: frozenset[frozenset[Role]] = frozenset(
    frozenset(pair) for hand in _HANDS for pair in combinations(hand, 2)
)

SMALLEST_OFFICE: tuple[Role, ...] = (
    *(Role.VALIDATOR, Role.SECRETARY, Role.PUBLISHER, Role.FINANCE),
    *(Role.BOARD, Role.HOLDER),
    *(Role.HEAD, Role.JUDGE, Role.JUDGE, Role.JUDGE),
    Role.ADMIN,
)
"""The duties of a contest with three judges, one of them the head: six people. Supervision comes from outside."""


@dataclass(frozen=True, slots=True)
class DutyConflict:
    """Why a duty cannot be given: the wanted one and the held one that it may not stand beside."""

    wanted: Role
    held: Role


@dataclass(frozen=True, slots=True)
class Duty:
    """A granted duty. `programme` None means the whole installation, hence every programme."""

    role: Role
    programme: str | None = None


def may_combine(one: Role, other: Role) -> bool:
    """Whether one person may hold both in one programme."""
    return one is other or frozenset((one, other)) in MAY_COMBINE


def conflict(existing_roles: Iterable[Role], new_role: Role) -> DutyConflict | None:
    """The first held role, in the order of `Role`, that forbids `new_role` in the same programme.

    `existing_roles` are all that the person ever held there; having an entry there is ENTRANT.
    """
    held = set(existing_roles)
    return next(
        (DutyConflict(new_role, role) for role in Role if role in held and not may_combine(role, new_role)), None
    )


def grant_conflict(held: Iterable[Duty], wanted: Duty) -> DutyConflict | None:
    """As `conflict`, over duties with their programmes: only duties that meet in some programme are compared."""
    meeting = (
        duty.role
        for duty in held
        if duty.programme is None or wanted.programme is None or duty.programme == wanted.programme
    )
    return conflict(meeting, wanted.role)


def may_act(held_roles: Iterable[Role], acting_as: Role) -> bool:
    """Whether a person may act in a role: it is held, and nothing held in the programme forbids it.

    Granting refuses conflicts already; this is the second lock, for grants that came in by another way.
    """
    held = set(held_roles)
    return acting_as in held and conflict(held, acting_as) is None

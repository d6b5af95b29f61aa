"""Who is looking: a frozen value that queries are scoped by and actions are allowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from judging.enums import Role
    from judging.ids import AccountID, PersonID, ProgrammeID, SeatID, UnitID


@dataclass(frozen=True, slots=True)
class Grant:
    """A duty in force. An empty programme or unit means: all of them."""

    role: Role
    programme_id: ProgrammeID | None = None
    unit_id: UnitID | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person as one request knows them: account, unit, duties in force, seats held."""

    account_id: AccountID
    person_id: PersonID
    unit_id: UnitID
    display_name: str
    unit_name: str
    grants: frozenset[Grant]
    seats: frozenset[SeatID] = frozenset()
    locale: str = "vi"
    must_change_password: bool = False
    acts_as: Role | None = None
    """Set while a clerk works on an entry for its author: person and unit are the author's, the account the clerk's."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every duty held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role, programme_id: ProgrammeID | None = None, unit_id: UnitID | None = None) -> bool:
        """Whether one of `roles` is held for this programme and unit (a wider grant covers a narrower place).

        >>> from judging.enums import Role
        >>> head = Viewer(None, None, None, "A", "B", frozenset({Grant(Role.HEAD, programme_id=1)}))
        >>> head.has(Role.HEAD, programme_id=1), head.has(Role.HEAD, programme_id=2)
        (True, False)
        """
        return any(
            grant.role in roles
            and (grant.programme_id is None or programme_id is None or grant.programme_id == programme_id)
            and (grant.unit_id is None or unit_id is None or grant.unit_id == unit_id)
            for grant in self.grants
        )

    def programmes(self, *roles: Role) -> frozenset[ProgrammeID] | None:
        """The programmes in which one of `roles` is held; None when a grant covers all of them."""
        held = [grant.programme_id for grant in self.grants if grant.role in roles]
        if None in held:
            return None
        return frozenset(p for p in held if p is not None)

    def units(self, *roles: Role) -> frozenset[UnitID] | None:
        """The units in which one of `roles` is held; None when a grant covers all of them."""
        held = [grant.unit_id for grant in self.grants if grant.role in roles]
        if None in held:
            return None
        return frozenset(u for u in held if u is not None)

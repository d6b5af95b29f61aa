"""A contest with a unit, its coordinator, authors and validators; entries come in by the real ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.forwards import forward_entry
from judging.actions.redactions import confirm_unread
from judging.enums import Role
from judging.ids import EntryID, EntryVersionID, PartID
from judging.models.entries import Entry, Part
from judging.queries.entries import find_last_version, list_slips
from judging.queries.redactions import list_unread
from portal.db import transaction
from portal.demo.texts import vietnamese_text
from portal.jobs.worker import work_until_idle
from portal.receipts import make_stamp
from tests.factories.entries import make_submitted, viewer
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.models.programmes import Programme
    from judging.models.units import Unit
    from judging.rules.viewers import Viewer
    from tests.conftest import TestClock


class Intake:
    """The office that receives: one contest through units, two validators, a board, two units with coordinators."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        with app.app_context(), transaction() as session:
            now = clock()
            self.programme: Programme = make_programme(session, now=now, slug="cuoc-thi")
            self.unit: Unit = make_unit(session, "UBND xã Tà Rụt", kind="commune")
            self.other_unit: Unit = make_unit(session, "Phòng Tư pháp")
            self.coordinator = self._account(session, "Hồ Đầu Mối", Role.COORDINATOR, self.unit)
            self.other_coordinator = self._account(session, "Lê Đầu Mối", Role.COORDINATOR, self.other_unit)
            self.validator = self._account(session, "Trần Kiểm Tra", Role.VALIDATOR)
            self.second = self._account(session, "Võ Kiểm Tra", Role.VALIDATOR)
            self.board = self._account(session, "Phan Tổ Chức", Role.BOARD)
        self.numbers = 0

    def _account(self, session: object, name: str, role: Role, unit: Unit | None = None) -> Account:
        return make_account(session, name, now=self.clock(), roles=(role,), programme=self.programme, unit=unit)  # type: ignore[arg-type]

    def as_(self, account: Account) -> PageClient:
        return PageClient(self.app).sign_in_as(account)

    def author(self, name: str = "", unit: Unit | None = None) -> Account:
        self.numbers += 1
        with self.app.app_context(), transaction() as session:
            return make_account(
                session, name or f"Tác Giả Số {self.numbers}", now=self.clock(), unit=session.merge(unit or self.unit)
            )

    def handed_in(self, author: Account | None = None, *, measured: bool = True, **options: object) -> EntryID:
        """An entry that its author handed in, measured by the real job unless told otherwise."""
        author = author or self.author()
        self.numbers += 1
        entry_id, _ = make_submitted(self.app, author, self.programme, **{"seed": self.numbers, **options})
        if measured:
            work_until_idle(self.app)
        return entry_id

    def too_long(self, author: Account | None = None, **options: object) -> EntryID:
        """A typed essay far outside its limits, sent on by its unit."""
        return self.forwarded(author, text=vietnamese_text(2600, 77), **options)

    def forwarded(self, author: Account | None = None, *, measured: bool = True, **options: object) -> EntryID:
        """The same, sent on by the unit's coordinator."""
        entry_id = self.handed_in(author, measured=measured, **options)
        self.forward(entry_id)
        return entry_id

    def forward(self, entry_id: EntryID, *, position: int = 1, by: Account | None = None) -> None:
        entry = self.stored(entry_id)
        mine = self.coordinator if entry.unit_id == self.unit.id else self.other_coordinator
        who = viewer(self.app, by or mine)
        with self.app.app_context(), transaction() as session:
            forward_entry(
                session,
                entry_id=entry_id,
                version_id=self.version_of(entry_id),
                position=position,
                note="",
                stamp=make_stamp(),
                by=who,
                arrived_at=self.clock(),
            )

    def version_of(self, entry_id: EntryID) -> EntryVersionID:
        with self.app.app_context(), transaction() as session:
            version = find_last_version(session, entry_id)
            assert version is not None
            return EntryVersionID(version.id)

    def stored(self, entry_id: EntryID | UUID) -> Entry:
        with self.app.app_context(), transaction() as session:
            entry = session.scalars(select(Entry).where(Entry.id == entry_id)).one()
            session.expunge_all()
            return entry

    def part_of(self, entry_id: EntryID) -> UUID:
        """The part that is the work."""
        with self.app.app_context(), transaction() as session:
            return session.scalars(select(Part.id).where(Part.entry_id == entry_id, Part.removed_at.is_(None))).one()

    def receipt_of(self, entry_id: EntryID) -> str:
        """The number of the author's receipt."""
        with self.app.app_context(), transaction() as session:
            return list_slips(session, entry_id)[0].receipt.number

    def validator_elsewhere(self) -> Account:
        """Somebody who validates in another contest."""
        with self.app.app_context(), transaction() as session:
            other = make_programme(session, now=self.clock())
            return make_account(session, "Người Nơi Khác", now=self.clock(), roles=(Role.VALIDATOR,), programme=other)

    def state(self, entry_id: EntryID) -> str:
        return self.stored(entry_id).state


def confirm_all_unread(session: Session, programme_id: UUID, *, by: Viewer, now: datetime) -> int:
    """A validator looked at everything that no machine could read in the contest's valid entries; how many places."""
    entries = list(session.scalars(select(Entry).where(Entry.programme_id == programme_id, Entry.state == "valid")))
    waiting = [one for one in list_unread(session, entries) if one.confirmation is None]
    for one in waiting:
        confirm_unread(session, entry_id=one.entry_id, part_id=PartID(one.part.id), reason=one.reason, by=by, now=now)
    return len(waiting)

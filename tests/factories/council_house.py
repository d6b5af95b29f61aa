"""The council of a campaign for the access table: the house's board and secretary hold their duties there, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import ProgrammeID
from judging.models.people import RoleGrant
from judging.rules.ballots import BallotMode
from portal.db import transaction
from tests.factories.councils import make_assembly

if TYPE_CHECKING:
    from tests.conftest import TestClock
    from tests.factories.house import House


def add_councils(house: House, clock: TestClock) -> None:
    """A council that sits, with something on its agenda, in the office's campaign and in another office's."""
    for target, is_own in ((house.own, True), (house.other, False)):
        assembly = make_assembly(house.app, clock)
        assembly.sit()
        section_id = assembly.propose("Tập thể Một", mode=BallotMode.OPEN)
        with transaction() as session:
            item_id = assembly.section(session, section_id).items[0].id
            for who in ("board", "secretary") if is_own else ():
                session.add(
                    RoleGrant(
                        account_id=house.people[who].id,
                        role=who,
                        programme_id=ProgrammeID(assembly.programme_id),
                        granted_at=clock(),
                    )
                )
        target["council"] = {
            "council_id": assembly.council_id,
            "member_id": assembly.places[4],
            "meeting_id": assembly.meeting_id,
            "section_id": section_id,
            "item_id": item_id,
        }

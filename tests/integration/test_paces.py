"""The secretary's page of progress says how fast each judge works, once that can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import AssignmentID
from judging.models.rounds import Seat
from portal.db import transaction
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.judging import World


def lock_sheets(world: World, number: int, first: int, last: int) -> None:
    """The judge of a seat locks some of the sheets on the desk, at the moment at which the world stands."""
    for assignment in world.assignments_of(world.judges[number])[first:last]:
        mark_sheet(world, AssignmentID(assignment.id), world.session.get_one(Seat, assignment.seat_id), 80)


def test_each_judges_pace_stands_beside_the_counts_once_two_sheets_are_locked(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=4)
        each = [len(world.assignments_of(one)) for one in world.judges]
        assert min(each) >= 3, each
        lock_sheets(world, 1, 0, 1)
        lock_sheets(world, 2, 0, 1)
        lock_sheets(world, 3, 0, each[3])
        url = f"/niem-phong/{world.round_id}/tien-do"
        secretary = world.secretary
    pages = PageClient(app).sign_in_as(secretary)

    def paces() -> list[str]:
        return pages.get(url).all_words("td[data-label='Tiến độ']")

    assert paces() == ["chưa chấm", "chưa đủ để ước tính", "chưa đủ để ước tính", "đã xong"]
    with app.app_context(), transaction() as session:
        world.session, world.now = session, clock.move(days=1)
        lock_sheets(world, 2, 1, 2)
    pages = PageClient(app).sign_in_as(secretary)
    left = each[2] - 2
    told = paces()
    assert told[:2] == ["chưa chấm", "chưa đủ để ước tính"]
    assert told[2] == f"1 phiếu mỗi ngày; với tốc độ này sẽ xong ngày {8 + left:02d}/9/2026"
    assert told[3] == "đã xong"

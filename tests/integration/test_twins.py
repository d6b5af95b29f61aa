"""Two worlds that differ in one secret answer a judge with the same bytes (T-twin of the threat model).

The second world is the first with the secret changed behind the portal's back, so that ids, codes and orders are the
same and whatever differs comes from the secret. How long an answer takes is measured in `bench`, not here.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from judging.models.entries import Entry, EntryVersion, Receipt
from judging.models.people import Person
from judging.models.rounds import Assignment, Seat
from judging.models.units import Unit
from portal.db import writing
from tests.factories.judging import World, make_sealed_round, mark_sheet
from tests.query_counter import counted_queries
from tests.twin_walk import everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


def swap_authors(session: Session, world: World) -> None:
    """Who wrote which of two works."""
    one, other = (session.get_one(Entry, entry.id) for entry in world.entries[:2])
    one.author_id, other.author_id = other.author_id, one.author_id
    one.unit_id, other.unit_id = other.unit_id, one.unit_id
    one.cover, other.cover = other.cover, one.cover


def rename(session: Session, _world: World) -> None:
    """Everybody's name, telephone and unit."""
    authors = select(Entry.author_id)
    session.execute(update(Person).where(Person.id.in_(authors)).values(full_name="Hoàn Toàn Khác", phone=None))
    session.execute(update(Unit).values(name="Xã Khác", short_name="Khác"))


def hand_in_later(session: Session, world: World) -> None:
    """When the works came, in which order, and the numbers of their receipts."""
    for number, entry in enumerate(reversed(world.entries)):
        at = world.now.replace(microsecond=number, day=1)
        session.execute(update(Entry).where(Entry.id == entry.id).values(submitted_at=at, created_at=at))
        versions = select(EntryVersion.id).where(EntryVersion.entry_id == entry.id)
        session.execute(
            update(Receipt).where(Receipt.entry_version_id.in_(versions)).values(number=f"X-{secrets.token_hex(4)}")
        )


def mark_by_others(session: Session, world: World) -> None:
    """What another judge gave, and that he has submitted it: 30 in the first world's place, nothing in the second's."""
    world.session = session
    for judge, total in zip(world.judges[1:], (30, 90), strict=False):
        for assignment in world.assignments_of(judge):
            mark_sheet(world, assignment.id, session.get_one(Seat, assignment.seat_id), total)


SECRETS: dict[str, Callable[[Session, World], None]] = {
    "A06 who wrote it": swap_authors,
    "A07 their names": rename,
    "A15 when it came": hand_in_later,
    "A08 what others gave": mark_by_others,
}


@pytest.mark.requirement("S001-R15", "S001-R41")
@pytest.mark.parametrize("secret", SECRETS)
def test_A06_A07_A08_A15_worlds_that_differ_in_a_secret_answer_a_judge_alike(
    app: Flask, clock: TestClock, secret: str
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=4, judges=3)
        judge = world.judges[0]
        mine = world.assignments_of(judge)
        world.session = session
        mark_sheet(world, mine[0].id, session.get_one(Seat, mine[0].seat_id), 70)
    first = everything(app, judge)
    assert sum(one.startswith("/cham/") and status == 200 for one, (status, _h, _b) in first.items()) >= len(mine)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        SECRETS[secret](session, world)
    second = everything(app, judge)
    assert list(second) == list(first)
    assert {one for one in first if first[one] != second[one]} == set()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_A08_a_page_that_tells_how_far_others_are_is_caught(app: Flask, clock: TestClock) -> None:
    """The comparison that finds nothing above finds a count that leaks on purpose."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=4, judges=3)

    @app.after_request
    def _leak(response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if response.mimetype == "text/html" and response.status_code == 200:
            with writing(app.extensions["bangvang_database"].main) as session:
                done = len(session.scalars(select(Assignment.id).where(Assignment.state == "done")).all())
            response.set_data(response.get_data() + f"<!-- {done} -->".encode())
        return response

    first = everything(app, world.judges[0])
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        mark_by_others(session, world)
    second = everything(app, world.judges[0])
    assert {one for one in first if first[one] != second[one]} >= {"/cham"}


@pytest.mark.parametrize("secret", SECRETS)
def test_A09_worlds_that_differ_in_a_secret_are_answered_with_the_same_statements(
    app: Flask, clock: TestClock, secret: str
) -> None:
    """What can be seen of time without a clock: the same questions to the database, with as many parameters.

    How long the answers take is measured in `bench/twins.py`.
    """
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=3)
        judge = world.judges[0]

    def asked() -> list[str]:
        everything(app, judge)  # what a first look changes, as of notices, is changed in both worlds
        with counted_queries(app) as statements:
            everything(app, judge)
        return statements

    first = asked()
    assert sum("assignments" in statement for statement in first) >= 3
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        SECRETS[secret](session, world)
    assert asked() == first

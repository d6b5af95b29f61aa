"""Counts of groups so small that they would tell whose code it is stand on no page before publication (A26)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from judging.enums import ProgrammeState
from judging.models.entries import Entry
from judging.models.programmes import Programme
from portal.db import transaction
from tests.factories.judging import make_contest, make_valid_entry, seal
from tests.factories.office import make_unit
from tests.factories.programmes import demonstration_plan
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from judging.spec.programme import Programme as Plan
    from tests.conftest import TestClock

MINIMUM = 5


def plan_with_a_minimum(clock: TestClock) -> Plan:
    plan = demonstration_plan(local_day(clock()).isoformat())
    per_unit = replace(plan.entering.per_unit, minimum=MINIMUM)
    return replace(plan, entering=replace(plan.entering, per_unit=per_unit))


@pytest.mark.parametrize("sent", [1, 2, 3])
def test_A26_the_board_reads_no_small_number_of_a_unit_while_its_works_are_codes(
    app: Flask, clock: TestClock, sent: int
) -> None:
    with app.app_context(), transaction() as session:
        world = make_contest(session, now=clock(), entries=0, judges=3, plan=plan_with_a_minimum(clock))
        unit = make_unit(session, "UBND xã Ít Bài", kind="commune")
        world.entries = [
            make_valid_entry(session, world.programme, now=clock(), unit=unit, validator=world.validator)
            for _ in range(sent)
        ]
        board, programme_id = world.board, world.programme.id

    def told() -> str:
        page = PageClient(app).sign_in_as(board).get("/ban-to-chuc")
        return next(row for row in page.all_words("details tbody tr") if row.startswith("UBND xã Ít Bài"))

    assert told() == f"UBND xã Ít Bài {sent} {MINIMUM - sent} 0", "before sealing the board counts whom to remind"
    with app.app_context(), transaction() as session:
        world.session = session
        world.programme = session.get_one(Programme, programme_id)
        seal(world)
    shown = f"{sent} {MINIMUM - sent}" if sent >= 3 else f"dưới 3 ít nhất {MINIMUM - 2}"
    assert told() == f"UBND xã Ít Bài {shown} 0"
    with app.app_context(), transaction() as session:
        session.execute(update(Programme).values(state=ProgrammeState.PUBLISHED.value))
    assert told() == f"UBND xã Ít Bài {sent} {MINIMUM - sent} 0", "what is published is counted again"


def test_A26_whoever_seals_one_or_two_works_of_a_kind_is_told_that_their_codes_are_no_secret(
    app: Flask, clock: TestClock
) -> None:
    with app.app_context(), transaction() as session:
        world = make_contest(session, now=clock(), entries=5, judges=3)
        session.execute(update(Entry).where(Entry.id == world.entries[0].id).values(category_key="video"))
        secretary, url = world.secretary, f"/niem-phong/{world.round_id}/ma-phach"
        categories = {one.key: one.name for one in world.at_hand.plan.plan.categories}
    warned = PageClient(app).sign_in_as(secretary).get(url).words(".small-batch")
    assert categories["video"] in warned
    assert categories["essay"] not in warned
    with app.app_context(), transaction() as session:
        session.execute(update(Entry).where(Entry.id == world.entries[0].id).values(category_key="essay"))
    assert PageClient(app).sign_in_as(secretary).get(url).soup.select(".small-batch") == []

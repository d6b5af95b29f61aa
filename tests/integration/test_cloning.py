"""A contest of next year from this year's: its days move, its people do not come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.people import RoleGrant
from judging.models.programmes import PlanVersion, Programme
from judging.queries.programmes import plan_in_force, plan_of_text
from judging.rules.deadlines import entry_window
from portal.db import transaction
from tests.factories.received import Intake

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.mark.requirement("S001-R01")
def test_next_years_contest_has_this_years_plan_a_year_later_and_none_of_its_people(
    app: Flask, clock: TestClock
) -> None:
    intake = Intake(app, clock)
    intake.handed_in(measured=False)
    board = intake.as_(intake.board)
    with app.app_context(), transaction() as session:
        source = plan_in_force(session, intake.programme.id)  # type: ignore[arg-type]  # a row's id
        before, version = entry_window(source.plan), source.version_id
    page = board.get("/ke-hoach/moi")
    assert [one["value"] for one in page.soup.select("select[name=years] option")] == ["0", "1", "2", "3"]
    answers = {"source": f"version:{version}", "title": "Cuộc thi năm sau", "slug": "nam-sau", "years": "1"}
    board.post("/ke-hoach/moi", {**answers, "years": "100"}, status=422)
    board.post("/ke-hoach/moi", answers)
    with app.app_context(), transaction() as session:
        made = session.scalars(select(Programme).where(Programme.slug == "nam-sau")).one()
        text = session.scalars(select(PlanVersion.canonical).where(PlanVersion.programme_id == made.id)).one()
        grants = session.execute(
            select(RoleGrant.role, RoleGrant.account_id).where(RoleGrant.programme_id == made.id)
        ).all()
    after = entry_window(plan_of_text(text))
    assert after.closes_at == before.closes_at.replace(year=before.closes_at.year + 1)
    assert [tuple(one) for one in grants] == [(Role.BOARD.value, intake.board.id)]
    assert intake.board.person.full_name not in text

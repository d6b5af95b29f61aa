"""A plan that is issued is told by letter as well: held, until somebody has looked the letters through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.history import Notice
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from portal.records.mails import Mail
from tests.factories.received import Intake

if TYPE_CHECKING:
    from flask import Flask

    import config
    from tests.conftest import TestClock


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return replace(settings, mail_url="smtp://127.0.0.1:9", mail_from="bangvang@example.vn")


@pytest.mark.requirement("S001-R01", "S001-R03")
def test_an_issued_plan_is_told_on_the_portal_and_by_letters_that_are_held(app: Flask, clock: TestClock) -> None:
    Intake(app, clock)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        told = set(session.scalars(select(Notice.account).where(Notice.kind == "plan.issued")))
        letters = list(session.scalars(select(Mail).where(Mail.kind == "plan.issued")))
    assert len(told) > 3
    assert {str(one.account_id) for one in letters} == told
    assert {one.state for one in letters} == {"held"}
    assert len({one.batch for one in letters}) == 1

"""Reminders that go out by themselves, on the right working days, to the right people, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.freezes import freeze_judging
from judging.actions.reminders import remind_seats
from judging.enums import CalendarDayKind, Role
from judging.ids import AssignmentID
from judging.models.calendars import CalendarDay
from judging.models.history import Notice
from judging.models.rounds import Seat
from judging.rules.deadlines import ZONE
from judging.spec.unknown import Unknown
from portal.db import transaction
from portal.jobs.handlers.remind import remind
from portal.jobs.slots import ask_due_slots
from portal.records.tables import Job
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.factories.office import make_account
from tests.factories.programmes import demonstration_plan

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.judging import World

MOMENTS = [
    datetime(2026, 9, day, hour, minute, tzinfo=ZONE)
    for day in range(19, 28)
    for hour, minute in ((7, 55), (8, 0), (16, 55), (17, 0))
]
"""From Saturday 19 to Sunday 27 September; the demonstration's round takes marks until the end of Saturday 26."""


def told(app: Flask, kind: str) -> list[Notice]:
    with app.app_context(), transaction() as session:
        found = list(session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at, Notice.id)))
        session.expunge_all()
    return found


def remind_at(app: Flask, clock: TestClock, moment: datetime) -> None:
    clock.now = moment.astimezone(UTC)
    for _ in range(2):
        with app.app_context():
            remind({})


def finish(world: World, number: int) -> None:
    """The judge of a seat locks all sheets."""
    account = world.judges[number]
    for assignment in world.assignments_of(account):
        mark_sheet(world, AssignmentID(assignment.id), world.session.get_one(Seat, assignment.seat_id), 80)


def test_judges_behind_are_told_three_and_one_working_days_before_over_a_holiday(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=3)
        finish(world, 0)
        day = date(2026, 9, 24)
        session.add(
            CalendarDay(
                day_on=day, kind=CalendarDayKind.OFF.value, name="Nghỉ thử", set_by=world.board.id, set_at=clock()
            )
        )
        slow = {str(one.id) for one in world.judges[1:]}
        secret = [code.word for code in world.codes.values()]
        for entry in world.entries:
            secret += [entry.title, entry.author.full_name, entry.unit.name]
    counts = []
    for moment in MOMENTS:
        before = len(told(app, "judge.reminded"))
        remind_at(app, clock, moment)
        counts += [(f"{moment:%d %H:%M}", len(told(app, "judge.reminded")) - before)]
    assert [one for one in counts if one[1]] == [("21 08:00", 2), ("23 08:00", 2)]
    notices = told(app, "judge.reminded")
    assert {one.account for one in notices[:2]} == {one.account for one in notices[2:]} == slow
    assert {one.url for one in notices} == {"/cham"}
    assert all(int(one.facts["left"]) > 0 for one in notices)
    assert not [word for one in notices for word in secret if word and word in str(one.facts)]


def test_a_judge_who_finishes_between_the_marks_is_left_in_peace(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=2)
        names = [str(one.id) for one in world.judges]
    remind_at(app, clock, datetime(2026, 9, 22, 10, tzinfo=ZONE))
    assert sorted(one.account for one in told(app, "judge.reminded")) == sorted(names)
    with app.app_context(), transaction() as session:
        world.session = session
        finish(world, 0)
    remind_at(app, clock, datetime(2026, 9, 24, 10, tzinfo=ZONE))
    assert [one.account for one in told(app, "judge.reminded")][2:] == names[1:]


def test_no_judge_is_told_while_judging_is_stopped(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=2)
        admin = make_account(session, now=clock(), roles=(Role.ADMIN,))
        freeze_judging(session, reason="Kiểm tra thử", by=world.by(admin), now=clock())
    remind_at(app, clock, datetime(2026, 9, 22, 10, tzinfo=ZONE))
    assert told(app, "judge.reminded") == []


def test_a_round_that_is_not_open_or_has_no_last_day_reminds_nobody(app: Flask, clock: TestClock) -> None:
    plan = demonstration_plan("2026-09-07")
    with app.app_context(), transaction() as session:
        make_sealed_round(session, now=clock(), entries=3, judges=2, opened=False)
        world = make_sealed_round(session, now=clock(), entries=3, judges=2)
        open_end = replace(plan, rounds=tuple(replace(one, closes=Unknown("Ban Tổ chức")) for one in plan.rounds))
        world.at_hand = replace(world.at_hand, plan=replace(world.at_hand.plan, plan=open_end))
        now = datetime(2026, 9, 22, 10, tzinfo=ZONE)
        assert remind_seats(session, world.at_hand, now=now) == 0
        gone = replace(world.at_hand, plan=replace(world.at_hand.plan, plan=replace(plan, rounds=())))
        assert remind_seats(session, gone, now=now) == 0
    remind_at(app, clock, now)
    assert len(told(app, "judge.reminded")) == 2


def test_the_reminders_are_asked_for_every_five_minutes(app: Flask, clock: TestClock) -> None:
    for _ in range(6):
        with app.app_context(), transaction() as session:
            ask_due_slots(session, now=clock.move(minutes=2.5))
    with app.app_context(), transaction() as session:
        assert len(session.scalars(select(Job.id).where(Job.kind == "remind")).all()) == 4

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
from judging.models.people import Account
from judging.models.rounds import Seat
from judging.rules.deadlines import ZONE
from judging.spec.unknown import Unknown
from portal.db import transaction
from portal.jobs.handlers.remind import remind
from portal.jobs.slots import ask_due_slots
from portal.mail.kinds import is_duty
from portal.records.tables import Job
from tests.factories.entries import make_draft, make_submitted
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.factories.office import make_account
from tests.factories.programmes import demonstration_plan
from tests.factories.received import Intake

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

AUTHORS_MOMENTS = [
    datetime(2026, 9, day, hour, minute, tzinfo=ZONE)
    for day in range(15, 24)
    for hour, minute in ((7, 55), (8, 0), (17, 0))
]
"""Entries are taken until the end of Monday 21 September."""


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


def test_authors_of_drafts_are_told_over_a_weekend_and_never_who_handed_in(app: Flask, clock: TestClock) -> None:
    intake = Intake(app, clock)
    waiting, done, late, gone = (intake.author() for _ in range(4))
    for number in (1, 2):
        make_draft(app, waiting, intake.programme, seed=number, title=f"Bài dở số {number}")
    make_draft(app, gone, intake.programme)
    make_submitted(app, done, intake.programme)
    with app.app_context(), transaction() as session:
        session.get_one(Account, gone.id).is_active = False
    counts = []
    for moment in AUTHORS_MOMENTS:
        if moment == datetime(2026, 9, 18, 7, 55, tzinfo=ZONE):
            clock.now = moment.astimezone(UTC)
            make_draft(app, late, intake.programme)
        before = len(told(app, "entry.draft_waits"))
        remind_at(app, clock, moment)
        counts += [(f"{moment:%d %H:%M}", len(told(app, "entry.draft_waits")) - before)]
    assert [one for one in counts if one[1]] == [("16 08:00", 1), ("18 08:00", 1), ("21 08:00", 1)]
    notices = told(app, "entry.draft_waits")
    assert [one.account for one in notices] == [str(waiting.id), str(waiting.id), str(late.id)]
    assert {one.facts["until"] for one in notices} == {"21/9/2026"}
    assert {one.url for one in notices} == {"/bai-du-thi"}
    page = intake.as_(waiting).get("/thong-bao")
    assert "chưa nộp" in page.body
    assert "Ngày cuối cùng để nộp bài là ngày 21/9/2026" in page.body


def test_letters_about_drafts_are_no_duty_and_those_about_sheets_are() -> None:
    assert not is_duty("entry.draft_waits")
    assert is_duty("judge.reminded")

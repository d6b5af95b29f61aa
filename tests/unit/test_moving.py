"""A plan of another year: days move, facts of the past stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from judging.rules.deadlines import entry_window
from judging.spec.deadlines import Deadline, EventAnchor, Milestone, Recurrence
from judging.spec.moving import moved
from judging.spec.words import Every, MilestoneKind
from tests.factories.programmes import demonstration_plan

PLAN = demonstration_plan("2026-09-07")


def with_deadline(deadline: Deadline) -> Deadline:
    plan = replace(PLAN, milestones=(Milestone(MilestoneKind.RESULTS_BY, deadline),))
    found = moved(plan, 1).find_milestone(MilestoneKind.RESULTS_BY)
    assert isinstance(found, Deadline)
    return found


def test_every_day_of_the_plan_stands_a_year_later_and_nothing_else_changes() -> None:
    later = moved(PLAN, 1)
    before, after = entry_window(PLAN), entry_window(later)
    assert after.closes_at == before.closes_at.replace(year=before.closes_at.year + 1)
    assert after.opens_at == before.opens_at.replace(year=before.opens_at.year + 1)
    assert (later.legal_bases, later.categories, later.ladders) == (PLAN.legal_bases, PLAN.categories, PLAN.ladders)
    assert later.rounds[0].opens != PLAN.rounds[0].opens or PLAN.rounds[0].opens is None
    assert moved(PLAN, 0) is PLAN


def test_words_for_the_old_day_are_left_out() -> None:
    assert with_deadline(Deadline(date(2026, 9, 15), text="chậm nhất ngày 15/9/2026")) == Deadline(date(2027, 9, 15))


def test_the_last_day_of_february_and_an_instant_and_a_recurrence_move() -> None:
    assert with_deadline(Deadline(date(2024, 2, 29))).value == date(2025, 2, 28)
    at = datetime(2026, 9, 15, 10, 30, tzinfo=UTC)
    assert with_deadline(Deadline(at)).value == at.replace(year=2027)
    every = Recurrence(Every.MONTH, day=5, until=date(2026, 12, 31))
    assert with_deadline(Deadline(every)).value == replace(every, until=date(2027, 12, 31))


def test_what_follows_an_event_follows_it_still() -> None:
    deadline = Deadline(EventAnchor("results", 5), text="sau khi công bố")
    assert with_deadline(deadline) == deadline

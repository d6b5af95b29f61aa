"""Where a contest stands against its milestones, and the geometry of the charts beside the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from judging.enums import Role, RoundState
from judging.rules.milestones import (
    STAGE_ROLES,
    MilestoneState,
    Progress,
    Stage,
    may_tell_apart,
    milestone_standings,
    stages_left,
)
from judging.spec.words import MilestoneKind
from portal.charts import WIDTH, bar_chart, column_chart
from tests.factories.programmes import demonstration_plan

NOW = datetime(2026, 9, 7, 3, tzinfo=UTC)


def states(progress: Progress, now: datetime) -> dict[MilestoneKind, MilestoneState]:
    plan = demonstration_plan("2026-09-07")
    return {one.kind: one.state for one in milestone_standings(plan, stages_left(progress), now)}


def test_every_step_has_a_duty_that_holds_it() -> None:
    assert set(STAGE_ROLES) == set(Stage)
    assert Role.ENTRANT not in STAGE_ROLES.values()


def test_a_result_that_was_published_early_is_reached_before_its_day() -> None:
    begun = Progress(planned_rounds=1, rounds=(RoundState.OPEN,), sheets_left=3)
    assert states(begun, NOW)[MilestoneKind.RESULTS_BY] is MilestoneState.COMING
    assert states(Progress(is_published=True), NOW)[MilestoneKind.RESULTS_BY] is MilestoneState.REACHED
    assert states(begun, NOW + timedelta(days=300))[MilestoneKind.RESULTS_BY] is MilestoneState.LATE


def test_units_that_sent_too_little_are_late_until_the_first_round_begins() -> None:
    later = NOW + timedelta(days=300)
    owing = Progress(lacking_units=2, planned_rounds=1)
    assert states(owing, later)[MilestoneKind.ENTRIES_CLOSE] is MilestoneState.LATE
    begun = Progress(lacking_units=2, planned_rounds=1, rounds=(RoundState.SEALED,))
    assert states(begun, later)[MilestoneKind.ENTRIES_CLOSE] is MilestoneState.REACHED
    assert states(Progress(), NOW)[MilestoneKind.ENTRIES_CLOSE] is MilestoneState.COMING


def test_a_round_without_open_sheets_waits_for_its_closing_then_for_the_codes() -> None:
    def stages(*rounds: RoundState) -> list[Stage]:
        left = stages_left(Progress(planned_rounds=1, rounds=rounds, is_approved=True, has_certificates=True))
        return [one.stage for one in left]

    assert stages(RoundState.OPEN) == [Stage.CLOSING, Stage.PUBLISHING]
    assert stages(RoundState.CLOSED) == [Stage.MATCHING, Stage.PUBLISHING]
    assert stages(RoundState.REVEALED) == [Stage.PUBLISHING]
    assert stages() == [Stage.SEALING, Stage.PUBLISHING]


def test_one_small_group_hides_all_groups() -> None:
    assert not may_tell_apart([9, 1], identity_is_open=False)
    assert may_tell_apart([9, 0], identity_is_open=False)
    assert may_tell_apart([], identity_is_open=False)


def test_columns_stand_on_one_scale_and_inside_the_picture() -> None:
    days = {date(2026, 9, 1): 3, date(2026, 9, 4): 12}
    chart = column_chart(days, date(2026, 9, 2), date(2026, 9, 10))
    assert chart is not None
    assert [one.count for one in chart.columns] == [3, 0, 0, 12, 0, 0, 0, 0, 0, 0]
    assert chart.columns[3].height == chart.columns[0].height * 4
    assert all(one.x >= 0 and one.x + one.width <= WIDTH and one.y >= 0 for one in chart.columns)
    assert column_chart({}, date(2026, 9, 1), date(2026, 9, 2)) is None


def test_a_long_time_is_told_by_weeks_and_loses_no_entry() -> None:
    days = {date(2026, 1, 1) + timedelta(days=at): 1 for at in range(0, 200, 3)}
    chart = column_chart(days, min(days), max(days))
    assert chart is not None
    assert len(chart.columns) == 29
    assert sum(one.count for one in chart.columns) == len(days)


def test_bars_share_one_scale_and_mark_the_minimum() -> None:
    chart = bar_chart([("A", "2", (("done", 2), ("part", 2)), 1), ("B", "0", (("done", 0), ("part", 0)), 1)])
    assert chart is not None
    first, second = chart.rows
    assert [one.width for one in first.stretches] == [319.0, 319.0]
    assert first.goal == second.goal == 159.5
    assert second.y - first.y == second.bar_y - first.bar_y
    assert bar_chart([]) is None

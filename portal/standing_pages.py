"""The board's page of one contest: what was counted, in words, with the geometry of its charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from judging.enums import Role, RoundState
from judging.errors import DeadlineNotFixedError, NotFoundError, UndecidedError
from judging.queries.board_standing import (
    Queue,
    Readers,
    RoundCoverage,
    Waits,
    entries_by_day,
    list_duty_names,
    readers_by_unit,
)
from judging.queries.programmes import list_plans_in_force
from judging.rules.deadlines import entry_window
from judging.rules.milestones import (
    STAGE_ROLES,
    MilestoneStanding,
    Waiting,
    may_tell_apart,
)
from judging.spec.words import ProgrammeKind
from portal.access import me
from portal.charts import BarChart, ColumnChart, bar_chart, column_chart
from portal.clock import clock
from portal.deadline_words import MILESTONES, deadline_sentence
from portal.standing_counts import count_standing
from portal.standing_words import MILESTONE_STATES, STAGES
from portal.words import ROLES
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.unit_standings import ContestStanding, UnitStanding
    from judging.spec.prizes import Ladder

SHOWN_NAMES = 3
BARS = 30
"""The chart shows units that have entries, at most so many; the table has all."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: what it sent on and owes, and who of it has read the plan."""

    standing: UnitStanding
    readers: Readers


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round: its coverage in figures, by category only where no small group is told apart."""

    coverage: RoundCoverage
    name: str
    categories: list[tuple[str, int, int]]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A ladder in money: the most that it may give; None while the plan leaves something open."""

    name: str
    total_vnd: int | None
    stated_vnd: int | None

    @property
    def contradicts(self) -> bool:
        return None not in {self.total_vnd, self.stated_vnd} and self.total_vnd != self.stated_vnd


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Everything of the page; `names` are the people of each duty."""

    plan: PlanInForce
    standing: ContestStanding
    milestones: list[MilestoneStanding]
    days: dict[date, int]
    day_chart: ColumnChart | None
    units: list[UnitLine]
    unit_chart: BarChart | None
    measuring: Queue
    validating: Queue
    with_units: int
    rounds: list[RoundLine]
    round_chart: BarChart | None
    waits: Waits
    late: int
    budget: list[BudgetLine]
    names: dict[Role, list[str]]

    def holders(self, waiting: Waiting) -> str:
        """At whose desk a step lies: the duty, and its people where they are few."""
        role = STAGE_ROLES[waiting.stage]
        word, names = str(ROLES[role]), self.names.get(role, [])
        if not names or role in {Role.COORDINATOR, Role.JUDGE}:
            return word
        told = ", ".join(names[:SHOWN_NAMES])
        return f"{word}: {told}" + (" …" if len(names) > SHOWN_NAMES else "")

    @staticmethod
    def stage(waiting: Waiting) -> str:
        return str(STAGES[waiting.stage])

    @staticmethod
    def milestone(line: MilestoneStanding) -> tuple[str, str]:
        """A milestone's name and when it is."""
        return str(MILESTONES[line.kind]), deadline_sentence(line.deadline, begins=line.begins)

    @staticmethod
    def state(line: MilestoneStanding) -> tuple[str, str]:
        word, kind = MILESTONE_STATES[line.state]
        return str(word), kind

    @property
    def ceiling_vnd(self) -> int | None:
        """The most that all ladders together may give."""
        sums = [one.total_vnd for one in self.budget]
        return None if None in sums else sum(one for one in sums if one is not None)

    @property
    def tasks(self) -> list[dict[str, str]]:
        """What waits for somebody's decision, with the page where it is taken; nothing that does not wait."""
        waits, slug = self.waits, self.plan.programme.slug
        listed = [
            (self.late, _("Not forwarded in time"), url_for("board.late"), "warning"),
            (self.standing.proposed, _("Rejections that need a second person"), url_for("board.rejections"), "danger"),
            (waits.suspicions, _("Suspicions of copying"), url_for("validator.suspicions"), "warning"),
            (waits.amendments, _("Amendments of the plan to confirm"), url_for("board.plan_review", slug=slug), "info"),
            *(
                (1, _("Result of the round “%(round)s”", round=one.name), _at("board.result", one), "info")
                for one in self.rounds
                if one.coverage.state is RoundState.REVEALED and not waits.approvals and not waits.publications
            ),
            *(
                (waits.unlockings, _("Sheets to open again"), _at("secretary.unlockings", one), "warning")
                for one in self.rounds
                if one.coverage.state is RoundState.OPEN
            ),
            (waits.papers_to_review, _("Papers to review"), url_for("secretary.papers", slug=slug), "info"),
            (waits.papers_to_sign, _("Papers to sign"), url_for("secretary.papers", slug=slug), "info"),
        ]  # fmt: skip
        return [
            {"label": label, "url": url, "status": ngettext("%(num)s waits", "%(num)s wait", count), "kind": kind}
            for count, label, url, kind in listed
            if count
        ]


def _at(endpoint: str, line: RoundLine) -> str:
    return url_for(endpoint, round_id=line.coverage.id)


def load_standing(session: Session, slug: str) -> StandingPage:
    """The page of a contest of the viewer's boards, in a fixed number of statements. Raises NotFoundError."""
    mine = me().programmes(Role.BOARD)
    plan = next(
        (one for one in list_plans_in_force(session, kind=ProgrammeKind.CONTEST) if one.programme.slug == slug), None
    )
    if plan is None or (mine is not None and plan.programme_id not in mine):
        raise NotFoundError("programme")
    now = clock()
    counts = count_standing(session, plan, now=now)
    days = entries_by_day(session, plan.programme_id)
    readers = readers_by_unit(session, plan)
    rounds = [_round_line(plan, one) for one in counts.rounds]
    units = [UnitLine(one, readers.get(one.unit_id, Readers(0, 0))) for one in counts.standing.units]
    return StandingPage(
        plan=plan,
        standing=counts.standing,
        milestones=counts.milestones,
        days=days,
        day_chart=_day_chart(plan, days, now),
        units=units,
        unit_chart=_unit_chart(plan, units),
        measuring=counts.measuring,
        validating=counts.validating,
        with_units=counts.with_units,
        rounds=rounds,
        round_chart=_round_chart(rounds),
        waits=counts.waits,
        late=counts.late,
        budget=[_budget(ladder) for ladder in plan.plan.ladders],
        names=list_duty_names(
            session, {STAGE_ROLES[one.stage] for one in counts.left}, programme_id=plan.programme_id, now=now
        ),
    )


def _day_chart(plan: PlanInForce, days: dict[date, int], now: datetime) -> ColumnChart | None:
    try:
        window = entry_window(plan.plan)
    except (UndecidedError, DeadlineNotFixedError):
        return column_chart(days, local_day(now), local_day(now))
    last = local_day(min(max(now, window.opens_at), window.closes_at))
    return column_chart(days, local_day(window.opens_at), last)


def _unit_chart(plan: PlanInForce, units: list[UnitLine]) -> BarChart | None:
    busy = [one for one in units if one.standing.owed.sent or one.standing.waiting]
    if len(busy) > BARS:
        return None
    minimum = plan.plan.entering.per_unit.minimum
    return bar_chart([
        (
            one.standing.unit_name,
            str(one.standing.owed.sent),
            (("done", one.standing.owed.sent), ("part", one.standing.waiting)),
            minimum,
        )
        for one in busy
    ])  # fmt: skip


def _round_line(plan: PlanInForce, one: RoundCoverage) -> RoundLine:
    """A round of few works says only that it runs; categories are told apart only when none of them is small."""
    spec = plan.plan.find_round(one.key)
    is_open = one.state is RoundState.REVEALED
    apart = may_tell_apart(one.groups.values(), identity_is_open=is_open)
    words = {category.key: category.name for category in plan.plan.categories}
    return RoundLine(
        coverage=one,
        name=spec.name if spec else one.key,
        categories=[
            (words.get(key, key), one.complete.get(key, 0), count) for key, count in one.groups.items() if apart
        ],
        is_hidden=bool(one.codes) and not may_tell_apart([one.codes], identity_is_open=is_open),
    )


def _round_chart(rounds: list[RoundLine]) -> BarChart | None:
    return bar_chart([
        (
            one.name,
            f"{one.coverage.locked}/{one.coverage.assigned}",
            (("done", one.coverage.locked), ("part", max(0, one.coverage.begun - one.coverage.locked))),
            one.coverage.assigned,
        )
        for one in rounds
        if one.coverage.assigned and not one.is_hidden
    ])  # fmt: skip


def _budget(ladder: Ladder) -> BudgetLine:
    total: int | None = 0
    for tier in ladder.tiers:
        most = getattr(tier.count, "maximum", None)
        if most is None or not isinstance(tier.amount_vnd, int):
            total = None
            break
        total += most * tier.amount_vnd
    return BudgetLine(ladder.name, total, ladder.stated_total_vnd)

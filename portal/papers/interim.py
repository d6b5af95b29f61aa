"""What the interim report says of a contest that runs, as plain values: counted so that no small group tells of a work.

While works are known by their codes alone, a unit or a kind of works with one or two entries would name them (A26), and
an exact sum beside the others would give the small one away: then all of them are told in bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.enums import Verdict
from judging.queries.interim import count_by_topic, count_by_verdict
from judging.rules.milestones import MilestoneState
from judging.rules.small_groups import FEWEST
from portal.deadline_words import MILESTONES, deadline_sentence
from portal.standing_counts import count_standing
from portal.standing_words import MILESTONE_STATES, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.unit_standings import UnitStanding
    from judging.rules.milestones import MilestoneStanding
    from portal.standing_counts import StandingCounts

INTERIM_REPORT = "bao-cao-so-ket"
"""The key of the kind of paper."""
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class InterimFacts:
    """Words and counts, ready to be printed.

    Attributes:
        units: unit, entries sent on, what it still owes.
        taking_part: how many of the units sent on an entry.
        owing: the units that owe their minimum, by name.
        works: topic, then the entries of each category of the plan.
        verdicts: category, then works inside the limits, borderline, outside, not told apart or measured.
        milestones: name, when, how it stands, what is left.
        late: the names of the milestones that are late.
        waits: what is open, as (words, count); only what is not nought.
    """

    units: Rows = ()
    taking_part: int = 0
    owing: tuple[str, ...] = ()
    works: Rows = ()
    verdicts: Rows = ()
    milestones: Rows = ()
    late: tuple[str, ...] = ()
    waits: tuple[tuple[str, int], ...] = ()


def bands(counts: Iterable[int], *, is_sealed: bool) -> list[str]:
    """The counts as they may be printed beside each other.

    >>> bands([4, 2, 0], is_sealed=False), bands([4, 3, 0], is_sealed=True), bands([4, 2, 0], is_sealed=True)
    (['4', '2', '0'], ['4', '3', '0'], ['từ 3 trở lên', 'dưới 3', '0'])
    """
    listed = list(counts)
    if not is_sealed or not any(0 < one < FEWEST for one in listed):
        return [str(one) for one in listed]
    return ["0" if not one else f"dưới {FEWEST}" if one < FEWEST else f"từ {FEWEST} trở lên" for one in listed]


def interim_facts(session: Session, plan: PlanInForce, *, now: datetime) -> InterimFacts:
    """Count a contest for its interim report. To be asked within `force_locale("vi")`, as all of a paper."""
    counts = count_standing(session, plan, now=now)
    standing = counts.standing
    return InterimFacts(
        units=_units(standing.units, is_sealed=standing.is_sealed),
        taking_part=standing.sent,
        owing=tuple(one.unit_name for one in standing.lacking),
        works=_works(plan, count_by_topic(session, plan.programme_id), is_sealed=standing.is_sealed),
        verdicts=_verdicts(plan, count_by_verdict(session, plan.programme_id), is_sealed=standing.is_sealed),
        milestones=tuple(_milestone(one) for one in counts.milestones),
        late=tuple(str(MILESTONES[one.kind]) for one in counts.milestones if one.state is MilestoneState.LATE),
        waits=_waits(counts),
    )


def _units(units: list[UnitStanding], *, is_sealed: bool) -> Rows:
    sent = bands((one.owed.sent for one in units), is_sealed=is_sealed)
    exact = all(told.isdecimal() for told in sent)
    return tuple((one.unit_name, told, _owes(one, exact=exact)) for one, told in zip(units, sent, strict=True))


def _owes(unit: UnitStanding, *, exact: bool) -> str:
    """How much is missing; only that something is, where the number would tell what was sent."""
    if not unit.owed.missing:
        return "–"
    return f"{unit.owed.missing}" if exact or not unit.owed.sent else "chưa đủ"


def _works(plan: PlanInForce, counts: dict[tuple[str, str], int], *, is_sealed: bool) -> Rows:
    """Topics below each other, categories beside each other; entries without a topic come last."""
    categories = [one.key for one in plan.plan.categories]
    topics = [(one.key, one.text) for one in plan.plan.topics]
    if not topics or any(not topic for _, topic in counts):
        topics.append(("", "Không ghi chủ đề" if topics else "Chủ đề chung của kế hoạch"))
    told = bands((counts.get((one, key), 0) for key, _ in topics for one in categories), is_sealed=is_sealed)
    wide = len(categories)
    return tuple((text, *told[at * wide : (at + 1) * wide]) for at, (_, text) in enumerate(topics))


def _verdicts(plan: PlanInForce, counts: dict[tuple[str, Verdict | None], int], *, is_sealed: bool) -> Rows:
    columns: tuple[tuple[Verdict | None, ...], ...] = (
        (Verdict.PASS,), (Verdict.BORDERLINE,), (Verdict.FAIL,), (Verdict.UNKNOWN, None),
    )  # fmt: skip
    cells = [
        sum(counts.get((category.key, verdict), 0) for verdict in column)
        for category in plan.plan.categories
        for column in columns
    ]
    told = bands(cells, is_sealed=is_sealed)
    return tuple(
        (category.name, *told[at * len(columns) : (at + 1) * len(columns)])
        for at, category in enumerate(plan.plan.categories)
    )


def _milestone(line: MilestoneStanding) -> tuple[str, ...]:
    """One milestone; what is left is told where it is late, without saying how much of it."""
    left = "; ".join(str(STAGES[one.stage]) for one in line.waiting) if line.state is MilestoneState.LATE else ""
    return (
        str(MILESTONES[line.kind]),
        deadline_sentence(line.deadline, begins=line.begins),
        str(MILESTONE_STATES[line.state][0]),
        left or "–",
    )


def _waits(counts: StandingCounts) -> tuple[tuple[str, int], ...]:
    listed = (
        (_("entries that wait in their unit"), counts.with_units),
        (_("works that are not measured yet"), counts.measuring.count),
        (_("entries that are not verified yet"), counts.validating.count + counts.standing.proposed),
        (_("suspicions of copying that are not decided"), counts.waits.suspicions),
        (_("letters and petitions that are not answered"), counts.waits.cases),
        (_("letters and petitions whose day for the answer is over"), counts.waits.cases_late),
    )
    return tuple((words, count) for words, count in listed if count)

"""The board's desk: where everything stands in each contest, what waits for a decision, what comes next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for

from judging.enums import EntryState, Role
from judging.errors import DeadlineNotFixedError
from judging.queries.programmes import list_plans_in_force
from judging.queries.unit_standings import ContestStanding, list_standings
from judging.rules.deadlines import closes_at, entry_window, opens_at
from judging.spec.deadlines import Deadline
from judging.spec.words import Intake, ProgrammeKind
from portal.access import me
from portal.clock import clock
from portal.deadline_words import BEGINNINGS, MILESTONES, deadline_sentence
from portal.words import ENTRY_STATES, PROGRAMME_STATES
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

SHOWN_STATES = tuple(state for state in EntryState if state not in {EntryState.WITHDRAWN, EntryState.DISQUALIFIED})
NEXT_MILESTONES = 3


@dataclass(frozen=True, slots=True)
class DeskContest:
    """One contest on the board's desk."""

    standing: ContestStanding
    milestones: list[tuple[LazyString, str]]
    links: list[tuple[str, str]]
    is_over: bool

    @property
    def title(self) -> str:
        return self.standing.plan.plan.title

    @property
    def state(self) -> tuple[str, str]:
        word, kind = PROGRAMME_STATES[self.standing.plan.programme.state]  # type: ignore[index]  # its text is the state
        return str(word), kind

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(word, kind, how many) of every state that has an entry."""
        found = self.standing.states
        return [(str(ENTRY_STATES[one][0]), ENTRY_STATES[one][1], found[one]) for one in SHOWN_STATES if found.get(one)]

    @property
    def late(self) -> int:
        """What was not forwarded in time and waits for the board; before the deadline nothing does."""
        through_unit = self.standing.plan.plan.entering.intake is Intake.THROUGH_UNIT
        return self.standing.undecided_late if self.is_over and through_unit else 0

    @property
    def minimum(self) -> int:
        return self.standing.plan.plan.entering.per_unit.minimum or 0


def load_desk(session: Session) -> list[DeskContest]:
    """The contests of the viewer's boards, newest first, in three statements."""
    mine = me().programmes(Role.BOARD)
    plans = [
        plan
        for plan in list_plans_in_force(session, kind=ProgrammeKind.CONTEST)
        if mine is None or plan.programme_id in mine
    ]
    now = clock()
    return [
        DeskContest(
            standing=standing,
            milestones=_next(standing, now),
            links=_links(standing),
            is_over=now >= entry_window(standing.plan.plan).closes_at,
        )
        for standing in list_standings(session, plans, today=local_day(now))
    ]


def _next(standing: ContestStanding, now: datetime) -> list[tuple[LazyString, str]]:
    """The next milestones whose day is fixed, in words, soonest first."""
    coming = []
    for one in standing.plan.plan.milestones:
        if not isinstance(one.deadline, Deadline):
            continue
        begins = one.kind in BEGINNINGS
        with suppress(DeadlineNotFixedError):
            at = opens_at(one.deadline) if begins else closes_at(one.deadline)
            coming.append((at, MILESTONES[one.kind], deadline_sentence(one.deadline, begins=begins)))
    return [(word, told) for at, word, told in sorted(coming, key=lambda row: row[0]) if at > now][:NEXT_MILESTONES]


def _links(standing: ContestStanding) -> list[tuple[str, str]]:
    """(endpoint, address) of the pages about this contest that exist."""
    wanted: dict[str, dict[str, Any]] = {
        "public.programme": {"slug": standing.plan.programme.slug},
        "board.standing": {"slug": standing.plan.programme.slug},
        "board.plan": {"slug": standing.plan.programme.slug},
        "board.results": {},
    }
    return [
        (endpoint, url_for(endpoint, **values))
        for endpoint, values in wanted.items()
        if endpoint in current_app.view_functions
    ]

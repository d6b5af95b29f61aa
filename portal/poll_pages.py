"""A vote as the office sees it: before the close its days alone; afterwards figures, findings and the count."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.queries.standings import find_approval, find_closing, names_of
from judging.queries.votes import (
    find_count,
    find_poll,
    list_casts,
    list_strikes,
    list_works,
    strikes_of,
    unit_names,
)
from judging.rules.ladder_slots import is_voted
from judging.rules.tallies import Strike, counted, findings, per_unit, tally
from judging.rules.voting import VoteState, vote_state, vote_window
from judging.spec.unknown import is_known
from portal.charts import BarChart, ColumnChart, bar_chart, column_chart
from portal.display import moment, number
from portal.plan_words import choice_word
from portal.vote_words import FINDINGS, STATES
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.models.votes import VoteStrike
    from judging.queries.standings import RoundAtHand
    from judging.queries.votes import PollAtHand
    from judging.rules.tallies import Cast, Finding
    from judging.spec.prizes import Ladder


INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ShownTally:
    """One work in the report: its code, its votes, those left out, and those that count."""

    code: str
    cast: int
    struck: int
    counted: int


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A group of votes that stands out. `key` is what the form of its strike sends."""

    kind: str
    code: str
    what: str
    votes: int
    total: int
    percent: int
    key: str
    is_struck: bool


@dataclass(frozen=True, slots=True)
class ShownStrike:
    """What was struck, why and by whom."""

    id: UUID
    kind: str
    code: str
    what: str
    votes: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a vote that is over."""

    cast: int
    counted: int
    works: tuple[ShownTally, ...]
    bars: BarChart | None
    days: tuple[tuple[date, int], ...]
    columns: ColumnChart | None
    units: tuple[tuple[str, int], ...]
    findings: tuple[ShownFinding, ...]
    strikes: tuple[ShownStrike, ...]


@dataclass(frozen=True, slots=True)
class OfficePoll:
    """One ladder by vote on the office's page. `report` is None until the vote is over."""

    key: str
    name: str
    voters: str
    shows: str
    opens_at: datetime | None
    closes_at: datetime | None
    works_each: int
    state: VoteState | None
    word: str
    kind: str
    is_closed: bool
    is_approved: bool
    works: int | None
    report: Report | None
    count: BoardDecision | None
    counted_by: str

    @property
    def may_open(self) -> bool:
        """Whether its works can be put to the vote now."""
        return self.is_closed and self.works is None and self.state in {VoteState.COMING, VoteState.OPEN}

    @property
    def may_decide(self) -> bool:
        """Whether the board strikes votes or confirms the count now."""
        return self.report is not None and self.count is None and not self.is_approved

    @property
    def may_end_empty(self) -> bool:
        """Whether all that is left is to say that nobody voted."""
        is_missed = self.is_closed and self.works is None and self.state is VoteState.OVER
        return is_missed and self.count is None and not self.is_approved


def office_polls(session: Session, at_hand: RoundAtHand, *, now: datetime) -> list[OfficePoll]:
    """Every ladder by vote of a round; figures stand in those that are over, and in no other."""
    is_closed = find_closing(session, at_hand.id) is not None
    is_approved = find_approval(session, at_hand.programme_id) is not None
    return [
        _poll(session, at_hand, ladder, now=now, is_closed=is_closed, is_approved=is_approved)
        for ladder in at_hand.plan.plan.ladders
        if is_voted(ladder) and ladder.round == at_hand.round.key and ladder.vote is not None
    ]


def finding_key(kind: str, subject: Mapping[str, Any]) -> str:
    """A finding as one field of a form."""
    return json.dumps([kind, dict(subject)], sort_keys=True, separators=(",", ":"))


def _poll(
    session: Session, at_hand: RoundAtHand, ladder: Ladder, *, now: datetime, is_closed: bool, is_approved: bool
) -> OfficePoll:
    rule = ladder.vote
    assert rule is not None  # noqa: S101  the caller asked
    found = find_poll(session, at_hand, ladder.key)
    window = vote_window(rule)
    state = found.state(now) if found is not None else vote_state(window, now) if window is not None else None
    count = find_count(session, at_hand, ladder.key)
    word, kind = STATES[state] if state is not None else (_("days not decided yet"), "neutral")
    return OfficePoll(
        key=ladder.key,
        name=ladder.name,
        voters=choice_word(rule.voters) if is_known(rule.voters) else str(_("not decided yet")),
        shows=choice_word(rule.shows),
        opens_at=window.opens_at if window else None,
        closes_at=window.closes_at if window else None,
        works_each=rule.works_each,
        state=state,
        word=str(word),
        kind=kind,
        is_closed=is_closed,
        is_approved=is_approved,
        works=len(list_works(session, found)) if found is not None else None,
        report=_report(session, found) if found is not None and state is VoteState.OVER else None,
        count=count,
        counted_by=names_of(session, [count.decided_by]).get(count.decided_by, "") if count else "",
    )


def _report(session: Session, poll: PollAtHand) -> Report:
    votes, rows, works = list_casts(session, poll), list_strikes(session, poll), list_works(session, poll)
    strikes, codes = strikes_of(rows), {work: one.code.word for work, one in works.items()}
    left, units = counted(votes, strikes), unit_names(session)
    lines = _lines(votes, strikes, codes)
    days = Counter(local_day(one.at) for one in votes)
    first, last = local_day(poll.window.opens_at), local_day(poll.window.closes_at - INSTANT)
    said = findings(votes, opened_at=poll.window.opens_at)
    return Report(
        cast=len(votes),
        counted=len(left),
        works=lines,
        bars=bar_chart([(one.code, number(one.counted), [("done", one.counted), ("part", one.struck)], None)
                        for one in lines]) if votes else None,
        days=tuple(sorted(days.items())),
        columns=column_chart(days, first, last),
        units=tuple((units.get(unit, "") or str(_("Units with fewer than 5 votes each")), n)
                    for unit, n in per_unit(votes)),
        findings=tuple(_finding(one, codes, units, strikes) for one in said),
        strikes=tuple(_strike(session, row, codes, units) for row in rows),
    )  # fmt: skip


def _lines(votes: Sequence[Cast], strikes: Sequence[Strike], codes: Mapping[str, str]) -> tuple[ShownTally, ...]:
    """The works, most counted votes first."""
    kept = tally(votes, strikes, codes)
    every = Counter(one.work for one in votes)
    found = [ShownTally(word, every[work], every[work] - kept[work], kept[work]) for work, word in codes.items()]
    return tuple(sorted(found, key=lambda one: (-one.counted, one.code)))


def _finding(
    one: Finding, codes: Mapping[str, str], units: Mapping[str, str], strikes: Sequence[Strike]
) -> ShownFinding:
    return ShownFinding(
        kind=str(FINDINGS[one.kind]),
        code=codes.get(one.work, "–"),
        what=_what(one.subject, units),
        votes=one.votes,
        total=one.total,
        percent=one.percent,
        key=finding_key(one.kind.value, one.subject),
        is_struck=any(strike == Strike(one.kind, one.subject) for strike in strikes),
    )


def _strike(session: Session, row: VoteStrike, codes: Mapping[str, str], units: Mapping[str, str]) -> ShownStrike:
    [strike] = strikes_of([row])
    return ShownStrike(
        id=row.id,
        kind=str(FINDINGS[strike.kind]),
        code=codes.get(str(row.subject["work"]), "–"),
        what=_what(row.subject, units),
        votes=row.votes,
        reason=row.reason,
        by=names_of(session, [row.decided_by]).get(row.decided_by, ""),
        at=row.decided_at,
    )


def _what(subject: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """What the votes of a group have in common, in words; a network is told by the first letters of its hash."""
    if "unit" in subject:
        return units.get(str(subject["unit"]), "–")
    if "network" in subject:
        return str(_("network %(word)s", word=str(subject["network"])[:6]))
    if "after" in subject:
        return str(_("accounts opened after %(at)s", at=moment(datetime.fromisoformat(subject["after"]))))
    return str(
        _("from %(start)s to %(end)s",
          start=moment(datetime.fromisoformat(subject["from"])), end=moment(datetime.fromisoformat(subject["to"])))
    )  # fmt: skip

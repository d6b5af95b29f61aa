"""Counting votes, and what a report finds unlike people who vote one by one (E22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from judging.enums import StrikeKind
from judging.rules.tallies import Cast, Finding, Strike, counted, findings, matches, per_unit, tally

OPEN = datetime(2026, 10, 1, 8, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _cast(work: str, minutes: float, *, unit: str = "", network: str = "", made_at: datetime = LONG_AGO) -> Cast:
    """By default of a unit and a network of its own, so that nothing has it in common with another."""
    return Cast(work, OPEN + timedelta(minutes=minutes), unit or f"u{minutes}", network or f"n{minutes}", made_at)


def _scattered(work: str, count: int) -> list[Cast]:
    return [_cast(work, 37 * at) for at in range(count)]


def test_people_who_vote_one_by_one_are_no_finding() -> None:
    assert findings(_scattered("a", 60) + _scattered("b", 3), opened_at=OPEN) == []


def test_E22_a_burst_of_one_unit_is_found_and_what_is_struck_counts_no_more() -> None:
    honest = _scattered("a", 12)
    crowd = [_cast("b", 100 + at / 4, unit="hall", network="office") for at in range(30)]
    votes = honest + crowd + [_cast("b", 900)]
    found = findings(votes, opened_at=OPEN)
    assert [(one.kind, one.work, one.votes, one.total) for one in found] == [
        (StrikeKind.BURST, "b", 30, 31),
        (StrikeKind.NETWORK, "b", 30, 31),
        (StrikeKind.UNIT, "b", 30, 31),
    ]
    assert found[0].percent == 96
    for one in found:
        strike = Strike(one.kind, one.subject)
        assert sum(matches(strike, vote) for vote in votes) == one.votes
        assert tally(votes, [strike], "abc") == {"a": 12, "b": 1, "c": 0}
    both = [Strike(one.kind, one.subject) for one in found]
    assert len(counted(votes, both)) == 13, "a vote that two strikes name is left out once"


@pytest.mark.parametrize(("votes", "found"), [(9, 0), (10, 1)])
def test_a_burst_needs_ten_votes_in_ten_minutes(votes: int, found: int) -> None:
    inside = [_cast("a", at * 10 / votes) for at in range(votes)]
    assert len(findings(inside, opened_at=OPEN)) == found
    drawn_out = [_cast("a", at * 2.5) for at in range(votes)]
    assert findings(drawn_out, opened_at=OPEN) == []


def test_a_group_is_named_only_where_it_is_half_of_a_works_votes() -> None:
    votes = _scattered("a", 11) + [_cast("a", 5000 + 60 * at, unit="hall") for at in range(10)]
    assert findings(votes, opened_at=OPEN) == []
    assert [one.kind for one in findings(votes[1:], opened_at=OPEN)] == [StrikeKind.UNIT]


def test_accounts_made_for_the_vote_are_told_from_five_on() -> None:
    fresh = [_cast("a", 60 * at, made_at=OPEN - timedelta(days=at)) for at in range(6)]
    assert [(one.kind, one.votes) for one in findings(fresh, opened_at=OPEN)] == [(StrikeKind.NEWCOMERS, 6)]
    assert findings(fresh[:4], opened_at=OPEN) == []
    old = [_cast("a", 60 * at, made_at=OPEN - timedelta(days=8)) for at in range(6)]
    assert findings(old, opened_at=OPEN) == []


def test_a_vote_of_somebody_with_a_duty_counts_for_nothing() -> None:
    votes = [Cast("a", OPEN, "u", "n", LONG_AGO, has_duty=True), _cast("a", 1)]
    assert tally(votes, [], "a") == {"a": 1}
    judges = [Cast("a", OPEN, "u", "n", LONG_AGO, has_duty=True) for _ in range(20)]
    assert findings(judges, opened_at=OPEN) == []


def test_small_units_are_not_told_apart() -> None:
    votes = [_cast("a", at, unit="large") for at in range(6)] + [_cast("a", at, unit="small") for at in range(4)]
    assert per_unit([*votes, _cast("a", 1, unit="tiny")]) == [("large", 6), ("", 5)]


def test_a_strike_reaches_no_other_work() -> None:
    finding = Finding(StrikeKind.UNIT, {"work": "a", "unit": "hall"}, 1, 1)
    assert not matches(finding, _cast("b", 1, unit="hall"))

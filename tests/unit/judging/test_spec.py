"""A programme as one value: round trips, hashes, unknowns, relative days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.plans import CAMPAIGNS, SHIPPED, load, shipped_text, write
from judging.spec import (
    Bound,
    Bounds,
    Deadline,
    EventAnchor,
    Every,
    Milestone,
    MilestoneKind,
    Precision,
    Programme,
    Quota,
    QuotaKind,
    Recurrence,
    RelativeDay,
    StillUnknownError,
    Unknown,
    digest,
    from_canonical,
    is_known,
    known,
    resolve,
    to_canonical,
    unknowns,
)
from judging.spec.canonical import NotCanonicalError
from judging.spec.decoding import from_plain
from judging.spec.encoding import to_json_scalar


def shipped(name: str) -> Programme:
    programme = load(shipped_text(name))
    assert isinstance(programme, Programme)
    return programme


DEMONSTRATION = shipped("dakrong-demo")

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
local_times = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))
deadlines = st.builds(
    Deadline,
    value=days
    | st.builds(datetime.combine, days, st.times(), tzinfo=st.just(UTC))
    | st.builds(RelativeDay, st.integers(-99, 99), local_times)
    | st.builds(EventAnchor, st.sampled_from(["results_published", "congress"]), st.integers(0, 9))
    | st.builds(Recurrence, st.sampled_from(Every), st.none() | st.integers(1, 28), until=st.none() | days),
    bound=st.sampled_from(Bound),
    precision=st.sampled_from(Precision),
    at=local_times,
    text=st.none() | st.text("abđ “ế”\\\"'#=[]{}\n", min_size=1, max_size=12),
)
marks = st.decimals("0.25", "100", places=2)
quotas = st.integers(0, 9).map(Quota.exactly) | st.builds(
    Quota,
    st.sampled_from(QuotaKind),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(5, 9),
    percent=st.none() | marks,
)


def with_values(deadline: Deadline, quota: Quota, mark: Decimal, unknown: Unknown) -> Programme:
    ladder = DEMONSTRATION.ladders[0]
    rubric = DEMONSTRATION.rubrics[0]
    return replace(
        DEMONSTRATION,
        milestones=(Milestone(MilestoneKind.ENTRIES_CLOSE, deadline),),
        ladders=(replace(ladder, tiers=(replace(ladder.tiers[0], count=quota, amount_vnd=unknown),)),),
        rubrics=(replace(rubric, criteria=(replace(rubric.criteria[0], maximum=mark, weight=mark),)),),
        retention=unknown,
    )


unknown_values = st.builds(Unknown, st.text(min_size=1, max_size=8), st.text(max_size=8))


@given(deadlines, quotas, marks, unknown_values)
def test_canonical_text_round_trips(deadline: Deadline, quota: Quota, mark: Decimal, unknown: Unknown) -> None:
    programme = with_values(deadline, quota, mark, unknown)
    text = to_canonical(programme)
    assert from_canonical(text) == programme
    assert to_canonical(from_canonical(text)) == text


@pytest.mark.parametrize("name", [*SHIPPED, *CAMPAIGNS])
def test_a_written_plan_loads_as_the_same_programme(name: str) -> None:
    programme = shipped(name)
    assert load(write(programme)) == programme
    assert write(load(write(programme))) == write(programme)  # type: ignore[arg-type]


def test_equal_plans_have_one_hash_and_any_change_another() -> None:
    rubric = DEMONSTRATION.rubrics[0]
    same = replace(DEMONSTRATION, rubrics=(replace(rubric, step=Decimal("0.50"), scale=Decimal("1E+2")),))
    assert digest(same) == digest(DEMONSTRATION)
    other = replace(DEMONSTRATION, rubrics=(replace(rubric, step=Decimal("0.25")),))
    assert digest(other) != digest(DEMONSTRATION)
    assert len(digest(other)) == 64


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("dakrong-2020", "b00a5a5bc3676d98421500eccb86645d8cc0ed2c9788c604dd19ee2994022d97"),
        ("dakrong-demo", "ebf03e1d379345f846fd51b8e0ef3c391118ba4de778144ac2bc29b44e338b72"),
    ],
)
def test_what_is_stored_keeps_its_hash_whatever_the_spec_learns(name: str, sha256: str) -> None:
    assert digest(shipped(name)) == sha256


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_campaign_is_the_same_after_it_was_stored(name: str) -> None:
    assert from_canonical(to_canonical(shipped(name))) == shipped(name)


def test_canonical_text_is_one_line_of_sorted_keys_in_plain_vietnamese() -> None:
    text = to_canonical(DEMONSTRATION)
    assert "\n" not in text
    assert "Đakrông" in text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format":2}', '{"format":1,"programme":{"key":"x"}}'])
def test_what_is_no_programme_is_refused(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        from_canonical(text)


def test_only_what_belongs_into_a_plan_can_be_written() -> None:
    with pytest.raises(TypeError):
        to_json_scalar(object())


def test_unknown_is_a_value() -> None:
    unknown = Unknown("Ban tổ chức", "Mấy giám khảo?")
    assert (is_known(unknown), is_known(0), known(3)) == (False, True, 3)
    with pytest.raises(StillUnknownError) as refusal:
        known(unknown)
    assert refusal.value.unknown is unknown
    programme = replace(DEMONSTRATION, rounds=(replace(DEMONSTRATION.rounds[0], rubric=unknown),))
    assert unknowns(programme) == (("rounds[final].rubric", unknown),)
    assert programme.rubric_of(programme.rounds[0]) is unknown


def test_resolving_gives_days_and_times_and_leaves_the_rest() -> None:
    deadline = Deadline(RelativeDay(3, time(17)), Bound.EXCLUSIVE)
    programme = replace(DEMONSTRATION, milestones=(Milestone(MilestoneKind.ENTRIES_CLOSE, deadline),))
    resolved = resolve(programme, date(2026, 2, 26))
    assert resolved.find_milestone(MilestoneKind.ENTRIES_CLOSE) == Deadline(
        date(2026, 3, 1), Bound.EXCLUSIVE, at=time(17)
    )
    assert resolved.document.issued_on == date(2026, 2, 16)
    assert resolved.rubrics == programme.rubrics
    assert resolve(resolved, date(2030, 1, 1)) == resolved


def test_looking_things_up() -> None:
    found = [
        DEMONSTRATION.find_category("essay"),
        DEMONSTRATION.find_topic("indexes"),
        DEMONSTRATION.find_round("final"),
        DEMONSTRATION.find_rubric("common"),
        DEMONSTRATION.find_ladder("individual"),
    ]
    assert [thing.key for thing in found if thing is not None] == ["essay", "indexes", "final", "common", "individual"]
    assert DEMONSTRATION.find_category("poster") is None
    assert DEMONSTRATION.find_milestone(MilestoneKind.AUTHORS_CLOSE) is None


@pytest.mark.parametrize(
    ("bounds", "value", "off_by"),
    [
        (Bounds(1000, 2000), 1000, 0),
        (Bounds(1000, 2000), 2000, 0),
        (Bounds(1000, 2000), 999, -1),
        (Bounds(1000, 2000), 2001, 1),
        (Bounds(), 5, 0),
        (Bounds(maximum=3), 9, 6),
        (Bounds(minimum=3), 1, -2),
    ],
)
def test_bounds_allow_both_ends(bounds: Bounds, value: int, off_by: int) -> None:
    assert bounds.off_by(value) == off_by
    assert bounds.holds(value) is (off_by == 0)


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        (True, "wrong_type"),
        ("1", "wrong_type"),
        ({"kind": "exact", "minimum": "one"}, "wrong_type"),
        ({"kind": "sometimes"}, "not_one_of"),
        ({"kind": "exact", "minimum": True}, "wrong_type"),
        ({"kind": "percent", "percent": "NaN"}, "wrong_type"),
        ({"kind": "percent", "percent": "ten"}, "wrong_type"),
        ({"kind": "percent", "percent": [1]}, "wrong_type"),
        ({"minimum": 1}, "missing_key"),
        ({"kind": "exact", "min": 1}, "unknown_key"),
        ({"kind": {"unknown": {"decided_by": "ai"}}}, "may_not_be_unknown"),
    ],
)
def test_plain_data_that_does_not_fit_is_told_with_its_code(plain: object, code: str) -> None:
    quota, misfits = from_plain(Quota, plain)
    assert quota is None
    assert [misfit.code for misfit in misfits] == [code]


def test_an_instant_needs_a_zone() -> None:
    _, misfits = from_plain(Deadline, {"value": datetime(2020, 9, 15, 17)})  # noqa: DTZ001  the point of the test
    assert [(m.path, m.code) for m in misfits] == [(("value",), "no_zone")]
    _, misfits = from_plain(Deadline, {"value": "soon"})
    assert [(m.path, m.code) for m in misfits] == [(("value",), "wrong_type")]

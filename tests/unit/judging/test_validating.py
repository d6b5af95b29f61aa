"""What a decision on form must hold, what a unit owes, and which sample of a batch is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from judging.enums import ValidationOutcome, Verdict
from judging.errors import MissingReasonError
from judging.plans.shipped import shipped_plan
from judging.rules.entering import UnknownChoiceError
from judging.rules.forwarding import Owed, owed
from judging.rules.validating import (
    Decision,
    FormReason,
    NothingToChangeError,
    NotMeasuredError,
    ReturnDayError,
    changeable_keys,
    check_decision,
    list_digest,
    sample_of,
)
from judging.spec.walking import resolve

NOW = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
PLAN = resolve(shipped_plan("dakrong-demo"), date(2026, 9, 7))
ESSAY, VIDEO = PLAN.categories
KEYS = changeable_keys(PLAN, ESSAY)
ACCEPT, RETURN, REJECT = ValidationOutcome.ACCEPT, ValidationOutcome.RETURN, ValidationOutcome.REJECT
LATER = NOW + timedelta(days=3)
COVER = (FormReason.COVER,)


def check(decision: Decision, verdict: Verdict | None = Verdict.PASS) -> None:
    check_decision(decision, verdict=verdict, changeable=KEYS, now=NOW)


def test_what_a_return_may_open_follows_the_plan() -> None:
    assert KEYS == (
        "title",
        "topic",
        "cover",
        "content",
        "attachment:pictures",
        "attachment:video_disc",
        "declarations",
        "ai_help",
    )
    bare = replace(PLAN, topics=(), entering=replace(PLAN.entering, declarations=(), ai_help=None))
    film = replace(VIDEO, cover_fields=())
    assert changeable_keys(bare, film) == ("title", "content", "attachment:captions"), "every film may bring captions"


@pytest.mark.requirement("S001-R43")
@pytest.mark.parametrize(
    ("decision", "verdict", "refusal"),
    [
        (Decision(ACCEPT), None, NotMeasuredError),
        (Decision(ACCEPT, words=" "), Verdict.FAIL, MissingReasonError),
        (Decision(RETURN, may_change=("title",), return_until=LATER), Verdict.PASS, MissingReasonError),
        (Decision(RETURN, COVER, return_until=LATER), Verdict.PASS, NothingToChangeError),
        (Decision(RETURN, COVER, may_change=("state",), return_until=LATER), Verdict.PASS, UnknownChoiceError),
        (Decision(RETURN, COVER, may_change=("title",)), Verdict.PASS, ReturnDayError),
        (Decision(RETURN, COVER, may_change=("title",), return_until=NOW), Verdict.PASS, ReturnDayError),
        (Decision(REJECT), Verdict.FAIL, MissingReasonError),
        (Decision(REJECT, (FormReason.OTHER,)), Verdict.FAIL, MissingReasonError),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    decision: Decision, verdict: Verdict | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check(decision, verdict)


@pytest.mark.parametrize(
    ("decision", "verdict"),
    [
        (Decision(ACCEPT), Verdict.PASS),
        (Decision(ACCEPT), Verdict.BORDERLINE),
        (Decision(ACCEPT), Verdict.UNKNOWN),
        (Decision(ACCEPT, words="Được Ban Tổ chức cho phép"), Verdict.FAIL),
        (Decision(RETURN, COVER, may_change=("title",), return_until=LATER), None),
        (Decision(REJECT, (FormReason.OTHER,), words="Nội dung không phải của cuộc thi này"), None),
    ],
)
def test_a_whole_decision_passes(decision: Decision, verdict: Verdict | None) -> None:
    check(decision, verdict)


@pytest.mark.parametrize(("count", "size"), [(0, 0), (1, 1), (3, 3), (4, 3), (30, 3), (31, 4), (50, 5)])
def test_the_sample_is_three_or_one_of_ten(count: int, size: int) -> None:
    listed = [str(number) for number in range(count)]
    sample = sample_of(listed)
    assert len(sample) == size
    assert set(sample) <= set(listed)
    assert sample == sample_of(reversed(listed))


def test_the_sample_is_fixed_by_the_list_and_another_list_has_another() -> None:
    listed = [str(number) for number in range(60)]
    assert list_digest(listed) == list_digest(listed[::-1]) != list_digest(listed[1:])
    assert sample_of(listed) != sample_of([*listed, "60"])


@pytest.mark.requirement("S001-R06")
def test_what_a_unit_owes() -> None:
    assert (owed(PLAN, 0).missing, owed(PLAN, 1).missing, owed(PLAN, 5).missing) == (1, 0, 0)
    assert owed(PLAN, 99).may_send_more
    assert Owed(0).missing == 0
    assert [Owed(sent, minimum=1, maximum=2).may_send_more for sent in (1, 2, 3)] == [True, False, False]

"""The second program reads a canonical text sheet by sheet; what it says must not depend on that."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from judging import verify
from tests.factories.results import random_sample
from tests.factories.several_rounds import random_programme

TRIES = 1500


def texts(seed: int, count: int) -> list[str]:
    """Rounds that stand alone, and as many of programmes with several."""
    rng = random.Random(seed)
    alone = [random_sample(rng).compute().text for _ in range(count // 2)]
    several = [one.standings.text for _ in range(count // 2) for one in random_programme(rng)]
    return alone + several[: count // 2]


def written(bundle: Any) -> str:
    return json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verdict(of: Any, text: str) -> list[str] | str:
    try:
        return of(text)  # type: ignore[no-any-return]
    except ValueError as error:
        return str(error)


@pytest.mark.requirement("S001-R14")
def test_P10_both_ways_of_reading_say_the_same() -> None:
    for text in texts(41, 120):
        assert verify.verify_text(text) == verify.explain(text) == []


@pytest.mark.requirement("S001-R14")
def test_P10_one_changed_character_is_never_read_over() -> None:
    rng, accepted = random.Random(42), 0
    samples = texts(43, 60)
    for _ in range(TRIES):
        text = rng.choice(samples)
        at = rng.randrange(len(text))
        other = text[:at] + rng.choice('0123456789abc",:[]{} \\-') + text[at + rng.randint(0, 1) :]
        found = verdict(verify.verify_text, other)
        assert found == verdict(verify.explain, other), other
        accepted += found == []
    assert accepted < TRIES / 2  # a step of a reason, or a digit replaced by itself


def test_P10_sheets_in_another_order_or_twice_are_seen() -> None:
    bundle = next(found for text in texts(44, 60) if len((found := json.loads(text))["sheets"]) > 8)
    turned = {**bundle, "sheets": bundle["sheets"][::-1]}
    assert verify.verify_text(written(turned)) == []  # an order that changes nothing, but a hash of its own
    twice = {**bundle, "sheets": [*bundle["sheets"], bundle["sheets"][0]]}
    with pytest.raises(ValueError, match="two sheets"):
        verify.verify_text(written(twice))
    stray = {**bundle, "sheets": [*bundle["sheets"], {**bundle["sheets"][0], "code": "Z-0000"}]}
    with pytest.raises(ValueError, match="complete"):
        verify.verify_text(written(stray))


def test_P10_steps_that_are_no_whole_numbers_are_outside_the_rubric() -> None:
    bundle = next(found for text in texts(45, 40) if (found := json.loads(text))["sheets"])
    for wrong in (True, -1, 1.5, "1", 10**9):
        changed = json.loads(written(bundle))
        steps = changed["sheets"][0]["steps"]
        steps[next(iter(steps))] = wrong
        with pytest.raises(ValueError, match="outside the rubric"):
            verify.verify_text(written(changed))


def test_P10_a_rubric_with_a_criterion_twice_is_refused() -> None:
    bundle = json.loads(texts(46, 2)[0])
    bundle["rules"]["rubric"]["criteria"] *= 2
    with pytest.raises(ValueError, match="twice"):
        verify.verify_text(written(bundle))

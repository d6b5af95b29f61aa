"""What a plan says of the letters to the authors: one of three words, read and written as TOML."""

from __future__ import annotations

import pytest

from judging.plans.loader import check_text, load
from judging.plans.shipped import DEMONSTRATION, shipped_text
from judging.plans.writer import write
from judging.spec.programme import Programme
from judging.spec.words import LetterContent


def plan_text(word: str) -> str:
    head, rest = shipped_text(DEMONSTRATION).split("retention =", 1)
    return f'{head}letters = "{word}"\nretention ={rest}'


@pytest.mark.parametrize("content", list(LetterContent))
def test_each_word_is_read_and_written_back(content: LetterContent) -> None:
    plan = load(plan_text(content.value))
    assert isinstance(plan, Programme)
    assert plan.letters is content
    assert load(write(plan)) == plan


def test_another_word_is_refused_at_its_place() -> None:
    assert [one.place for one in check_text(plan_text("names")).problems] == ["letters"]


def test_a_plan_without_it_stays_what_it_was() -> None:
    plan = load(shipped_text(DEMONSTRATION))
    assert isinstance(plan, Programme)
    assert plan.letters is None
    assert "letters" not in write(plan)

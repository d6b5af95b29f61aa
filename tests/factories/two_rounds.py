"""The demonstration's plan with a preliminary round before its final: what a contest of two rounds is tried with."""

from __future__ import annotations

from judging.plans.loader import load
from judging.plans.shipped import DEMONSTRATION, shipped_text
from judging.spec.programme import Programme

_FINAL = '[[rounds]]\nkey = "final"\nname = "Chấm thi"'
_PANEL = '{ key = "panel", name = "Ban Giám khảo (Ban chấm thi)", seats = { minimum = 3, maximum = 7 } }'


def two_rounds_text(passing: str = '{ kind = "top", count = 2 }', more: str = "") -> str:
    """The plan as TOML: everybody is judged in “Sơ khảo”, who goes on is judged anew in “Chung khảo”.

    `passing` is the pass rule of the first round as TOML; `more` are further lines of that round.
    """
    text = shipped_text(DEMONSTRATION)
    first = text[text.index("[[rounds]]") : text.index("[[rubrics]]")]
    first = first.replace('key = "final"', 'key = "first"', 1).replace('name = "Chấm thi"', 'name = "Sơ khảo"', 1)
    first = first.replace(_PANEL, '{ key = "first_panel", name = "Ban sơ khảo", seats = { minimum = 3, maximum = 7 } }')
    first = first.replace("offset_days = 20", "offset_days = 17")
    first = first.rstrip() + f"\npassing = {passing}\n{more}\n\n"
    later = text.replace(_FINAL, '[[rounds]]\nkey = "final"\nname = "Chung khảo"', 1)
    later = later.replace("opens = { value = { offset_days = 15 } }", "opens = { value = { offset_days = 18 } }", 1)
    return later.replace("[[rounds]]", f"{first}[[rounds]]", 1)


def two_rounds_plan(passing: str = '{ kind = "top", count = 2 }', more: str = "") -> Programme:
    """The same as a plan, its days still relative."""
    plan = load(two_rounds_text(passing, more))
    assert isinstance(plan, Programme), plan
    return plan

"""Rules of a tie chain that look at authors: by what they stated, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

from judging.plans.shipped import shipped_plan
from judging.rules.author_rules import AuthorFact, facts_asked, order_by_author
from judging.spec.rounds import TieStep
from judging.spec.words import TieKind

WOMAN, MAN = {AuthorFact.GENDER.value: "female"}, {AuthorFact.GENDER.value: "male"}


def test_women_come_first_and_whoever_stated_nothing_claims_no_preference() -> None:
    stated = {"A": MAN, "B": WOMAN, "C": {}, "D": WOMAN}
    assert order_by_author(TieKind.WOMEN_FIRST, stated) == (("B", "D"), ("A", "C"))
    assert order_by_author(TieKind.WOMEN_FIRST, {"A": MAN, "C": {}}) == (("A", "C"),)


def test_older_authors_come_first_and_those_without_a_day_of_birth_last() -> None:
    born = {"A": "1980-05-02", "B": "01/3/1975", "C": "", "D": "khong ro", "E": "1980-05-02"}
    stated = {code: {AuthorFact.BIRTH_DAY.value: day} for code, day in born.items()}
    assert order_by_author(TieKind.OLDER_FIRST, stated) == (("B",), ("A", "E"), ("C", "D"))


def test_a_plan_asks_only_for_what_its_chain_compares() -> None:
    plan = shipped_plan("dakrong-demo")
    assert facts_asked(plan, "essay") == ()
    chain = (TieStep(TieKind.OLDER_FIRST), TieStep(TieKind.BOARD_DECIDES))
    asking = replace(plan, rounds=(replace(plan.rounds[0], tie_chain=chain),))
    assert facts_asked(asking, "essay") == (AuthorFact.BIRTH_DAY,)
    assert facts_asked(asking, "poster") == ()

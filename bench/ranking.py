"""From locked sheets to prizes at the size of a country: both programs, beside their floor, interleaved.

    python -m bench.ranking [--entries 100000] [--judges 5] [--criteria 5] [--rounds 3]

The floor is what no program can do without: adding up whole steps, and sorting. Processor time of this process;
memory is the most that the process held.
"""

from __future__ import annotations

import argparse
import random
import resource
from decimal import Decimal
from time import process_time
from typing import TYPE_CHECKING, TypeVar

from bench.figures import Spread, table
from judging import verify
from judging.rules.prizes import Candidate
from judging.rules.round_rules import RoundRules
from judging.rules.scoring import Sheet
from judging.rules.standings import Standings, compute_standings
from judging.spec.prizes import Ladder, Tier
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.rubrics import Criterion, Rubric
from judging.spec.words import Aggregation, Exclusivity, PrizeScope, SharedRule, TieKind, VacancyRule

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 80
T = TypeVar("T")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def rules_of(criteria: int) -> RoundRules:
    """A plan with `criteria` of 20 points in quarters, one ladder, and a tie chain with an end."""
    keys = [f"c{number}" for number in range(criteria)]
    rubric = Rubric(
        key="r", name="r", scale=Decimal(20 * criteria), step=Decimal("0.25"),
        criteria=tuple(Criterion(key, key, Decimal(20)) for key in keys),
    )  # fmt: skip
    tiers = tuple(Tier(key, key, Quota.exactly(count), 1_000_000) for key, count in (("1", 1), ("2", 3), ("3", 10)))
    ladder = Ladder(
        key="l", name="l", scope=PrizeScope.INDIVIDUAL, categories=("essay",), round="final", tiers=tiers,
        vacancy=VacancyRule.BOARD_DECIDES, shared=SharedRule.ALLOWED,
    )  # fmt: skip
    chain = (TieStep(TieKind.HIGHEST_CRITERION, "c0"), TieStep(TieKind.LOWEST_GAP), TieStep(TieKind.SHARED_PLACE))
    return RoundRules("final", "0" * 64, rubric, Aggregation.MEAN, 3, chain, (ladder,), Exclusivity.ONE_PER_AUTHOR)


def make(entries: int, judges: int, rules: RoundRules) -> tuple[list[Candidate], list[Sheet]]:
    rng = random.Random(1)
    codes = [f"{LETTERS[number % 24]}-{number:06d}" for number in range(entries)]
    candidates = [Candidate(code, "essay", (code,), "u", number) for number, code in enumerate(codes)]
    keys = [one.key for one in rules.rubric.criteria]
    sheets = [
        Sheet(code, seat, {key: rng.randrange(STEPS + 1) for key in keys})
        for code in codes
        for seat in range(1, judges + 1)
    ]
    return candidates, sheets


def floor(sheets: list[Sheet]) -> list[tuple[int, str]]:
    """Totals of whole steps by code, sorted."""
    totals: dict[str, int] = {}
    for sheet in sheets:
        totals[sheet.code] = totals.get(sheet.code, 0) + sum(sheet.steps.values())
    return sorted((-total, code) for code, total in totals.items())


def timed(act: Callable[[], T]) -> tuple[float, T]:
    start = process_time()
    found = act()
    return process_time() - start, found


def check(standings: Standings) -> None:
    """The second program computes the same from the text alone."""
    assert verify.verify_text(standings.text) == []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("entries", 100_000), ("judges", 5), ("criteria", 5), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    rules = rules_of(asked.criteria)
    candidates, sheets = make(asked.entries, asked.judges, rules)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare, first, second = [], [], []
    for _ in range(asked.rounds):
        bare.append(timed(lambda: floor(sheets))[0])
        seconds, standings = timed(lambda: compute_standings(rules, candidates, sheets))
        first.append(seconds)
        second.append(timed(lambda kept=standings: check(kept))[0])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    both = [one + other for one, other in zip(first, second, strict=True)]
    size = f"{asked.entries} × {asked.judges} × {asked.criteria}"
    print(table(
        ("size", "rules, s", "second program, s", "both, s", "floor, s", "ratio", "grown by, MB"),
        [(size, str(Spread.of(first)), str(Spread.of(second)), str(Spread.of(both)), str(Spread.of(bare)),
          str(Spread.of([b / f for b, f in zip(both, bare, strict=True)])), str(grown))],
    ))  # fmt: skip


if __name__ == "__main__":
    main()

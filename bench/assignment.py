"""Who marks what at the size of a country: twenty drawings of 1,000 entries × 40 judges beside their floor.

    python -m bench.assignment [--entries 1000] [--judges 40] [--marks 3] [--conflicts 0.05] [--rounds 20]

The floor is what no drawing can do without: asking of every entry and judge whether a conflict lies between them, and
handing the marks out in turn. Processor time of this process. Every drawing is either proven optimal in its loads by
the rules or a named impossibility; the table shows the greatest spread of loads and of overlaps that came out.
"""

from __future__ import annotations

import argparse
import random
from itertools import combinations
from time import process_time

from bench.figures import Spread, table
from judging.rules.assignment import AssignmentPlan, SeatOffer, Work, assign, bar_between

BUDGET_SECONDS = 5
UNITS = 60


def make(rng: random.Random, entries: int, judges: int, conflicts: float) -> tuple[list[Work], list[SeatOffer]]:
    """Entries of sixty units in two categories, and judges tied to the authors of a share of them."""
    works = [
        Work(f"B-{number:05d}", rng.choice(("essay", "video")), f"u{rng.randrange(UNITS)}", frozenset({f"p{number}"}))
        for number in range(entries)
    ]
    offers = [
        SeatOffer(
            f"s{number:02d}",
            units=frozenset({f"u{rng.randrange(UNITS)}"}),
            tied_to=frozenset(f"p{one}" for one in range(entries) if rng.random() < conflicts),
        )
        for number in range(judges)
    ]
    return works, offers


def floor(works: list[Work], offers: list[SeatOffer], marks: int) -> list[tuple[str, str]]:
    """Every conflict asked for once, and the marks handed out in turn."""
    pairs, turn = [], 0
    for work in works:
        free = [offer.seat for offer in offers if bar_between(work, offer) is None]
        pairs += [(work.code, free[(turn + step) % len(free)]) for step in range(min(marks, len(free)))]
        turn += marks
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("entries", 1000), ("judges", 40), ("marks", 3), ("rounds", 20)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--conflicts", type=float, default=0.05)
    asked = parser.parse_args()
    drawn, bare, spreads, overlaps = [], [], [], []
    for number in range(asked.rounds):
        works, offers = make(random.Random(number), asked.entries, asked.judges, asked.conflicts)
        start = process_time()
        floor(works, offers, asked.marks)
        bare.append(process_time() - start)
        start = process_time()
        plan = assign(works, offers, marks_per_entry=asked.marks, seed=str(number))
        drawn.append(process_time() - start)
        assert isinstance(plan, AssignmentPlan), plan
        shared = dict(plan.overlaps)
        counts = [shared.get(pair, 0) for pair in combinations(sorted(offer.seat for offer in offers), 2)]
        spreads.append(plan.spread)
        overlaps.append(max(counts, default=0) - min(counts, default=0))
    print(table(
        ("size", "drawing, s", "floor, s", "ratio", "budget, s", "spread of loads", "spread of overlaps"),
        [(f"{asked.entries} × {asked.judges} × {asked.marks}", str(Spread.of(drawn)), str(Spread.of(bare)),
          str(Spread.of([one / other for one, other in zip(drawn, bare, strict=True)])), str(BUDGET_SECONDS),
          str(max(spreads)), str(max(overlaps)))],
    ))  # fmt: skip


if __name__ == "__main__":
    main()

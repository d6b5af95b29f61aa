"""Write the examples of public bundles that stand in docs/, from the demonstration's own plan and invented marks.

    python -m tools.example_bundle [docs/example-bundle.json]

Twelve entries by code, two seats each, one tie that a criterion breaks and one that the board decides. The same bytes
each time; a test makes it again and compares. The second example is the same result after the best entry was
disqualified, where the next of the ranking moves up.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from judging.plans.shipped import DEMONSTRATION, shipped_plan, shipped_text
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.chain import GENESIS, Head, entry_hash
from judging.rules.prizes import Candidate
from judging.rules.public_bundles import public_bundle
from judging.rules.revocations import MovesUp, Revocation, RevocationKind
from judging.rules.round_rules import RoundRules, rules_of
from judging.rules.scoring import Sheet, maximum_steps
from judging.rules.standings import Standings, compute_standings
from judging.rules.ties import TieDecision
from judging.spec.words import TieKind

TARGET = Path(__file__).resolve().parents[1] / "docs" / "example-bundle.json"
REVOKED = TARGET.with_name("example-bundle-revoked.json")
GONE = Revocation(
    "B-4MVA",
    RevocationKind.DISQUALIFIED,
    "Bài sao chép tác phẩm đã đăng; trái thể lệ cuộc thi.",
    (("individual", MovesUp.NEXT),),
)
BEST = {
    "B-27KD": ((46, 46, 36, 36, 16), (46, 46, 36, 36, 16)),
    "B-4MVA": ((46, 50, 36, 35, 16), (46, 46, 36, 36, 13)),
    "V-8TRX": ((46, 46, 36, 24, 16), (46, 46, 36, 40, 16)),
    "V-9HQC": ((46, 46, 36, 24, 16), (46, 46, 36, 40, 16)),
}
"""Steps by code, seat and criterion: two pairs of equal totals."""
OTHERS = ("B-3FNP", "B-5WEG", "B-6JYB", "B-7CXM", "V-2RDH", "V-3KTA", "V-5PVE", "V-6GNW")
START = datetime(2026, 9, 1, tzinfo=UTC)


def example(*revocations: Revocation) -> str:
    """The example's text, after `revocations`."""
    rules = rules_of(shipped_plan(DEMONSTRATION), "final", sha256_of(shipped_text(DEMONSTRATION)))
    standings = _standings(rules, revocations)
    heads = _heads(sheets=2 * len(BEST | dict.fromkeys(OTHERS)), result=standings.sha256)
    return public_bundle(
        standings.text,
        result_sha256=standings.sha256,
        programme=DEMONSTRATION,
        head=heads[-1],
        anchors=[(heads[0], "round.open"), (heads[-2], "round.close")],
        is_demonstration=True,
    )


def _standings(rules: RoundRules, revocations: tuple[Revocation, ...]) -> Standings:
    luck = random.Random(2026)  # noqa: S311  marks that are the same each time
    top = {one.key: maximum_steps(rules.rubric, one) for one in rules.rubric.criteria}
    sheets = [
        Sheet(code, seat, dict(zip(top, steps, strict=True)))
        for code, both in BEST.items()
        for seat, steps in enumerate(both, start=1)
    ]
    sheets += [
        Sheet(code, seat, {key: luck.randint(most // 2, most - 8) for key, most in top.items()})
        for code in OTHERS
        for seat in (1, 2)
    ]
    candidates = [Candidate(code, "video" if code.startswith("V") else "essay", (code,)) for code in (*BEST, *OTHERS)]
    decided = TieDecision(
        TieKind.BOARD_DECIDES, (("V-9HQC",), ("V-8TRX",)), "Ban tổ chức xem lại hai bài và biểu quyết 5/5."
    )
    return compute_standings(rules, candidates, sheets, (decided,), revocations=revocations)


def _heads(*, sheets: int, result: str) -> list[Head]:
    """The heads of a history with a line for each act of such a round."""
    acts = ["round.open", *["review.lock"] * sheets, "round.close", "result.keep"]
    prev, heads = GENESIS, []
    for seq, action in enumerate(acts, start=1):
        data = canonical_json({"result": result} if action == "result.keep" else {})
        prev = entry_hash(prev, seq, START + timedelta(minutes=seq), "example", "", action, "round:example", data)
        heads.append(Head(seq, prev))
    return heads


def main(arguments: list[str]) -> None:
    """Write both files: the first as it is named, or in docs/; the second beside it."""
    first = Path(arguments[0]) if arguments else TARGET
    for target, text in ((first, example()), (first.with_name(REVOKED.name), example(GONE))):
        target.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

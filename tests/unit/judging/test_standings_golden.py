"""What is published stays what it was: the bundles of two hundred rounds by chance, and of a large one, to the byte.

The hashes were taken from the program that reckoned every mark as a fraction of its own. Whoever changes them changes
the texts that boards have approved and the public has verified.
"""

from __future__ import annotations

import hashlib
import random

from bench.ranking import make, rules_of
from judging.rules.standings import compute_standings
from tests.factories.results import random_sample

RANDOM_ROUNDS = "3414b48ec77ac32a3391dd968b7ac2131a624d49e8723771d9802f4d9c403fc8"
LARGE_ROUND = "0230fdad00f3f6e2472b9345522912c74479433e69929aa436195d774bc0ebba"


def test_B16_the_text_of_a_result_is_the_same_to_the_byte() -> None:
    rng, texts = random.Random(2026), hashlib.sha256()
    for _ in range(200):
        standings = random_sample(rng).compute()
        texts.update(standings.text.encode())
        texts.update(standings.input_sha256.encode())
    assert texts.hexdigest() == RANDOM_ROUNDS


def test_B16_the_text_of_a_large_round_is_the_same_to_the_byte() -> None:
    rules = rules_of(5)
    candidates, sheets = make(400, 5, rules)
    assert compute_standings(rules, candidates, sheets).sha256 == LARGE_ROUND

import random
import secrets
from itertools import combinations

import pytest

from judging.rules.seals import (
    ALPHABET,
    CodesExhaustedError,
    make_codes,
    normalise_code,
    seed_from,
    shuffled,
)

_HEAD = "ab" * 32


def test_make_codes_are_readable_and_all_different() -> None:
    codes = make_codes(3000, random.Random(1).randrange)
    assert len(set(codes)) == 3000
    for code in codes:
        letter, dash, rest = code[0], code[1], code[2:]
        assert letter.isalpha()
        assert dash == "-"
        assert len(rest) == 4
        assert set(letter + rest) <= set(ALPHABET)
    assert not set("0O1I") & set(ALPHABET)
    assert len(ALPHABET) == 32


def test_make_codes_never_gives_a_code_twice_across_rounds() -> None:
    first = make_codes(50, random.Random(4).randrange)
    second = make_codes(50, random.Random(4).randrange, taken=first)
    assert not set(first) & set(second)


def test_make_codes_gives_up_on_a_source_that_repeats_itself() -> None:
    with pytest.raises(CodesExhaustedError):
        make_codes(2, lambda _: 0)


def _tau(one: list[int]) -> float:
    """Kendall's tau of an order against 0, 1, 2, …"""
    pairs = list(combinations(one, 2))
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


@pytest.mark.requirement("S001-R15")
def test_A15_codes_say_nothing_of_the_order_of_sealing() -> None:
    taus = []
    for _ in range(50):
        codes = make_codes(60, secrets.randbelow)
        taus.append(_tau([codes.index(code) for code in sorted(codes)]))
    assert abs(sum(taus) / len(taus)) <= 0.1


@pytest.mark.requirement("S001-R15")
def test_A15_each_seat_sees_an_order_of_its_own_that_stays() -> None:
    codes = make_codes(60, random.Random(2).randrange)
    taus = []
    for run in range(50):
        seed = seed_from(_HEAD, "round-1", run)
        order = shuffled(codes, seed, "1")
        assert order == shuffled(reversed(codes), seed, "1")
        assert order != shuffled(codes, seed, "2")
        assert sorted(order) == sorted(codes)
        taus.append(_tau([codes.index(code) for code in order]))
    assert abs(sum(taus) / len(taus)) <= 0.1


def test_B25_the_seed_follows_from_the_chain_head_alone() -> None:
    assert seed_from(_HEAD, "final", 1) == seed_from(_HEAD, "final", 1)
    others = {seed_from(_HEAD, "final", 2), seed_from(_HEAD, "first", 1), seed_from("cd" * 32, "final", 1)}
    assert len(others | {seed_from(_HEAD, "final", 1)}) == 4
    assert seed_from("a", "b1", 1) != seed_from("a", "b", 11)


@pytest.mark.parametrize("text", ["B-7KQ4", "b7kq4", " b 7kq4 ", "B–7KQ4"])
def test_normalise_code_reads_what_is_typed_from_paper(text: str) -> None:
    assert normalise_code(text) == "B-7KQ4"

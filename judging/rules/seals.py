"""Codes (mã phách) and orders that tell nothing, and the seeds that nobody can choose.

Randomness comes in as a callable, so that production passes `secrets.randbelow` and a test its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs without 0, O, 1 and I: readable aloud and from handwriting."""

LETTERS = ALPHABET[8:]
LENGTH = 5
_ATTEMPTS = 200
_PLACE_DIGITS = 7

TokenSource = Callable[[int], int]
"""`source(n)` is a number from 0 to n - 1, every one as likely (`secrets.randbelow`)."""


class CodesExhaustedError(Exception):
    """The source keeps giving codes that are taken: it is broken, or the round is absurdly large."""


def make_codes(count: int, token_source: TokenSource, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """`count` new codes such as `B-7KQ4`, all different and none of `taken` (the codes of every earlier round).

    They say nothing of order, category or unit. Raises CodesExhaustedError.
    """
    used = set(taken)
    codes: list[str] = []
    for _ in range(count):
        code = next((word for word in _draw(token_source) if word not in used), None)
        if code is None:
            raise CodesExhaustedError
        used.add(code)
        codes.append(code)
    return tuple(codes)


def _draw(token_source: TokenSource) -> Iterable[str]:
    for _ in range(_ATTEMPTS):
        rest = "".join(ALPHABET[token_source(len(ALPHABET))] for _ in range(LENGTH - 1))
        yield f"{LETTERS[token_source(len(LETTERS))]}-{rest}"


def normalise_code(text: str) -> str:
    """A code as somebody types it from paper: `b7kq4`, `B–7KQ4 ` → `B-7KQ4`. Unknown signs stay, and match nothing."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return f"{signs[:1]}-{signs[1:]}"


def seed_from(head_hash: str, round_key: str, run: int) -> str:
    """The seed of an assignment run, hexadecimal: fixed by the chain head at sealing, so nobody re-rolls it (B25).

    The head was anchored before; a second run has another number, and with it another seed and a recorded reason.
    """
    return _digest("seed", head_hash, round_key, str(run))


def shuffled(codes: Iterable[str], seed: str, seat: str) -> tuple[str, ...]:
    """The order in which one seat sees its codes: random, its own, and the same each time (A15)."""
    return tuple(sorted(codes, key=lambda code: (_digest("order", seed, seat, code), code)))


def place_of(code: str, seed: str, seat: str) -> int:
    """Where a code stands in that order, as a number that is stored: one that comes later finds its place between.

    So a code that a seat gets after a recusal stands anywhere in its list, not at the end.
    """
    return int(_digest("order", seed, seat, code)[:_PLACE_DIGITS], 16)


def _digest(*parts: str) -> str:
    framed = "".join(f"{len(part)}:{part}," for part in ("bangvang", *parts))
    return hashlib.sha256(framed.encode()).hexdigest()

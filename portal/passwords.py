"""Password hashes: argon2id, at most a few at a time so that a flood of sign-ins cannot take all memory."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MOST_AT_ONCE = 2
SHORTEST = 12
FEWEST_DIFFERENT_SIGNS = 5
LONG_ENOUGH_TO_TELL = 4
LONGEST = 128

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)
_nobody = _hasher.hash("nobody signs in with this")
COMMON = frozenset({"matkhau12345", "123456789012", "password1234", "quantri12345", "abc123456789", "111111111111"})


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _slots:
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the stored one; an account without a password costs the same time (C03)."""
    with _slots:
        try:
            _hasher.verify(stored or _nobody, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_weak(password: str, *known: str) -> bool:
    """Whether the password is common or contains one of the `known` words about the person (ASVS 6.2)."""
    lowered = password.casefold()
    return (
        lowered in COMMON
        or len(set(lowered)) < FEWEST_DIFFERENT_SIGNS
        or any(len(word) >= LONG_ENOUGH_TO_TELL and word.casefold() in lowered for word in known)
    )

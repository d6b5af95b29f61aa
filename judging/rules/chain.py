"""The chain (nhật ký): each line carries the hash of the line before, so that no line can change unseen (design 8).

The chain alone shows changed, moved, added and missing lines. Whoever rewrites all of it with right hashes, or cuts
its tail, is shown by the anchors: heads that were put outside the database (B01, B02).
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.rules.canonical import Plain, canonical_json, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

GENESIS = "0" * 64
"""What stands before the first line."""

_FORMAT = "bangvang-history-1"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is stored. `data` is the canonical text itself, so that storage cannot rephrase it."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    data: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's last line, as it was known at some moment outside the database."""

    seq: int
    hash: str


class BreakKind(StrEnum):
    """How the chain is broken: at this line, or against an anchor."""

    SEQUENCE = "sequence"
    LINK = "link"
    HASH = "hash"
    ANCHOR = "anchor"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first place where the chain does not hold, and what stands there against what should."""

    kind: BreakKind
    seq: int
    expected: str
    found: str


def moment_text(moment_at: datetime) -> str:
    """An aware moment as the chain writes it: `2026-01-05T03:32:05.000000Z`."""
    if moment_at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(  # noqa: PLR0917  the order of the columns
    prev_hash: str, seq: int, at: datetime, actor: str, role: str, action: str, subject: str, data: str
) -> str:
    """SHA-256 of one line, lower-case hexadecimal. `data` is canonical JSON (`canonical_json`)."""
    fields: Plain = [_FORMAT, prev_hash, seq, moment_text(at), actor, role, action, subject, data]
    return sha256_of(canonical_json(fields))


def verify(lines: Iterable[Line], anchors: Iterable[Head] = ()) -> ChainBreak | None:
    """The first break of a chain read from its beginning in the order of `seq`, or None when it holds.

    `anchors` are heads kept elsewhere: each must be found, and none may lie beyond the last line.
    """
    wanted: dict[int, set[str]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.seq, set()).add(anchor.hash)
    seq, prev_hash = 0, GENESIS
    for line in lines:
        if found := _break_at(line, seq + 1, prev_hash):
            return found
        for expected in wanted.pop(line.seq, set()) - {line.hash}:
            return ChainBreak(BreakKind.ANCHOR, line.seq, expected, line.hash)
        seq, prev_hash = line.seq, line.hash
    if wanted:
        beyond = min(wanted)
        return ChainBreak(BreakKind.CUT, beyond, min(wanted[beyond]), "")
    return None


def _break_at(line: Line, seq: int, prev_hash: str) -> ChainBreak | None:
    if line.seq != seq:
        return ChainBreak(BreakKind.SEQUENCE, seq, str(seq), str(line.seq))
    if line.prev_hash != prev_hash:
        return ChainBreak(BreakKind.LINK, seq, prev_hash, line.prev_hash)
    own = entry_hash(line.prev_hash, line.seq, line.at, line.actor, line.role, line.action, line.subject, line.data)
    if line.hash != own:
        return ChainBreak(BreakKind.HASH, seq, own, line.hash)
    return None


def personal_hash(salt: bytes, value: str) -> str:
    """What stands in the chain for a personal value: HMAC-SHA-256 under a salt of its own, hexadecimal.

    Salt and value lie in a side table and may be deleted one day (P21); the chain keeps holding without them, and
    while they are there anybody can see that they are what was recorded. The value is taken as NFC.
    """
    if len(salt) < _SALT_BYTES:
        raise ValueError(f"a salt has at least {_SALT_BYTES} bytes")
    return hmac.new(salt, unicodedata.normalize("NFC", value).encode(), hashlib.sha256).hexdigest()

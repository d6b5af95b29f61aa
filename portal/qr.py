"""A QR code as one SVG path, so that a template draws it without any markup from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4
"""The white edge that the standard asks for, in modules."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A square of `size` modules, its edge included; `path` draws the dark ones."""

    size: int
    path: str


def qr_of(text: str) -> Qr:
    """The QR code of `text`, of medium error correction (a folded slip still reads)."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
    return Qr(len(matrix) + 2 * QUIET, "".join(runs))

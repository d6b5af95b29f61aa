"""A locked score sheet as the one text that its hash is taken of (S001-R14, S001-R41).

Whoever holds the text can see that the marks are those that the chain's line `review.lock` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1


def review_text(
    *,
    round_id: str,
    sheet_sha256: str,
    code: str,
    seat: int,
    version: int,
    steps: Mapping[str, int],
    comments: Mapping[str, str],
    comment: str,
) -> str:
    """The canonical text of one version of a sheet: steps by criterion, remarks, and what they were made under."""
    return canonical_json(
        {
            "format": FORMAT,
            "round": round_id,
            "sheet": sheet_sha256,
            "code": code,
            "seat": seat,
            "version": version,
            "steps": dict(steps),
            "comments": dict(comments),
            "comment": comment,
        }
    )

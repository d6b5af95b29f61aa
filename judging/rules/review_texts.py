"""A locked score sheet as the one text that its hash is taken of (S001-R14, S001-R41).

Whoever holds the text can see that the marks are those that the chain's line `review.lock` names. Marks are few:
without more, who reads the chain before the opening could hash every sheet that there can be and see which one was
locked. Therefore each sheet has a salt of its own (`reviews.salt`), which is never on a page, and which the text holds
since format 2; a line of the chain names its format, and one without is of format 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 2
UNSALTED = 1
"""Sheets that were locked before there were salts; they stay verifiable as they are."""


def review_text(
    *,
    salt: str | None,
    round_id: str,
    sheet_sha256: str,
    code: str,
    seat: int,
    version: int,
    steps: Mapping[str, int],
    comments: Mapping[str, str],
    comment: str,
) -> str:
    """The canonical text of one version of a sheet: steps by criterion, remarks, and what they were made under.

    `salt` is None for a sheet whose hash was taken without one.
    """
    return canonical_json(
        {
            **({"format": UNSALTED} if salt is None else {"format": FORMAT, "salt": salt}),
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


def marks_text(*, salt: str, of: str, steps: Mapping[str, int], comments: Mapping[str, str], comment: str) -> str:
    """The canonical text of marks that are not on the sheet: what came too late, or what one person typed from paper.

    `of` says what they are and where they lie.
    """
    return canonical_json(
        {
            "format": FORMAT,
            "salt": salt,
            "of": of,
            "steps": dict(steps),
            "comments": dict(comments),
            "comment": comment,
        }
    )

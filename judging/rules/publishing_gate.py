"""What is not green before a result becomes public: broken seals, awards above the ladder's sum, a missing anchor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.rules.canonical import sha256_of
from judging.rules.prizes import slots_of
from judging.rules.review_texts import review_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.canonical import Plain
    from judging.spec.prizes import Ladder


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """A locked sheet as the record holds it now, with the hash that its lock took of it."""

    round_id: str
    sheet_sha256: str
    code: str
    seat: int
    version: int
    steps: Mapping[str, int]
    comments: Mapping[str, str]
    comment: str
    locked_sha256: str

    @property
    def is_whole(self) -> bool:
        text = review_text(
            round_id=self.round_id,
            sheet_sha256=self.sheet_sha256,
            code=self.code,
            seat=self.seat,
            version=self.version,
            steps=self.steps,
            comments=self.comments,
            comment=self.comment,
        )
        return sha256_of(text) == self.locked_sha256


def ceiling_of(ladder: Ladder) -> int:
    """The most that a ladder may cost in đồng: the sum that the plan prints, or else that of all its prizes.

    Raises LadderUnclearError, StillUnknownError.
    """
    if ladder.stated_total_vnd is not None:
        return ladder.stated_total_vnd
    return sum(slot.amount_vnd for slot in slots_of(ladder))


def not_green(
    sheets: Iterable[SealedSheet],
    awards: Iterable[tuple[str, int]],
    ladders: Iterable[Ladder],
    *,
    waiting_lines: int,
) -> list[dict[str, Plain]]:
    """Everything that keeps a result from the public, as plain facts; empty when all is green.

    `awards` are stable keys of tiers (`ladder/tier`) with đồng. `waiting_lines` are the lines of the history that
    stand nowhere outside the database although the approval is among them; 0 when it is not.
    """
    found: list[dict[str, Plain]] = [
        {"what": "seal", "code": one.code, "seat": one.seat}
        for one in sorted(sheets, key=lambda one: (one.code, one.seat))
        if not one.is_whole
    ]
    given: dict[str, int] = {}
    for tier, amount in awards:
        key = tier.partition("/")[0]
        given[key] = given.get(key, 0) + amount
    for ladder in ladders:
        if ladder.key in given and given[ladder.key] > (ceiling := ceiling_of(ladder)):
            total = given[ladder.key]
            found.append({"what": "budget", "ladder": ladder.name, "total_vnd": total, "ceiling_vnd": ceiling})
    if waiting_lines:
        found.append({"what": "anchor", "lines": waiting_lines})
    return found

"""What the office says once and every paper prints: its organs, who signs for them, the place, who is sent a copy.

What the plan's own document says already (issuer, place, signer, symbol) is taken from there and asked no second time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.spec.programme import Programme as Plan

Organ = Literal["authority", "committee", "office"]

KEYS = (
    "place",
    "authority_upper",
    "authority_name",
    "authority_symbol",
    "authority_sign",
    "authority_position",
    "authority_signer",
    "committee_name",
    "committee_symbol",
    "committee_head",
    "secretary_head",
    "office_upper",
    "office_name",
    "office_symbol",
    "office_position",
    "office_signer",
    "finance_name",
    "filed_by",
    "legal_bases",
    "recipients",
)
OPTIONAL = frozenset({"authority_upper", "authority_sign", "office_upper", "legal_bases", "recipients"})
COMMITTEE = "Ban Tổ chức cuộc thi"


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """The words by their key; what is not said is empty."""

    told: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.told.get(key, "")

    def lines(self, key: str) -> tuple[str, ...]:
        """A word of several lines."""
        return tuple(line.strip() for line in self[key].splitlines() if line.strip())

    def missing(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `keys` that nobody has said yet."""
        return tuple(key for key in keys if not self[key] and key not in OPTIONAL)


def office_words(plan: Plan, said: Mapping[str, str]) -> OfficeWords:
    """What was said on the settings page, and below it what the plan's document says."""
    told = words_of_plan(plan)
    return OfficeWords({**told, **{key: value for key, value in said.items() if key in KEYS and value.strip()}})


def words_of_plan(plan: Plan) -> dict[str, str]:
    """What the plan's own document tells of the organ that issued it."""
    document = plan.document
    told = {
        "authority_name": written_out(document.issuer),
        "committee_name": COMMITTEE,
        "committee_symbol": "BTC",
        "place": document.place or "",
        "recipients": "\n".join(one for one in document.recipients if not one.startswith("Lưu")),
    }
    if document.symbol and "-" in document.symbol:
        told["authority_symbol"] = document.symbol.split("-", 1)[1]
    if document.signer is not None:
        told["authority_sign"] = document.signer.authority or ""
        told["authority_position"] = document.signer.position
        told["authority_signer"] = document.signer.name
    filed = next((one for one in document.recipients if one.startswith("Lưu")), "")
    if found := re.search(r"VT,\s*([\w.]+)", filed):
        told["filed_by"] = found[1].rstrip(".")
    return {key: value for key, value in told.items() if value}


def written_out(organ: str) -> str:
    """`UBND huyện Đakrông` → `Ủy ban nhân dân huyện Đakrông`: papers write the organ out at its first mention."""
    return re.sub(r"^UBND\b", "Ủy ban nhân dân", organ.strip())


def head_lines(organ: str) -> tuple[str, str]:
    """An organ's name in the two lines of a letterhead: `Ủy ban nhân dân` / `huyện Đakrông`.

    >>> head_lines("Ủy ban nhân dân huyện Đakrông")
    ('Ủy ban nhân dân', 'huyện Đakrông')
    """
    if found := re.match(r"(?i)(ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân)\s+(.+)$", organ):
        return found[1], found[2]
    return organ, ""

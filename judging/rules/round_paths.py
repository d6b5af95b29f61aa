"""How the entries of a round came into it, as plain values of the bundle: from which round, by which code, and why.

Every round has codes of its own. A bundle of a later round therefore holds the whole bundles of the rounds before it,
the pairs of codes of each entry that came on, and every change to the sealed list, so that a stranger can follow an
entry from its first sheet to its prize without learning whose it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from judging.rules.canonical import Plain, canonical_json

if TYPE_CHECKING:
    from judging.rules.passing import PassDecision, Passing


class LeftBecause(StrEnum):
    """Why an entry that went on takes no part in the later round."""

    EXCLUDED = "excluded"
    REMOVED = "removed"


class ChangeWhat(StrEnum):
    """What was done to a sealed list (issue: late additions and removals)."""

    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One entry in two rounds: its code in the earlier `round`, and its code here."""

    round: str
    code: str
    here: str


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """An entry that went on from `round` and takes no part here."""

    round: str
    code: str
    because: LeftBecause


@dataclass(frozen=True, slots=True, order=True)
class ListChange:
    """A code that the head let into the sealed list, or took out of it, with the printed reason."""

    code: str
    what: ChangeWhat
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class AmendmentNote:
    """A plan version issued after the round had opened that touched it: its number, hash, reason and places."""

    number: int
    sha256: str
    reason: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundPath:
    """What came before a round's marks: `earlier` are the canonical bundles of the rounds before, in their order.

    `fed` says of each category from which of them its entries come.
    """

    earlier: tuple[str, ...] = ()
    fed: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    left: tuple[Left, ...] = ()
    changes: tuple[ListChange, ...] = ()
    amendments: tuple[AmendmentNote, ...] = ()

    def text(self) -> str:
        """The canonical text; the earlier bundles stand in it byte for byte, so their hashes stay what they were."""
        told: dict[str, Plain] = {
            "amendments": [
                {"number": one.number, "sha256": one.sha256, "reason": one.reason, "places": list(one.places)}
                for one in sorted(self.amendments)
            ],
            "changes": [
                {"code": one.code, "what": one.what.value, "reason": one.reason} for one in sorted(self.changes)
            ],
            "fed": [{"category": category, "round": key} for category, key in sorted(self.fed)],
            "left": [{"round": one.round, "code": one.code, "because": one.because.value} for one in sorted(self.left)],
            "links": [{"round": one.round, "code": one.code, "here": one.here} for one in sorted(self.links)],
        }
        texts = {key: canonical_json(value) for key, value in told.items()}
        texts["earlier"] = f"[{','.join(self.earlier)}]"
        return "{" + ",".join(f'"{key}":{texts[key]}' for key in sorted(texts)) + "}"


def plain_passes(decisions: tuple[PassDecision, ...]) -> Plain:
    """What people decided about ties at a border, in a fixed order."""
    return [
        {"by": one.by.value, "tied": sorted(one.tied), "passing": sorted(one.passing), "reason": one.reason}
        for one in decisions
    ]


def plain_passing(passing: Passing) -> Plain:
    """Who goes on, and every tie at a border with how it was settled."""
    return {
        "groups": [
            {"category": one.category, "ranked": one.ranked, "limit": one.limit, "passed": list(one.passed)}
            for one in passing.groups
        ],
        "borders": [
            {
                "category": one.category,
                "codes": list(one.codes),
                "room": one.room,
                "because": one.because.value,
                "passed": list(one.passed),
                "reason": one.reason,
            }
            for one in passing.borders
        ],
        "unused_decisions": [sorted(one.tied) for one in passing.unused],
    }


def came_from(path: RoundPath) -> Plain:
    """For each code here the rounds behind it, first to last: its code, place and total there.

    >>> came_from(RoundPath())
    []
    """
    told = {}
    for text in path.earlier:
        bundle: dict[str, Any] = json.loads(text)
        told[bundle["rules"]["round"]] = (
            {
                code: {"rank": place["rank"], "total": place["total"]}
                for place in bundle["result"]["places"]
                for code in place["codes"]
            },
            {one["here"]: one["before"] for one in bundle["result"].get("came", [])},
        )
    lines: list[Plain] = []
    for link in sorted(path.links, key=lambda one: one.here):
        places, before = told[link.round]
        step: dict[str, Any] = {"round": link.round, "code": link.code, **places[link.code]}
        lines.append({"here": link.here, "before": [*before.get(link.code, []), step]})
    return lines

"""Panels that are divided by category or topic: what each seat may mark, and whose marks can be compared.

A seat belongs to one subpanel of the plan, or to the panel as a whole, which marks everything. Worked example: of
`van` (category essay) and `phim` (category video) a seat in `van` marks no video, whatever the loads are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from judging.rules.canonical import Plain
    from judging.rules.prizes import Candidate
    from judging.rules.scoring import Sheet
    from judging.spec.rounds import Panel, Round, Subpanel


@dataclass(frozen=True, slots=True)
class Reach:
    """What a seat may mark: works of these categories and, of them, of these topics; None sets no limit.

    >>> Reach(frozenset({"essay"})).takes("video", "")
    False
    """

    categories: frozenset[str] | None = None
    topics: frozenset[str] | None = None

    def takes(self, category: str, topic: str) -> bool:
        """Whether a work may be marked."""
        in_category = self.categories is None or category in self.categories
        return in_category and (self.topics is None or topic in self.topics)


UNLIMITED = inf
EVERYTHING = Reach()
NOTHING = Reach(frozenset())
"""Of a seat whose subpanel an amendment took out of the plan: it waits for another place."""


@dataclass(frozen=True, slots=True)
class PanelSeats:
    """The seats of a subpanel by number, or of the whole panel, with what they may mark."""

    key: str
    seats: tuple[int, ...]
    reach: Reach


def subpanels_of(panel: Panel) -> tuple[Subpanel, ...]:
    """The subpanels of a panel; none where every seat marks everything."""
    return panel.subpanels or ()


def find_subpanel(panel: Panel, key: str) -> Subpanel | None:
    """The subpanel of that key."""
    return next((one for one in subpanels_of(panel) if one.key == key), None)


def reach_of(subpanel: Subpanel) -> Reach:
    """What the seats of a subpanel may mark."""
    return Reach(
        frozenset(subpanel.categories) if subpanel.categories else None,
        frozenset(subpanel.topics) if subpanel.topics else None,
    )


def reach_of_seat(panel: Panel, key: str) -> Reach:
    """What a seat may mark by the key that it sits under: of the panel everything, of a subpanel its part."""
    if not subpanels_of(panel) or key == panel.key:
        return EVERYTHING
    found = find_subpanel(panel, key)
    return NOTHING if found is None else reach_of(found)


def seats_by_panel(panel: Panel, seats: Iterable[tuple[str, int]]) -> tuple[PanelSeats, ...]:
    """Seats (key, number) put together by what they may mark; empty where the panel is not divided."""
    if not subpanels_of(panel):
        return ()
    by_key: dict[str, list[int]] = {}
    for key, number in seats:
        by_key.setdefault(key, []).append(number)
    return tuple(
        PanelSeats(key, tuple(sorted(numbers)), reach_of_seat(panel, key)) for key, numbers in sorted(by_key.items())
    )


def goes_by_topic(divided: Iterable[PanelSeats]) -> bool:
    """Whether any seats mark only some topics: then the bundle says of each entry which topic it treats."""
    return any(one.reach.topics is not None for one in divided)


def strayed(
    divided: tuple[PanelSeats, ...], candidates: Mapping[str, Candidate], sheets: Iterable[Sheet]
) -> tuple[str, ...]:
    """The codes of sheets whose seat may not mark them by the plan; a seat that is nowhere may mark nothing."""
    if not divided:
        return ()
    reach = {number: one.reach for one in divided for number in one.seats}
    return tuple(
        sorted(
            {
                sheet.code
                for sheet in sheets
                if not reach.get(sheet.seat, NOTHING).takes(
                    candidates[sheet.code].category, candidates[sheet.code].topic
                )
            }
        )
    )


def plain_division(divided: Iterable[PanelSeats]) -> Plain:
    """The division as the bundle says it: no list, no limit."""
    return [
        {
            "key": one.key,
            "seats": list(one.seats),
            "categories": None if one.reach.categories is None else sorted(one.reach.categories),
            "topics": None if one.reach.topics is None else sorted(one.reach.topics),
        }
        for one in divided
    ]


def uncovered(topics: Sequence[str], round_: Round) -> tuple[tuple[str, str], ...]:
    """The (category, topic) of a round that no subpanel marks; the topic is empty where no subpanel takes any of it.

    An entry without a topic is marked by subpanels that ask for none.
    """
    own = [reach_of(one) for one in subpanels_of(round_.panel)]
    listed = [*topics] or [""]
    found: list[tuple[str, str]] = []
    for category in round_.categories if own else ():
        missing = [topic for topic in listed if not any(one.takes(category, topic) for one in own)]
        found += [(category, "")] if missing == listed else [(category, topic) for topic in missing]
    return tuple(found)


def most_seats(topics: Sequence[str], round_: Round) -> tuple[tuple[str, int], ...]:
    """For each category the most seats that can mark its scarcest topic, where the plan limits them.

    The head, who may mark everything, is not counted on.
    """
    own = subpanels_of(round_.panel)
    found: list[tuple[str, int]] = []
    for category in round_.categories if own else ():
        rooms = [
            sum(most_of(one) for one in takers)
            for topic in [*topics] or [""]
            if (takers := [one for one in own if reach_of(one).takes(category, topic)])
        ]
        if rooms and min(rooms) < UNLIMITED:
            found.append((category, int(min(rooms))))
    return tuple(found)


def most_of(subpanel: Subpanel) -> float:
    """The most seats that a subpanel may have; UNLIMITED where the plan sets no limit or leaves it open."""
    seats = subpanel.seats
    return seats.maximum if is_known(seats) and seats.maximum is not None else UNLIMITED


def marked_apart(round_: Round, categories: Iterable[str]) -> tuple[str, ...]:
    """The categories of a list that other seats mark than the first of them; empty where one panel marks them all."""
    own = subpanels_of(round_.panel)
    listed = [category for category in categories if category in round_.categories]
    if not own or not listed:
        return ()
    first = _markers(own, listed[0])
    return tuple(category for category in listed[1:] if _markers(own, category) != first)


def _markers(own: tuple[Subpanel, ...], category: str) -> frozenset[str]:
    return frozenset(one.key for one in own if not one.categories or category in one.categories)

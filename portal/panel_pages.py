"""What the page of a panel says of its parts: their names, who may sit there, what they mark, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.queries.rounds import list_seats, planned
from judging.rules.subpanels import subpanels_of
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.spec.rounds import Subpanel


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One part of a panel: its name, what it marks in words, its seats, and how many it should have."""

    name: str
    marks: str
    seats: tuple[int, ...]
    least: int | None
    most: int | None

    @property
    def is_short(self) -> bool:
        return self.least is not None and len(self.seats) < self.least


def part_names(at_hand: RoundAtHand) -> dict[str, str]:
    """The parts of a panel by key, the whole panel (for its head) last; empty where the plan does not divide it."""
    panel = planned(at_hand).panel
    names = {one.key: one.name for one in subpanels_of(panel)}
    return names | {panel.key: _("the whole panel (head only)")} if names else {}


def panel_lines(session: Session, at_hand: RoundAtHand) -> list[PanelLine]:
    """The parts of a panel in the plan's order."""
    by_key: dict[str, list[int]] = {}
    for line in list_seats(session, at_hand.id):
        if line.is_active:
            by_key.setdefault(line.panel_key, []).append(line.number)
    return [
        PanelLine(
            name=one.name,
            marks=_marks(at_hand, one),
            seats=tuple(by_key.get(one.key, ())),
            least=one.seats.minimum if is_known(one.seats) else None,
            most=one.seats.maximum if is_known(one.seats) else None,
        )
        for one in subpanels_of(planned(at_hand).panel)
    ]


def _marks(at_hand: RoundAtHand, part: Subpanel) -> str:
    plan = at_hand.plan.plan
    categories = [one.name for one in plan.categories if one.key in part.categories]
    topics = [one.text for one in plan.topics if one.key in part.topics]
    said = ", ".join(categories) or _("all categories")
    return _("%(categories)s; topics: %(topics)s", categories=said, topics="; ".join(topics)) if topics else said

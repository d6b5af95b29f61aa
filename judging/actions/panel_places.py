"""Where a judge may sit: in the panel as the plan divides it, while there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import RefusedError
from judging.queries.rounds import count_seats
from judging.rules.subpanels import find_subpanel, subpanels_of
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.spec.rounds import Panel


class PanelFullError(RefusedError):
    """The plan allows no further seat in this panel."""

    code = "panel_full"


class SubpanelMissingError(RefusedError):
    """The plan divides this panel by category or topic: a seat belongs to one of its parts, the head's may to all."""

    code = "subpanel_missing"


def place_in(session: Session, at_hand: RoundAtHand, panel: Panel, key: str | None, *, is_head: bool) -> str:
    """The key that a new seat sits under: a subpanel with room, or the whole panel for its head."""
    if not subpanels_of(panel) or (is_head and key == panel.key):
        return panel.key
    found = find_subpanel(panel, key or "")
    if found is None:
        raise SubpanelMissingError
    most = found.seats.maximum if is_known(found.seats) else None
    if most is not None and count_seats(session, at_hand.id, panel_key=found.key) >= most:
        raise PanelFullError(maximum=most)
    return found.key

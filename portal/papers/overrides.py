"""Every step of a round that somebody took although the gate was not green, as the minutes of marking print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import RoundID
from judging.queries.publications import list_publications
from judging.queries.remarkings import find_remark_round
from judging.queries.standings import find_closing, names_of
from portal.papers.facts import Override

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand


def gate_overrides(session: Session, at_hand: RoundAtHand) -> tuple[Override, ...]:
    """Who closed the round, closed its re-marking or published a result over something, why and when, oldest first."""
    told = [*_closings(session, at_hand), *_publications(session, at_hand)]
    return tuple(sorted(told, key=lambda one: one.at))


def _closings(session: Session, at_hand: RoundAtHand) -> list[Override]:
    again = find_remark_round(session, at_hand.id)
    closings = {"close": find_closing(session, at_hand.id)}
    if again is not None:
        closings["remark"] = find_closing(session, RoundID(again.round_id))
    over = {step: one for step, one in closings.items() if one is not None and one.override_reason}
    names = names_of(session, [one.closed_by for one in over.values()])
    return [
        Override(step, names.get(one.closed_by, ""), one.override_reason, one.closed_at) for step, one in over.items()
    ]


def _publications(session: Session, at_hand: RoundAtHand) -> list[Override]:
    """Of every version that was ever published: a correction does not make the earlier override unsaid."""
    return [
        Override("publish", over["by"], over["reason"], row.published_at)
        for row in list_publications(session, at_hand.programme_id)
        if (over := row.page.get("overridden"))
    ]

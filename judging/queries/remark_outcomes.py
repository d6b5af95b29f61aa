"""What re-marking did to each entry, from the sheets of both panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.remarkings import remarked_sheets
from judging.queries.standings import list_locked_sheets
from judging.rules.remarkings import outcomes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.remarkings import Remarked


def list_outcomes(session: Session, at_hand: RoundAtHand) -> list[Remarked]:
    """What the new sheets did to each entry of a round that was marked anew, by code; nothing until they are final."""
    remarking = at_hand.plan.plan.remarking
    remarked = remarked_sheets(session, at_hand.id) if remarking is not None else {}
    if remarking is None or not remarked:
        return []
    return outcomes(at_hand.rules, remarking, list_locked_sheets(session, at_hand.id), remarked)

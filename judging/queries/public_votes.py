"""What the public reads of a vote: how many were cast and left out, why, and the votes of what won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.queries.publications import place_word, tier_names
from judging.queries.votes import find_count
from judging.rules.ladder_slots import is_voted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.standings import Standings
    from judging.spec.prizes import Ladder


def public_votes(session: Session, at_hand: RoundAtHand, standings: Standings) -> list[dict[str, Any]]:
    """One value for each ladder by vote whose count is confirmed; nobody who voted, and no work that won nothing."""
    told = []
    for ladder in at_hand.rules.ladders:
        count = find_count(session, at_hand, ladder.key) if is_voted(ladder) else None
        if count is None:
            continue
        said = count.subject
        told.append(
            {
                "name": ladder.name,
                "cast": said["cast"],
                "struck": said["struck"],
                "counted": said["cast"] - said["struck"],
                "strikes": said["strikes"],
                "reason": count.reason,
                "winners": _winners(at_hand, ladder, standings, dict(said["counts"])),
            }
        )
    return told


def _winners(at_hand: RoundAtHand, ladder: Ladder, standings: Standings, votes: dict[str, int]) -> list[dict[str, Any]]:
    names = tier_names(at_hand.plan)
    return [
        {
            "prize": names.get(f"{one.ladder}/{one.tier}", one.tier),
            "address": place_word(f"{one.ladder}/{one.tier}", one.place, one.share),
            "votes": votes.get(one.code, 0),
        }
        for one in standings.prizes.awards
        if one.ladder == ladder.key
    ]

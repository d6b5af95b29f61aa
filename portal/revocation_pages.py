"""What the board sees when it takes a prize back: codes with their authors and prizes, the plan's rules, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.revocations import held_prizes
from judging.queries.publications import tier_names
from judging.queries.revocations import list_revocations
from judging.queries.seals import list_mapping
from judging.queries.standings import find_approval, list_codes, names_of
from judging.rules.revocations import MovesUp, RevocationKind, rule_of
from portal.revocation_words import DONE, MOVES, revocation_remark

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.spec.prizes import Ladder


@dataclass(frozen=True, slots=True)
class ShownRevocation:
    """A decision in force."""

    id: UUID
    code: str
    what: str
    prize: str
    name: str
    title: str
    reason: str
    moves: tuple[str, ...]
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class RevocationPage:
    """Everything about the revocations of a round. `codes` are (code, words), winners first."""

    at_hand: RoundAtHand
    codes: tuple[tuple[str, str], ...]
    open_ladders: tuple[Ladder, ...]
    rules: tuple[tuple[str, str], ...]
    decided: tuple[ShownRevocation, ...]
    is_approved: bool


def look_at_revocations(session: Session, at_hand: RoundAtHand) -> RevocationPage:
    """Read what the page shows. Only after the codes were opened for good."""
    lines = list_revocations(session, at_hand.id)
    names = names_of(session, [one.row.decided_by for one in lines])
    tiers = tier_names(at_hand.plan)
    ladders = at_hand.rules.ladders
    titles = {one.key: one.name for one in ladders}
    decided = tuple(
        ShownRevocation(
            id=one.row.id,
            code=one.code,
            what=str(DONE[RevocationKind(one.row.kind)]),
            prize=tiers.get(one.row.prize, ""),
            name=one.entry.author.full_name,
            title=one.entry.title,
            reason=one.row.reason,
            moves=tuple(f"{titles.get(key, key)}: {MOVES[said]}" for key, said in _said(one.row.choices)),
            decided_by=names.get(one.row.decided_by, ""),
            decided_at=one.row.decided_at,
        )
        for one in lines
    )
    return RevocationPage(
        at_hand=at_hand,
        codes=_codes(session, at_hand, {one.code for one in lines}, tiers),
        open_ladders=tuple(one for one in ladders if rule_of(one) is None),
        rules=tuple((one.name, revocation_remark(one)) for one in ladders if rule_of(one) is not None),
        decided=decided,
        is_approved=find_approval(session, at_hand.programme_id) is not None,
    )


def _said(choices: dict[str, str]) -> list[tuple[str, MovesUp]]:
    return [(key, MovesUp(value)) for key, value in sorted(choices.items())]


def _codes(
    session: Session, at_hand: RoundAtHand, decided: set[str], tiers: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """The codes that take part and were not decided about: winners by prize, then the others by code."""
    held = held_prizes(session, at_hand)
    order = {key: number for number, key in enumerate(tiers)}
    here = set(list_codes(session, at_hand.id)) - decided
    lines = [one for one in list_mapping(session, at_hand.id) if one.word in here]
    lines.sort(key=lambda one: (order.get(held.get(one.word, ""), len(order)), one.word))
    return tuple(
        (one.word, " · ".join(filter(None, (one.word, tiers.get(held.get(one.word, "")), one.author_name, one.title))))
        for one in lines
    )

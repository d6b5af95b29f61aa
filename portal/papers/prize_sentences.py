"""What the board decided about prizes themselves, as minutes and submission print it: one sentence, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.publications import tier_names
from judging.queries.standings import find_opening_for_good, list_board_decisions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.queries.standings import RoundAtHand


def prize_sentences(session: Session, at_hand: RoundAtHand) -> tuple[str, ...]:
    """Numbers of prizes and prizes by choice, oldest first; prizes left empty stand with the result.

    What was decided when the names were known already says so.
    """
    names = tier_names(at_hand.plan)
    opening = find_opening_for_good(session, at_hand.id)
    opened_at = opening.confirmed_at if opening is not None else None
    told = []
    for row in list_board_decisions(session, at_hand.id):
        sentence = _sentence(row, names)
        if sentence:
            after = " (quyết định sau khi ghép phách)" if opened_at is not None and row.decided_at > opened_at else ""
            told.append(f"{sentence}{after}. Lý do: {row.reason.rstrip('.')}.")
    return tuple(told)


def _sentence(row: BoardDecision, names: dict[str, str]) -> str:
    said = row.subject
    if row.kind not in {"count", "choice"}:
        return ""
    tier = names.get(f"{said['ladder']}/{said['tier']}", said["tier"])
    prize = tier if tier.lower().startswith("giải") else f"giải {tier}"
    if row.kind == "count":
        return f"Số lượng {prize}: {said['count']:02d} giải"
    return f"Trao {prize} cho bài có mã phách {said['code']}, ngoài xếp hạng"

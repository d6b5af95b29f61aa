"""What the board decided about prizes themselves, as minutes and submission print it: one sentence, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.publications import tier_names
from judging.queries.standings import find_opening_for_good, list_board_decisions
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.queries.standings import RoundAtHand


def prize_sentences(session: Session, at_hand: RoundAtHand) -> tuple[str, ...]:
    """Numbers of prizes, prizes by choice and counts of votes, oldest first; prizes left empty stand with the result.

    What was decided when the names were known already says so.
    """
    names = tier_names(at_hand.plan)
    ladders = {one.key: one.name for one in at_hand.plan.plan.ladders}
    opening = find_opening_for_good(session, at_hand.id)
    opened_at = opening.confirmed_at if opening is not None else None
    told = []
    for row in list_board_decisions(session, at_hand.id):
        sentence = _vote_sentence(row, ladders) if row.kind.startswith("vote") else _sentence(row, names)
        if sentence:
            after = " (quyết định sau khi ghép phách)" if opened_at is not None and row.decided_at > opened_at else ""
            told.append(f"{sentence}{after}. Lý do: {row.reason.rstrip('.')}.")
            told += _struck(row)
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


STRUCK = {
    "burst": "tập trung bất thường trong mười phút",
    "unit": "tập trung từ một đơn vị",
    "network": "tập trung từ một mạng",
    "newcomers": "của tài khoản mới mở",
}


def _vote_sentence(row: BoardDecision, ladders: dict[str, str]) -> str:
    """A confirmed count by code, or the order of works with equally many votes; who voted stands nowhere."""
    said = row.subject
    name = ladders.get(said["ladder"], said["ladder"])
    if row.kind == "vote_order":
        order = ", ".join(" = ".join(group) for group in said["order"])
        return f"{name}: thứ tự các bài bằng số lượt bình chọn là {order}"
    counted = sorted(((int(count), code) for code, count in said["counts"] if count), key=lambda one: (-one[0], one[1]))
    listed = "; ".join(f"{code}: {format_number(count)}" for count, code in counted) or "không có"
    cast, struck = int(said["cast"]), int(said["struck"])
    return (
        f"{name}: {format_number(cast)} lượt bình chọn, loại {format_number(struck)}, "
        f"hợp lệ {format_number(cast - struck)}. Số lượt hợp lệ theo mã phách: {listed}"
    )


def _struck(row: BoardDecision) -> list[str]:
    """Which votes the board left out, and why."""
    return [
        f"Loại {format_number(int(one['votes']))} lượt bình chọn {STRUCK[one['kind']]}. "
        f"Lý do: {str(one['reason']).rstrip('.')}."
        for one in row.subject.get("strikes", ())
    ]

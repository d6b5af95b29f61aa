"""Gathers what the gate before a publication looks at; see `judging.rules.publishing_gate`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.enums import ReviewState
from judging.models.results import Award, Closing
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.queries.history import anchor_backlog, approval_waits
from judging.queries.publications import list_award_lines
from judging.queries.revocations import list_revocations, without_paper
from judging.queries.standings import COUNTED, find_approval, find_closing, names_of, takes_part
from judging.queries.votes import find_count, find_poll
from judging.rules.budgets import budget_lines
from judging.rules.ladder_slots import is_voted
from judging.rules.prize_outcomes import PendingBecause
from judging.rules.publishing_gate import GateLine, GatePoint, GateState, SealedSheet, marking_lines, not_green

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.canonical import Plain
    from judging.rules.standings import Standings


def publishing_gate(session: Session, at_hand: RoundAtHand) -> list[dict[str, Plain]]:
    """What is not green of a result whose codes are opened, as plain facts."""
    waits = approval_waits(session, at_hand.programme_id)
    revocations = list_revocations(session, at_hand.id)
    return not_green(
        _sealed_sheets(session, at_hand),
        [(line.tier_key, line.amount_vnd) for line in list_award_lines(session, at_hand)],
        at_hand.plan.plan,
        waiting_lines=anchor_backlog(session).lines if waits else 0,
        without_paper=[one.code for one in without_paper(session, at_hand.programme_id, revocations)],
    )


def closed_over(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    """The rounds of a contest that were closed although something was missing: by whom, why, how many points.

    Which codes and seats they were stays with the office.
    """
    rows = session.execute(
        select(Closing, Round.key)
        .join(Round, Round.id == Closing.round_id)
        .where(Round.programme_id == at_hand.programme_id, Closing.override_reason != "")
        .order_by(Round.position)
    ).all()
    names = names_of(session, [closing.closed_by for closing, _key in rows])
    plan = at_hand.plan.plan
    return [
        {
            "round": found.name if (found := plan.find_round(key)) else key,
            "by": names.get(closing.closed_by, ""),
            "reason": closing.override_reason,
            "missing": [
                {"what": what, "count": count}
                for what, count in sorted(Counter(str(one["what"]) for one in closing.missing).items())
            ],
        }
        for closing, key in rows
    ]


def gate_lines(
    session: Session, at_hand: RoundAtHand, standings: Standings | None, missing: Iterable[Mapping[str, Any]]
) -> list[GateLine]:
    """Every point of the gate as it stands now, at whatever step the round is.

    `standings` is the result of this moment by code, None while there is none; `missing` is what the marking misses now
    or, of a closed round, missed when it was closed.
    """
    lines = marking_lines(missing, is_closed=find_closing(session, at_hand.id) is not None)
    lines += _vote_lines(session, at_hand)
    if standings is None:
        later = [GatePoint.TIES, GatePoint.BUDGET]
        lines += [GateLine(point, GateState.LATER) for point in later]
    else:
        waiting = sum(one.because is not PendingBecause.AWAITS_VOTE for one in standings.prizes.pending)
        facts = ({"count": waiting},) if waiting else ()
        lines.append(GateLine(GatePoint.TIES, GateState.OPEN if waiting else GateState.GREEN, facts))
        over = [one for one in budget_lines(at_hand.plan.plan, given_by_code(session, at_hand, standings))
                if one.is_exceeded]  # fmt: skip
        told = tuple({"ladder": one.name, "over_vnd": -(one.left_vnd or 0)} for one in over)
        lines.append(GateLine(GatePoint.BUDGET, GateState.OPEN if over else GateState.GREEN, told))
    broken = tuple({"code": one.code, "seat": one.seat} for one in _sealed_sheets(session, at_hand) if not one.is_whole)
    lines.append(GateLine(GatePoint.SEALS, GateState.OPEN if broken else GateState.GREEN, broken))
    return [*lines, _anchor_line(session, at_hand)]


def _vote_lines(session: Session, at_hand: RoundAtHand) -> list[GateLine]:
    """Whether every count of votes is confirmed, where votes give prizes of the round; else no point at all."""
    voted = [one for one in at_hand.plan.plan.ladders if is_voted(one) and one.round == at_hand.round.key]
    if not voted:
        return []
    if find_closing(session, at_hand.id) is None:
        return [GateLine(GatePoint.VOTES, GateState.LATER)]
    missing = tuple(
        {"ladder": one.name, "is_open": find_poll(session, at_hand, one.key) is not None}
        for one in voted
        if find_count(session, at_hand, one.key) is None
    )
    return [GateLine(GatePoint.VOTES, GateState.OPEN if missing else GateState.GREEN, missing)]


def given_by_code(session: Session, at_hand: RoundAtHand, standings: Standings) -> list[tuple[str, int]]:
    """Every prize with its money: those of this round as they are now, those of other rounds as they were given."""
    own = {ladder.key for ladder in at_hand.rules.ladders}
    others = session.execute(
        select(Award.tier_key, Award.amount_vnd).where(
            Award.programme_id == at_hand.programme_id, Award.revoked_at.is_(None)
        )
    ).all()
    given = [(tier, amount) for tier, amount in others if tier.partition("/")[0] not in own]
    return given + [(f"{one.ladder}/{one.tier}", one.amount_vnd) for one in standings.prizes.awards]


def _anchor_line(session: Session, at_hand: RoundAtHand) -> GateLine:
    """Before the approval the head of the history is put outside after it; afterwards it must stand there."""
    if find_approval(session, at_hand.programme_id) is None:
        return GateLine(GatePoint.ANCHORS, GateState.LATER)
    if not approval_waits(session, at_hand.programme_id):
        return GateLine(GatePoint.ANCHORS, GateState.GREEN)
    return GateLine(GatePoint.ANCHORS, GateState.OPEN, ({"lines": anchor_backlog(session).lines},))


def _sealed_sheets(session: Session, at_hand: RoundAtHand) -> list[SealedSheet]:
    rows = session.execute(
        select(Review, ReviewVersion, Code.word, Seat.number, Round.sheet_sha256)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Round, Round.id == Code.round_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            Code.round_id == at_hand.id,
            takes_part(),
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
        )
    ).all()
    return [
        SealedSheet(
            round_id=str(at_hand.id),
            sheet_sha256=frozen or "",
            code=word,
            seat=number,
            version=version.number,
            steps=version.marks,
            comments=version.comments,
            comment=version.comment,
            salt=review.hashed_with,
            locked_sha256=review.locked_sha256 or "",
        )
        for review, version, word, number, frozen in rows
    ]

"""Opening the mapping for good, the awards, the board's approval of one bundle, and its publication."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.results import RoundNotClosedError, require
from judging.enums import ProgrammeState, Role, RoundState
from judging.errors import AlreadyDoneError, NotAllowedError, RefusedError, SamePersonError
from judging.events import MilestoneReached, emit
from judging.models.base import canonical
from judging.models.entries import Entry
from judging.models.results import Approval, Award, Publication, PublishedWork
from judging.models.rounds import Code, Rendition, Round
from judging.models.seals import CodeLink, Opening
from judging.queries.history import chain_head
from judging.queries.standings import (
    compute_result,
    find_approval,
    find_closing,
    find_opening_for_good,
    find_result,
    list_awards,
)
from judging.rules.lifecycle import move

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

OPENING_LASTS = timedelta(minutes=30)


class ResultNotFinalError(RefusedError):
    """Ties or shared places still wait for the board's decision."""

    code = "result_not_final"


class StaleResultError(RefusedError):
    """Marks or decisions changed since the result was kept: compute it again first (B15)."""

    code = "stale_result"


class NotOpenedError(RefusedError):
    """The codes have not been matched with the entries yet."""

    code = "not_opened"


class BundleChangedError(RefusedError):
    """What was to be approved or published is not what stands now (B21)."""

    code = "bundle_changed"


class NotApprovedError(RefusedError):
    """The board has not approved this result."""

    code = "not_approved"


class OpeningLapsedError(RefusedError):
    """The second holder came too late: ask again, both being there."""

    code = "opening_lapsed"


def ask_opening(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> Opening:
    """The first holder asks to match codes with entries (ghép phách); the second has half an hour to confirm."""
    require(by, at_hand, Role.HOLDER)
    _final_result(session, at_hand)
    present = find_opening_for_good(session, at_hand.id)
    if present is not None and (present.confirmed_at or now - present.asked_at < OPENING_LASTS):
        raise AlreadyDoneError
    if present is not None:
        present.lapsed_at = now
    row = Opening(round_id=at_hand.id, purpose="open", asked_by=by.account_id, asked_at=now)
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.HOLDER.value,
        action="opening.ask",
        subject=f"round:{at_hand.id}",
    )
    return row


def confirm_opening(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> list[Award]:
    """The second holder confirms: the mapping opens, and the kept result becomes awards with names.

    Raises:
        SamePersonError: when the holder who asked tries to confirm.
        OpeningLapsedError: after half an hour.
    """
    require(by, at_hand, Role.HOLDER)
    row = session.get_one(Round, at_hand.id, with_for_update=True)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None or opening.confirmed_at is not None:
        raise AlreadyDoneError
    if opening.asked_by == by.account_id:
        raise SamePersonError
    if now - opening.asked_at > OPENING_LASTS:
        raise OpeningLapsedError
    opening.confirmed_by, opening.confirmed_at, opening.round_key = by.account_id, now, at_hand.id
    row.state = move(RoundState(row.state), RoundState.REVEALED).value
    awards = _award(session, at_hand)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.HOLDER.value,
        action="opening.confirm",
        subject=f"round:{at_hand.id}",
        awards=len(awards),
    )
    emit(session, MilestoneReached("opening"))
    return awards


def bundle_of(session: Session, at_hand: RoundAtHand) -> str:
    """The text that the board approves: plan, result, awards with their holders, vacancies."""
    result = find_result(session, at_hand.id)
    if result is None:
        raise RoundNotClosedError
    told = json.loads(result.canonical)
    words = {one.id: one.word for one in session.scalars(select(Code).where(Code.round_id == at_hand.id))}
    return canonical(
        {
            "format": "bangvang-approval-1",
            "programme": str(at_hand.programme_id),
            "plan": at_hand.plan.version.sha256,
            "round": at_hand.round.key,
            "result": result.sha256,
            "awards": [
                {
                    "tier": award.tier_key,
                    "place": award.place,
                    "code": words.get(award.code_id, "") if award.code_id else "",
                    "entry": str(award.entry_id),
                    "person": str(award.person_id),
                    "amount_vnd": award.amount_vnd,
                }
                for award in list_awards(session, at_hand.programme_id)
            ],
            "vacancies": told["result"]["prizes"].get("vacancies", []),
        }
    )


def sha256_of_bundle(bundle: str) -> str:
    """The hash by which a bundle is approved and published."""
    return hashlib.sha256(bundle.encode()).hexdigest()


def approve(session: Session, at_hand: RoundAtHand, *, bundle_sha256: str, by: Viewer, now: datetime) -> Approval:
    """The board approves the bundle with this hash, which must be what stands now.

    Raises:
        NotOpenedError, StaleResultError, BundleChangedError, AlreadyDoneError.
    """
    require(by, at_hand, Role.BOARD)
    session.get_one(Round, at_hand.id, with_for_update=True)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None or opening.confirmed_at is None:
        raise NotOpenedError
    _final_result(session, at_hand)
    bundle = bundle_of(session, at_hand)
    if sha256_of_bundle(bundle) != bundle_sha256:
        raise BundleChangedError
    if find_approval(session, at_hand.programme_id) is not None:
        raise AlreadyDoneError
    row = Approval(
        programme_id=at_hand.programme_id,
        bundle=bundle,
        bundle_sha256=bundle_sha256,
        approved_by=by.account_id,
        approved_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    programme = at_hand.plan.programme
    programme.state = move(ProgrammeState(programme.state), ProgrammeState.DECIDED).value
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.BOARD.value,
        action="result.approve",
        subject=f"programme:{at_hand.programme_id}",
        bundle=bundle_sha256,
    )
    emit(session, MilestoneReached("result.approve"))
    return row


def publish(
    session: Session, at_hand: RoundAtHand, *, bundle_sha256: str, by: Viewer, now: datetime, reason: str = ""
) -> Publication:
    """Publish the approved bundle and no other: the page of winners and their works, in one transaction (A17).

    Raises:
        NotApprovedError: when this bundle is not the approved one.
        BundleChangedError: when awards changed after the approval.
    """
    if not by.has(Role.PUBLISHER, programme_id=at_hand.programme_id):
        raise NotAllowedError
    session.get_one(Round, at_hand.id, with_for_update=True)
    approval = find_approval(session, at_hand.programme_id)
    if approval is None or approval.bundle_sha256 != bundle_sha256:
        raise NotApprovedError
    if sha256_of_bundle(bundle_of(session, at_hand)) != bundle_sha256:
        raise BundleChangedError
    number = 1 + (
        session.scalar(
            select(func.count()).select_from(Publication).where(Publication.programme_id == at_hand.programme_id)
        )
        or 0
    )
    if number > 1 and not reason.strip():
        raise AlreadyDoneError
    page = _public_page(session, at_hand)
    row = Publication(
        programme_id=at_hand.programme_id,
        number=number,
        bundle_sha256=bundle_sha256,
        page=page,
        reason=reason.strip(),
        published_by=by.account_id,
        published_at=now,
    )
    session.add(row)
    if number == 1:
        _publish_works(session, at_hand)
    programme = at_hand.plan.programme
    programme.state = move(ProgrammeState(programme.state), ProgrammeState.PUBLISHED).value
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.PUBLISHER.value,
        action="result.publish",
        subject=f"programme:{at_hand.programme_id}",
        number=number,
        bundle=bundle_sha256,
        reason=row.reason,
    )
    emit(session, MilestoneReached("result.publish"))
    return row


def _final_result(session: Session, at_hand: RoundAtHand) -> None:
    """Refuse unless the kept result is final and is what today's sheets and decisions make."""
    if find_closing(session, at_hand.id) is None:
        raise RoundNotClosedError
    standings = compute_result(session, at_hand)
    kept = find_result(session, at_hand.id)
    if kept is None or kept.sha256 != standings.sha256:
        raise StaleResultError
    if not standings.is_final:
        raise ResultNotFinalError(count=len(standings.prizes.pending))


def _award(session: Session, at_hand: RoundAtHand) -> list[Award]:
    """The rows of the awards. The unique place lets nobody give one twice, whatever runs beside (B14)."""
    standings = compute_result(session, at_hand)
    result = find_result(session, at_hand.id)
    if result is None:
        raise StaleResultError
    holders = {
        word: (code_id, entry)
        for word, code_id, entry in session.execute(
            select(Code.word, Code.id, Entry)
            .join(CodeLink, CodeLink.code_id == Code.id)
            .join(Entry, Entry.id == CodeLink.entry_id)
            .where(Code.round_id == at_hand.id)
        )
    }
    exclusive = at_hand.rules.exclusivity.value
    awards = []
    for prize in standings.prizes.awards:
        code_id, entry = holders[prize.code]
        awards.append(
            Award(
                programme_id=at_hand.programme_id,
                result_id=result.id,
                tier_key=f"{prize.ladder}/{prize.tier}",
                place=prize.place,
                share=prize.share,
                code_id=code_id,
                entry_id=entry.id,
                person_id=entry.author_id,
                amount_vnd=prize.amount_vnd,
                exclusive_group=exclusive if exclusive == "one_per_author" else None,
            )
        )
    session.add_all(awards)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    return awards


def _public_page(session: Session, at_hand: RoundAtHand) -> dict[str, Any]:
    """What the public reads: winners' names, units, titles, prizes and amounts; nothing of anybody else (S001-R46)."""
    tiers = tier_names(at_hand.plan)
    winners = []
    for award in list_awards(session, at_hand.programme_id):
        entry = session.get_one(Entry, award.entry_id)
        code = session.get_one(Code, award.code_id)
        winners.append(
            {
                "prize": tiers.get(award.tier_key, award.tier_key),
                "tier": award.tier_key,
                "place": award_place(award),
                "amount_vnd": award.amount_vnd,
                "name": entry.author.full_name,
                "unit": entry.unit.name,
                "title": entry.title,
                "category": entry.category_key,
                "code": code.word,
            }
        )
    result = find_result(session, at_hand.id)
    head = chain_head(session)
    return {
        "winners": winners,
        "entries": session.scalar(
            select(func.count()).select_from(Code).where(Code.round_id == at_hand.id, ~Code.is_void)
        ),
        "result": result.sha256 if result else "",
        "chain": {"seq": head.seq, "hash": head.hash},
    }


def award_place(award: Award) -> str:
    """The stable word for a prize's place in an address: "prizes-first-1", or "prizes-first-1-2" where shared."""
    word = f"{award.tier_key.replace('/', '-')}-{award.place}"
    return word if award.share == 1 else f"{word}-{award.share}"


def tier_names(plan: PlanInForce) -> dict[str, str]:
    """The name of every tier by its stable key."""
    return {f"{ladder.key}/{tier.key}": tier.name for ladder in plan.plan.ladders for tier in ladder.tiers}


def _publish_works(session: Session, at_hand: RoundAtHand) -> None:
    """The winning works as the public gets them: the same renditions that the judges saw, under ids of their own."""
    for award in list_awards(session, at_hand.programme_id):
        entry = session.get_one(Entry, award.entry_id)
        work = session.scalars(
            select(Rendition)
            .where(Rendition.code_id == award.code_id, Rendition.kind.in_(["essay", "video"]))
            .order_by(Rendition.position)
            .limit(1)
        ).one_or_none()
        if work is None:
            continue
        poster = session.scalars(
            select(Rendition.store_key).where(Rendition.code_id == award.code_id, Rendition.kind == "poster").limit(1)
        ).one_or_none()
        session.add(
            PublishedWork(
                programme_id=at_hand.programme_id,
                award_place=award_place(award),
                kind=work.kind,
                title=entry.title,
                html=work.html,
                store_key=work.store_key,
                poster_key=poster,
                media_type=work.media_type,
                size_bytes=work.size_bytes,
                sha256=work.sha256,
            )
        )

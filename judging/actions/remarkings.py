"""Re-marking on request: an author asks, the secretary begins it with fresh codes, and tells what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.results import StaleResultError
from judging.actions.rounds import lock_round, require_office
from judging.actions.seals import SALT_DIGITS, list_sha256
from judging.enums import RemarkState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError, RefusedError
from judging.events import EntriesSealed, MilestoneReached, Told, emit
from judging.ids import CodeID, EntryID, RoundID
from judging.models.remarkings import RemarkRequest, RemarkRound
from judging.models.rounds import Code, Round
from judging.models.seals import CodeLink, Sealing
from judging.queries.entries import get_own_entry
from judging.queries.grants import list_holders
from judging.queries.history import chain_head
from judging.queries.programmes import plan_in_force
from judging.queries.publications import list_publications
from judging.queries.remark_outcomes import list_outcomes
from judging.queries.remarkings import (
    code_of_entry,
    find_remark_offer,
    find_remark_round,
    list_requests,
    window_closes_at,
)
from judging.queries.seals import list_code_words, list_links
from judging.queries.standings import compute_result, find_closing, find_result
from judging.rules.canonical import sha256_of
from judging.rules.remarkings import remark_key
from judging.rules.seals import make_codes
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.remarkings import Remarked
    from judging.rules.seals import TokenSource
    from judging.rules.viewers import Viewer


class RemarkingClosedError(RefusedError):
    """No re-marking can be asked for: the plan has none, the window is over, or the entry took no part."""

    code = "remarking_closed"


class RemarkingStillOpenError(RefusedError):
    """Others may still ask: all requests of a round are marked anew together. Facts: until."""

    code = "remarking_still_open"


class NothingToRemarkError(RefusedError):
    """Nobody asked."""

    code = "nothing_to_remark"


class RemarkDayError(RefusedError):
    """The last day of marking lies in the past."""

    code = "remark_day"


class RemarkingNotOverError(RefusedError):
    """The new sheets are not all locked, or the new result is not published yet."""

    code = "remarking_not_over"


def ask_remarking(session: Session, *, entry_id: EntryID, reason: str, by: Viewer, now: datetime) -> RemarkRequest:
    """The author of an entry asks to have it marked anew, once, with what he finds wrong.

    Raises:
        NotFoundError: when the entry is not the viewer's own.
        RemarkingClosedError: when nothing can be asked (any more).
        MissingReasonError, AlreadyDoneError.
    """
    entry = get_own_entry(session, entry_id, visible_to=by)
    offer = find_remark_offer(session, entry, plan_in_force(session, entry.programme_id), now=now)
    if offer is not None and offer.request is not None:
        raise AlreadyDoneError
    if offer is None or not offer.is_open:
        raise RemarkingClosedError
    if not reason.strip():
        raise MissingReasonError
    row = RemarkRequest(
        entry_id=entry_id, round_id=offer.round_id, reason=reason.strip(), asked_by=by.account_id, asked_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    words = sha256_of(row.reason)
    _record(
        session, "remark.ask", f"entry:{entry_id}", Role.ENTRANT, by=by, at=now, round=str(row.round_id), words=words
    )
    for holder in list_holders(session, Role.SECRETARY, programme_id=entry.programme_id, now=now):
        emit(session, Told(holder.id, "remark.asked", url=f"/niem-phong/{row.round_id}/phuc-khao"))  # type: ignore[arg-type]
    return row


def begin_remarking(
    session: Session, at_hand: RoundAtHand, *, closes_on: date, draw: TokenSource, by: Viewer, now: datetime
) -> Round:
    """Seal every entry that was asked for under a fresh code in a round of its own, which tells its judges nothing.

    Raises:
        RemarkingStillOpenError: while others may still ask.
        NothingToRemarkError, RemarkDayError, AlreadyDoneError.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    lock_round(session, at_hand)
    if find_remark_round(session, at_hand.id) is not None:
        raise AlreadyDoneError
    until = window_closes_at(session, at_hand.programme_id, at_hand.plan)
    if until is None:
        raise RemarkingClosedError
    if now < until:
        raise RemarkingStillOpenError(until=until)
    today = local_day(now)
    if closes_on < today:
        raise RemarkDayError
    requests = list_requests(session, at_hand.id, lock=True)
    if not requests:
        raise NothingToRemarkError
    row = _new_round(session, at_hand)
    begun = RemarkRound(
        round_id=RoundID(row.id), of_round_id=at_hand.id, opens_on=today, closes_on=closes_on,
        begun_by=by.account_id, begun_at=now,
    )  # fmt: skip
    session.add(begun)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    head = chain_head(session).hash
    _give_codes(session, at_hand, row, [one.entry_id for one in requests], draw=draw)
    salt = "".join(f"{draw(16):x}" for _ in range(SALT_DIGITS))
    sealing = Sealing(
        round_id=RoundID(row.id), batch=1, count=len(requests), salt=salt,
        list_sha256=list_sha256(salt, list_links(session, RoundID(row.id))), chain_head=head,
        sealed_by=by.account_id, sealed_at=now,
    )  # fmt: skip
    session.add(sealing)
    for one in requests:
        one.state = RemarkState.MARKING.value
    session.flush()
    facts = {"of": str(at_hand.id), "count": len(requests), "list": sealing.list_sha256, "head": head}
    _record(session, "remark.begin", f"round:{row.id}", acting_as, by=by, at=now, **facts)
    emit(session, EntriesSealed(RoundID(row.id)))
    emit(session, MilestoneReached("round.seal"))
    return row


def settle_remarking(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> list[Remarked]:
    """Tell everybody who asked what became of it, once the result that holds is published.

    Raises:
        RemarkingNotOverError: before the new round is closed, or while a changed result is not published.
        StaleResultError: when the kept result is not what the sheets of this moment make.
        AlreadyDoneError: when they were told.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    lock_round(session, at_hand)
    found = find_remark_round(session, at_hand.id)
    if found is None or find_closing(session, found.round_id) is None:
        raise RemarkingNotOverError
    waiting = [one for one in list_requests(session, at_hand.id, lock=True) if one.state == RemarkState.MARKING.value]
    if not waiting:
        raise AlreadyDoneError
    kept, standings = find_result(session, at_hand.id), compute_result(session, at_hand)
    if kept is None or kept.sha256 != standings.sha256:
        raise StaleResultError
    newest = next(iter(list_publications(session, at_hand.programme_id)), None)
    if newest is None or newest.page["result"] != kept.sha256:
        raise RemarkingNotOverError
    told = list_outcomes(session, at_hand)
    by_code = {one.code: one for one in told}
    codes = code_of_entry(session, at_hand.id, [one.entry_id for one in waiting])
    for request in waiting:
        _settle(session, request, by_code.get(codes[request.entry_id].word), now=now)
    facts = {"changed": sum(one.counts for one in told), "count": len(waiting), "result": kept.sha256}
    _record(session, "remark.settle", f"round:{at_hand.id}", acting_as, by=by, at=now, **facts)
    return told


def _settle(session: Session, request: RemarkRequest, found: Remarked | None, *, now: datetime) -> None:
    """An entry that was excluded meanwhile has no outcome; its author was told of that."""
    request.state, request.settled_at = RemarkState.SETTLED.value, now
    request.before = str(found.before) if found is not None and found.before is not None else ""
    request.new, request.after = (str(found.new), str(found.after)) if found is not None else ("", "-")
    session.flush()
    facts = (("title", request.entry.title),)
    emit(session, Told(request.asked_by, "remark.settled", facts, f"/bai-du-thi/{request.entry_id}/phuc-khao"))


def _new_round(session: Session, at_hand: RoundAtHand) -> Round:
    taken = session.scalars(select(Round.key).where(Round.programme_id == at_hand.programme_id)).all()
    row = Round(
        programme_id=at_hand.programme_id,
        key=remark_key(at_hand.round.key, taken),
        position=at_hand.round.position,
        state=RoundState.SEALED.value,
    )
    session.add(row)
    session.flush()
    return row


def _give_codes(
    session: Session, at_hand: RoundAtHand, row: Round, entry_ids: list[EntryID], *, draw: TokenSource
) -> None:
    """A fresh code with the same neutral facts for each entry; rows in the order of the codes, which tells nothing."""
    old = code_of_entry(session, at_hand.id, entry_ids)
    links = session.scalars(select(CodeLink).where(CodeLink.round_id == at_hand.id))
    versions = {link.entry_id: link.entry_version_id for link in links}
    words = make_codes(len(entry_ids), draw, taken=list_code_words(session))
    for word, entry_id in sorted(zip(words, entry_ids, strict=True)):
        before = old.get(entry_id)
        if before is None:
            raise NotFoundError("code")
        code = Code(
            round_id=RoundID(row.id),
            word=word,
            category_key=before.category_key,
            topic_text=before.topic_text,
            title=before.title,
            facts=dict(before.facts),
        )
        session.add(code)
        session.flush()
        session.add(
            CodeLink(
                code_id=CodeID(code.id),
                round_id=RoundID(row.id),
                entry_id=entry_id,
                entry_version_id=versions[entry_id],
            )
        )
    session.flush()


def _record(
    session: Session, action: str, subject: str, role: Role, *, by: Viewer, at: datetime, **facts: object
) -> None:
    record(session, at=at, actor=by.account_id, role=role.value, action=action, subject=subject, **facts)

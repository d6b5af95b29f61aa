"""Re-markings: the round behind a round, what may still be asked, the requests, and the sheets that came of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from judging.enums import AssignmentState, EntryState, ReviewState
from judging.ids import RoundID
from judging.models.gaps import GapDecider
from judging.models.people import Account
from judging.models.remarkings import RemarkRequest, RemarkRound
from judging.models.results import Closing, Publication
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink, SeatHolder
from judging.queries.calendars import load_calendar
from judging.rules.remarkings import remark_plan, remark_until
from judging.rules.scoring import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import EntryID, ProgrammeID
    from judging.models.entries import Entry
    from judging.queries.programmes import PlanInForce

COUNTED = (AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)


@dataclass(frozen=True, slots=True)
class RemarkOffer:
    """What an author may ask about one entry: in which round, until when; and what was asked already."""

    round_id: RoundID
    closes_at: datetime
    is_open: bool
    request: RemarkRequest | None


def find_remark_round(session: Session, of_round_id: RoundID) -> RemarkRound | None:
    """The round that marks entries of another one anew; None before there is one."""
    return session.scalars(select(RemarkRound).where(RemarkRound.of_round_id == of_round_id)).one_or_none()


def is_remark_round(session: Session, round_id: RoundID) -> bool:
    """Whether a round marks entries of another one anew."""
    return session.get(RemarkRound, round_id) is not None


def list_remark_round_ids(session: Session) -> dict[UUID, str]:
    """Every round that marks entries of another anew, with the key of that other."""
    other = aliased(Round)
    rows = session.execute(
        select(RemarkRound.round_id, other.key).join(other, other.id == RemarkRound.of_round_id)
    ).all()
    return {round_id: key for round_id, key in rows}  # noqa: C416  rows are not pairs to mypy


def plan_for(session: Session, row: Round, plan: PlanInForce) -> PlanInForce:
    """The plan that a round is judged under: of a re-marking, the rules of the round that it re-marks."""
    found = session.get(RemarkRound, row.id)
    if found is None:
        return plan
    of_key = session.get_one(Round, found.of_round_id).key
    own = remark_plan(plan.plan, of_key, row.key, opens_on=found.opens_on, closes_on=found.closes_on)
    return replace(plan, plan=own)


def find_remark_offer(session: Session, entry: Entry, plan: PlanInForce, *, now: datetime) -> RemarkOffer | None:
    """What the author of an entry (found through him) may ask; None where the plan has no re-marking.

    It is about the round whose marks gave the published prizes, and only for entries that took part in it.
    """
    remarking = plan.plan.remarking
    if remarking is None:
        return None
    published_at = session.scalar(
        select(func.min(Publication.published_at)).where(Publication.programme_id == entry.programme_id)
    )
    if published_at is None:
        return None
    awarding = {ladder.round for ladder in plan.plan.ladders}
    row = session.scalars(
        select(Round)
        .join(Code, Code.round_id == Round.id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .where(CodeLink.entry_id == entry.id, ~Code.is_void, Round.key.in_(awarding))
        .order_by(Round.position.desc(), Round.key)
        .limit(1)
    ).first()
    if row is None:
        return None
    request = find_request(session, entry.id, RoundID(row.id))
    closes_at = remark_until(published_at, remarking, load_calendar(session))
    is_open = now < closes_at and request is None and entry.state == EntryState.SEALED.value
    return RemarkOffer(RoundID(row.id), closes_at, is_open, request)


def find_request(session: Session, entry_id: EntryID | UUID, round_id: RoundID) -> RemarkRequest | None:
    """What was asked about an entry in a round."""
    return session.scalars(
        select(RemarkRequest).where(RemarkRequest.entry_id == entry_id, RemarkRequest.round_id == round_id)
    ).one_or_none()


def window_closes_at(session: Session, programme_id: ProgrammeID, plan: PlanInForce) -> datetime | None:
    """Until when re-marking may be asked for in a contest; None before publication or where the plan has none."""
    first = session.scalar(select(func.min(Publication.published_at)).where(Publication.programme_id == programme_id))
    if first is None or plan.plan.remarking is None:
        return None
    return remark_until(first, plan.plan.remarking, load_calendar(session))


def list_requests(session: Session, round_id: RoundID, *, lock: bool = False) -> list[RemarkRequest]:
    """What was asked about entries of a round, oldest first."""
    statement = (
        select(RemarkRequest)
        .where(RemarkRequest.round_id == round_id)
        .order_by(RemarkRequest.asked_at, RemarkRequest.id)
    )
    if lock:
        statement = statement.with_for_update(of=RemarkRequest).execution_options(populate_existing=True)
    return list(session.scalars(statement))


def list_former_markers(session: Session, round_id: RoundID) -> dict[UUID, frozenset[str]]:
    """For each code of a re-marking, the people who ever had its entry on their desk in another round."""
    here, there = aliased(CodeLink), aliased(CodeLink)
    rows = session.execute(
        select(here.code_id, Account.person_id)
        .join(there, (there.entry_id == here.entry_id) & (there.round_id != here.round_id))
        .join(Assignment, Assignment.code_id == there.code_id)
        .join(SeatHolder, SeatHolder.seat_id == Assignment.seat_id)
        .join(Account, Account.id == SeatHolder.account_id)
        .where(here.round_id == round_id)
    ).all()
    found: dict[UUID, set[str]] = defaultdict(set)
    for code_id, person_id in rows:
        found[code_id].add(str(person_id))
    return {code_id: frozenset(people) for code_id, people in found.items()}


def remarked_sheets(session: Session, of_round_id: RoundID) -> Mapping[str, list[Sheet]]:
    """The new locked sheets by the code that the entry has in the round that is re-marked; empty until they are final.

    Their seats are numbered after those of the first panel, so that nobody takes one judge for another.
    """
    found = find_remark_round(session, of_round_id)
    if found is None or session.scalars(select(Closing.id).where(Closing.round_id == found.round_id)).first() is None:
        return {}
    here, there, old = aliased(CodeLink), aliased(CodeLink), aliased(Code)
    shift = session.scalar(select(func.max(Seat.number)).where(Seat.round_id == of_round_id)) or 0
    rows = session.execute(
        select(old.word, Seat.number, ReviewVersion.marks, GapDecider.assignment_id)
        .select_from(Review)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(here, here.code_id == Assignment.code_id)
        .join(Code, Code.id == here.code_id)
        .join(there, (there.entry_id == here.entry_id) & (there.round_id == of_round_id))
        .join(old, old.id == there.code_id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            here.round_id == found.round_id,
            ~Code.is_void,
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
        )
        .order_by(old.word, Seat.number)
    )
    by_code: dict[str, list[Sheet]] = defaultdict(list)
    for word, seat, marks, decider in rows:
        by_code[word].append(Sheet(code=word, seat=seat + shift, steps=dict(marks), deciding=decider is not None))
    return by_code


def remarking_seats(session: Session, of_round_id: RoundID) -> list[tuple[str, int]]:
    """The key of every seat that marked entries of a round anew, with its number behind those of the first panel."""
    found = find_remark_round(session, of_round_id)
    if found is None:
        return []
    shift = session.scalar(select(func.max(Seat.number)).where(Seat.round_id == of_round_id)) or 0
    rows = session.execute(
        select(Seat.panel_key, Seat.number).where(Seat.round_id == found.round_id).order_by(Seat.number)
    )
    return [(key, number + shift) for key, number in rows]


def code_of_entry(session: Session, round_id: RoundID, entry_ids: Iterable[UUID]) -> dict[UUID, Code]:
    """The codes of entries in a round."""
    rows = session.execute(
        select(CodeLink.entry_id, Code)
        .join(Code, Code.id == CodeLink.code_id)
        .where(CodeLink.round_id == round_id, CodeLink.entry_id.in_(list(entry_ids)))
    ).all()
    return {entry_id: code for entry_id, code in rows}  # noqa: C416  rows are not pairs to mypy

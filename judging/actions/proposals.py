"""Handing a unit's proposal in: complete, with one number of subjects everywhere; and completing it when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.nomination_steps import NotEditableError, move, own_nomination
from judging.enums import NominationState, Role
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError, StaleVersionError
from judging.ids import ProgrammeID, ProposalID, UnitID
from judging.models.nominations import DossierPart, Proposal
from judging.models.programmes import Programme
from judging.queries.nominations import (
    campaign_of,
    get_proposal,
    items_of,
    list_lines,
    papers_in_hand,
    proposes,
)
from judging.queries.programmes import plan_in_force
from judging.rules.dossiers import compare_counts, missing_papers
from judging.rules.nominations import WITH_THE_UNIT, is_late
from judging.spec.campaign_words import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import NominationID
    from judging.models.nominations import Nomination
    from judging.rules.viewers import Viewer


class DossierIncompleteError(RefusedError):
    """Papers are missing; fact `missing` is a tuple of (subject's name or "", paper's name, lack)."""

    code = "dossier_incomplete"


class CountsDifferError(RefusedError):
    """The letter, its list and the reports say different numbers; facts `letter`, `lines`, `reports`."""

    code = "counts_differ"


class NobodyProposedError(RefusedError):
    """A proposal without anybody in it says nothing."""

    code = "nobody_proposed"


def hand_in(
    session: Session, proposal_id: ProposalID, *, stated_count: int, version: int, by: Viewer, now: datetime
) -> Proposal:
    """Hand in the unit's open proposal with everybody in it: complete, and one number everywhere.

    Whoever was not chosen at the unit's meeting, or not yet discussed, stays behind and is carried over.

    Raises:
        NotFoundError, StaleVersionError, AlreadyDoneError: when it was handed in.
        NobodyProposedError; CountsDifferError; DossierIncompleteError.
    """
    proposal = get_proposal(session, proposal_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(proposal.programme_id)
    if not proposes(by, programme_id=programme_id, unit_id=UnitID(proposal.unit_id)):
        raise NotFoundError("proposal")
    if proposal.handed_in_at is not None:
        raise AlreadyDoneError
    if proposal.version != version:
        raise StaleVersionError(current=proposal.version)
    refuse_conflict(session, by=by, acting_as=Role.COORDINATOR, programme_id=programme_id)
    ready = [row for row in proposal.nominations if row.state == NominationState.PREPARING.value]
    left = [row for row in proposal.nominations if row not in ready]
    if not ready:
        raise NobodyProposedError
    for row in left:
        row.proposal_id = None
    session.flush()
    session.expire(proposal, ["nominations"])
    _check_complete(session, proposal)
    differs = compare_counts(stated_count, list_lines(proposal))
    if differs is not None:
        raise CountsDifferError(letter=differs.letter, lines=differs.lines, reports=differs.reports)
    session.get_one(Programme, programme_id, with_for_update={"of": Programme})
    last = session.scalar(select(func.max(Proposal.number)).where(Proposal.programme_id == programme_id))
    proposal.number, proposal.stated_count = (last or 0) + 1, stated_count
    proposal.handed_in_by, proposal.handed_in_at = by.account_id, now
    proposal.is_late = any(is_late(campaign_of(session, row), row.form, Subject(row.subject), now) for row in ready)
    for row in ready:
        move(session, row, NominationState.SUBMITTED, reason="", by=by, now=now)
    session.flush()
    _carry_over(session, left, proposal, by=by, now=now)
    record(
        session, at=now, actor=str(by.account_id), role=Role.COORDINATOR.value, action="proposal.hand_in",
        subject=f"proposal:{proposal.id}", number=proposal.number, count=stated_count,
        nominations=[str(row.id) for row in ready],
    )  # fmt: skip
    return proposal


def supplement(session: Session, nomination_id: NominationID, *, version: int, by: Viewer, now: datetime) -> Nomination:
    """Hand a completed dossier in again after the office asked for more. Raises DossierIncompleteError."""
    row = own_nomination(session, nomination_id, by=by)
    if row.version != version:
        raise StaleVersionError(current=row.version)
    if row.state != NominationState.SUPPLEMENT.value:
        raise NotEditableError
    missing = _missing_of(session, row)
    if missing:
        raise DossierIncompleteError(missing=missing)
    move(session, row, NominationState.SUBMITTED, reason="", by=by, now=now)
    return row


def _missing_of(session: Session, row: Nomination) -> tuple[tuple[str, str, str], ...]:
    rule = campaign_of(session, row).dossier_for(row.form, Subject(row.subject))
    if rule is None:
        return ()
    lacks = missing_papers(items_of(rule, of_proposal=False), papers_in_hand(row.parts))
    return tuple((row.subject_name, one.item.name, one.lack.value) for one in lacks)


def _check_complete(session: Session, proposal: Proposal) -> None:
    missing: list[tuple[str, str, str]] = []
    campaign = plan_in_force(session, ProgrammeID(proposal.programme_id)).plan.campaign
    common = session.scalars(select(DossierPart).where(DossierPart.proposal_id == proposal.id)).all()
    rules = {
        rule.key: rule
        for row in proposal.nominations
        if campaign and (rule := campaign.dossier_for(row.form, Subject(row.subject))) is not None
    }
    seen: set[str] = set()
    for rule in rules.values():
        for one in missing_papers(items_of(rule, of_proposal=True), papers_in_hand(common)):
            if one.item.key not in seen:
                seen.add(one.item.key)
                missing.append(("", one.item.name, one.lack.value))
    for row in proposal.nominations:
        missing += _missing_of(session, row)
    if missing:
        raise DossierIncompleteError(missing=tuple(missing))


def _carry_over(session: Session, left: Sequence[Nomination], proposal: Proposal, *, by: Viewer, now: datetime) -> None:
    """Whoever was not handed in goes into the unit's next proposal, unless he is out of it."""
    waiting = [row for row in left if NominationState(row.state) in WITH_THE_UNIT]
    if not waiting:
        return
    following = Proposal(
        programme_id=proposal.programme_id, unit_id=proposal.unit_id, created_by=by.account_id, created_at=now
    )
    session.add(following)
    session.flush()
    for position, row in enumerate(waiting, start=1):
        row.proposal_id, row.position = ProposalID(following.id), position
    session.flush()

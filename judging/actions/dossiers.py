"""Laying papers into dossiers, and confirming them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.actions.nomination_steps import NotEditableError, check_editable, own_nomination, record_act
from judging.enums import Role
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError
from judging.ids import NominationID, ProgrammeID, ProposalID, UnitID
from judging.models.nominations import DossierPart, Nomination, Proposal
from judging.queries.nominations import campaign_of, items_of, proposes
from judging.queries.programmes import plan_in_force
from judging.spec.campaign_words import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.rules.viewers import Viewer


class UnknownPaperError(RefusedError):
    """The plan asks for no such paper here."""

    code = "unknown_paper"


def lay_in(
    session: Session,
    owner: Nomination | Proposal,
    item: str,
    file: StoredFile,
    *,
    file_name: str,
    number: str,
    issued_on: date | None,
    by: Viewer,
    now: datetime,
) -> DossierPart:
    """Lay a paper into a dossier; the one that lay there stays on record as replaced.

    Raises: NotFoundError, NotEditableError, UnknownPaperError.
    """
    allowed = _items_for(session, owner, by=by)
    if item not in allowed:
        raise UnknownPaperError(item=item)
    is_proposal = isinstance(owner, Proposal)
    column = DossierPart.proposal_id if is_proposal else DossierPart.nomination_id
    for old in session.scalars(
        select(DossierPart).where(column == owner.id, DossierPart.item == item, DossierPart.replaced_at.is_(None))
    ):
        old.replaced_at = now
    session.flush()
    part = DossierPart(
        proposal_id=ProposalID(owner.id) if is_proposal else None,
        nomination_id=None if is_proposal else NominationID(owner.id),
        item=item,
        number=number.strip(),
        issued_on=issued_on,
        file_name=file_name,
        store_key=file.key,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        added_by=by.account_id,
        added_at=now,
    )
    session.add(part)
    session.flush()
    record(
        session, at=now, actor=str(by.account_id), role=Role.COORDINATOR.value, action="dossier.lay_in",
        subject=f"{'proposal' if is_proposal else 'nomination'}:{owner.id}", item=item, sha256=file.sha256,
    )  # fmt: skip
    session.expire(owner, ["parts"] if not is_proposal else ["nominations"])
    return part


def confirm_paper(session: Session, part: DossierPart, *, by: Viewer, now: datetime) -> DossierPart:
    """The submitting level confirms a report of achievements (xác nhận của cấp trình khen).

    Raises: NotFoundError, NotEditableError, AlreadyDoneError.
    """
    if part.nomination_id is None:
        raise NotFoundError("paper")
    row = own_nomination(session, part.nomination_id, by=by)
    check_editable(row)
    if part.replaced_at is not None or part.confirmed_at is not None:
        raise AlreadyDoneError
    part.confirmed_by, part.confirmed_at = by.account_id, now
    session.flush()
    record_act(session, row, "confirm_paper", by=by, now=now, item=part.item, sha256=part.sha256)
    return part


def _items_for(session: Session, owner: Nomination | Proposal, *, by: Viewer) -> frozenset[str]:
    """The keys of the papers that may be laid in here."""
    if isinstance(owner, Nomination):
        row = own_nomination(session, NominationID(owner.id), by=by)
        check_editable(row)
        rules = [campaign_of(session, row).dossier_for(row.form, Subject(row.subject))]
        of_proposal = False
    else:
        if not proposes(by, programme_id=ProgrammeID(owner.programme_id), unit_id=UnitID(owner.unit_id)):
            raise NotFoundError("proposal")
        if owner.handed_in_at is not None:
            raise NotEditableError
        campaign = plan_in_force(session, ProgrammeID(owner.programme_id)).plan.campaign
        rules = list(campaign.dossiers) if campaign else []
        of_proposal = True
    return frozenset(item.key for rule in rules if rule for item in items_of(rule, of_proposal=of_proposal).items)

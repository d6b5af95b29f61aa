"""Nominations and proposals: a unit sees its own from the first word, the office only what was handed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import selectinload

from judging.enums import NominationState, Role
from judging.errors import NotFoundError
from judging.ids import NominationID, ProgrammeID, UnitID
from judging.models.nominations import Nomination, Proposal
from judging.queries.programmes import plan_version
from judging.rules.dossiers import ListLine, PaperInHand
from judging.rules.nominations import HOLDS_PLACE
from judging.rules.standards import Answer
from judging.spec.campaign_words import DossierPaper, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import ProposalID
    from judging.models.nominations import DossierPart
    from judging.rules.viewers import Viewer
    from judging.spec.award_forms import DossierRule
    from judging.spec.campaign import Campaign

OFFICE = (Role.VALIDATOR, Role.SECRETARY, Role.BOARD, Role.SUPERVISOR)
"""Whoever may read what units handed in."""

OF_THE_PROPOSAL = frozenset({DossierPaper.SUBMISSION_LETTER, DossierPaper.COUNCIL_MINUTES, DossierPaper.SUMMARY_LIST})
"""Papers that a unit hands in once for all whom it proposes."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of the appraiser's list."""

    id: NominationID
    proposal_number: int
    unit_name: str
    subject: Subject
    subject_name: str
    form: str
    state: NominationState
    is_late: bool


def proposes(viewer: Viewer, *, programme_id: ProgrammeID, unit_id: UnitID) -> bool:
    """Whether the viewer writes this unit's proposals in this campaign. A grant without a unit means his own."""
    return any(
        grant.role is Role.COORDINATOR
        and (grant.unit_id or viewer.unit_id) == unit_id
        and grant.programme_id in {None, programme_id}
        for grant in viewer.grants
    )


def get_nomination(
    session: Session, nomination_id: NominationID, *, visible_to: Viewer, lock: bool = False
) -> Nomination:
    """A nomination of the viewer's unit, or one that was handed in to his office. Raises NotFoundError."""
    statement = (
        select(Nomination)
        .outerjoin(Proposal, Proposal.id == Nomination.proposal_id)
        .where(Nomination.id == nomination_id, _visible(visible_to))
        .options(selectinload(Nomination.parts), selectinload(Nomination.answers), selectinload(Nomination.steps))
    )
    if lock:
        statement = statement.with_for_update(of=Nomination).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("nomination")
    return found


def get_proposal(session: Session, proposal_id: ProposalID, *, visible_to: Viewer, lock: bool = False) -> Proposal:
    """A proposal of the viewer's unit, or one that was handed in to his office. Raises NotFoundError."""
    statement = (
        select(Proposal)
        .where(Proposal.id == proposal_id, or_(_of_own_unit(visible_to, Proposal), _in_office(visible_to)))
        .options(selectinload(Proposal.nominations).selectinload(Nomination.parts))
    )
    if lock:
        statement = statement.with_for_update(of=Proposal).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("proposal")
    return found


def find_open_proposal(session: Session, programme_id: ProgrammeID, unit_id: UnitID) -> Proposal | None:
    """The proposal that the unit is writing."""
    return session.scalars(
        select(Proposal).where(
            Proposal.programme_id == programme_id, Proposal.unit_id == unit_id, Proposal.handed_in_at.is_(None)
        )
    ).one_or_none()


def list_unit_nominations(session: Session, *, programme_id: ProgrammeID, visible_to: Viewer) -> list[Nomination]:
    """Whom the viewer's units propose in a campaign, in their order."""
    return list(
        session.scalars(
            select(Nomination)
            .where(Nomination.programme_id == programme_id, _of_own_unit(visible_to, Nomination))
            .options(selectinload(Nomination.proposal))
            .order_by(Nomination.created_at, Nomination.id)
        )
    )


def list_queue(
    session: Session, *, programme_id: ProgrammeID, visible_to: Viewer, states: Sequence[NominationState] = ()
) -> list[QueueLine]:
    """What was handed in to the office, oldest proposal first; only `states` where some are named."""
    statement = (
        select(Nomination, Proposal)
        .join(Proposal, Proposal.id == Nomination.proposal_id)
        .where(Nomination.programme_id == programme_id, _in_office(visible_to))
        .order_by(Proposal.number, Nomination.position, Nomination.id)
    )
    if states:
        statement = statement.where(Nomination.state.in_([state.value for state in states]))
    return [
        QueueLine(
            id=NominationID(row.id),
            proposal_number=proposal.number or 0,
            unit_name=proposal.unit.name,
            subject=Subject(row.subject),
            subject_name=row.subject_name,
            form=row.form,
            state=NominationState(row.state),
            is_late=proposal.is_late,
        )
        for row, proposal in session.execute(statement)
    ]


def count_places(session: Session, *, programme_id: ProgrammeID) -> dict[tuple[str, Subject], int]:
    """How many places of each form and subject are taken, for the live remainder of the quotas."""
    rows = session.execute(
        select(Nomination.form, Nomination.subject, func.count())
        .where(Nomination.programme_id == programme_id, Nomination.state.in_([state.value for state in HOLDS_PLACE]))
        .group_by(Nomination.form, Nomination.subject)
    )
    return {(form, Subject(subject)): count for form, subject, count in rows}


def list_other_awards(session: Session, nomination: Nomination) -> list[Nomination]:
    """Nominations of the same subject in the same campaign for other forms that hold a place already.

    For one achievement there is one form of commendation (S003-R33).
    """
    same = (
        Nomination.person_id == nomination.person_id
        if nomination.person_id is not None
        else and_(
            Nomination.person_id.is_(None),
            Nomination.unit_id == nomination.unit_id,
            Nomination.subject_name == nomination.subject_name,
        )
    )
    return list(
        session.scalars(
            select(Nomination).where(
                Nomination.programme_id == nomination.programme_id,
                Nomination.form != nomination.form,
                Nomination.state.in_([state.value for state in HOLDS_PLACE]),
                same,
            )
        )
    )


def campaign_of(session: Session, nomination: Nomination) -> Campaign:
    """The campaign as the plan version says it under which the nomination was made. Raises NotFoundError."""
    found = plan_version(session, nomination.plan_version_id).campaign
    if found is None:
        raise NotFoundError("campaign")
    return found


def papers_in_hand(parts: Sequence[DossierPart]) -> tuple[PaperInHand, ...]:
    """The papers that lie there now; replaced ones are out of it."""
    return tuple(
        PaperInHand(part.item, is_confirmed=part.confirmed_at is not None, number=part.number)
        for part in parts
        if part.replaced_at is None
    )


def items_of(rule: DossierRule, *, of_proposal: bool) -> DossierRule:
    """The part of a dossier that lies with the proposal, or the part that lies with each nomination."""
    return replace(rule, items=tuple(item for item in rule.items if (item.paper in OF_THE_PROPOSAL) is of_proposal))


def answers_of(nomination: Nomination) -> dict[str, Answer]:
    """What the unit says, by the key of the standard."""
    return {
        row.standard: Answer(
            figures={key: Decimal(value) for key, value in row.figures.items()},
            alternative=row.alternative,
            claims_not_applicable=row.claims_not_applicable,
            text=row.words,
        )
        for row in nomination.answers
    }


def list_lines(proposal: Proposal) -> tuple[ListLine, ...]:
    """The lines of the proposal's merged list (trích ngang)."""
    return tuple(
        ListLine(
            nomination=str(row.id),
            form=row.form,
            report_there=any(part.replaced_at is None for part in row.parts),
        )
        for row in proposal.nominations
        if row.state != NominationState.WITHDRAWN.value
    )


def _of_own_unit(viewer: Viewer, table: type[Nomination | Proposal]) -> ColumnElement[bool]:
    column = Nomination.proposed_by if table is Nomination else Proposal.unit_id
    return or_(
        false(),
        *(
            and_(
                column == (grant.unit_id or viewer.unit_id),
                table.programme_id == grant.programme_id if grant.programme_id else table.programme_id.is_not(None),
            )
            for grant in viewer.grants
            if grant.role is Role.COORDINATOR
        ),
    )


def _in_office(viewer: Viewer) -> ColumnElement[bool]:
    programmes = viewer.programmes(*OFFICE)
    handed_in = Proposal.handed_in_at.is_not(None)
    return handed_in if programmes is None else and_(handed_in, Proposal.programme_id.in_(programmes))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    return or_(_of_own_unit(viewer, Nomination), _in_office(viewer))

"""What a unit does before it hands in: names whom it proposes, chooses at its meeting, answers to the standards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.actions.nomination_steps import check_editable, move, own_nomination, record_act, write_step
from judging.enums import NominationState, Role
from judging.errors import NotFoundError, RefusedError, StaleVersionError
from judging.ids import NominationID, PersonID, ProgrammeID, ProposalID, UnitID
from judging.models.nominations import Nomination, Proposal, StandardAnswer
from judging.models.people import Person
from judging.models.units import Unit
from judging.queries.nominations import (
    campaign_of,
    find_open_proposal,
    proposes,
)
from judging.queries.programmes import plan_in_force
from judging.spec.campaign_words import Subject
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.standards import Answer
    from judging.rules.viewers import Viewer
    from judging.spec.campaign import Campaign


class NotProposableError(RefusedError):
    """The plan has no such award form for such a subject."""

    code = "not_proposable"


class ProposedAlreadyError(RefusedError):
    """The same subject stands for the same form already."""

    code = "proposed_already"


class UnknownStandardError(RefusedError):
    """The plan has no such standard, target or way for this subject and form."""

    code = "unknown_standard"


@dataclass(frozen=True, slots=True)
class Proposed:
    """Whom a unit names. `person_id` for individuals; `name` for households and parts of a unit."""

    form: str
    subject: Subject
    person_id: PersonID | None = None
    name: str = ""
    position: str = ""
    heads_unit: bool = False
    track: str | None = None


def propose(
    session: Session, wanted: Proposed, *, programme_id: ProgrammeID, unit_id: UnitID, by: Viewer, now: datetime
) -> Nomination:
    """Name somebody for an award, before the unit's own meeting. The unit's open proposal takes it up.

    Raises:
        NotFoundError: for another unit, a contest, or a person of another unit.
        NotProposableError; ProposedAlreadyError.
    """
    plan = plan_in_force(session, programme_id)
    campaign = plan.plan.campaign
    if campaign is None or not proposes(by, programme_id=programme_id, unit_id=unit_id):
        raise NotFoundError("campaign")
    refuse_conflict(session, by=by, acting_as=Role.COORDINATOR, programme_id=programme_id)
    _check_proposable(campaign, wanted)
    name = _name_of(session, wanted, unit_id)
    # The unit's row is held, so that two people of one unit open one proposal and number one after the other.
    session.get_one(Unit, unit_id, with_for_update={"of": Unit}, populate_existing=True)
    proposal = find_open_proposal(session, programme_id, unit_id)
    if proposal is None:
        proposal = Proposal(programme_id=programme_id, unit_id=unit_id, created_by=by.account_id, created_at=now)
        session.add(proposal)
        session.flush()
    last = session.scalar(select(func.max(Nomination.position)).where(Nomination.proposal_id == proposal.id))
    row = Nomination(
        programme_id=programme_id,
        plan_version_id=plan.version_id,
        proposal_id=ProposalID(proposal.id),
        position=(last or 0) + 1,
        form=wanted.form,
        subject=wanted.subject.value,
        track=wanted.track,
        proposed_by=unit_id,
        unit_id=unit_id,
        person_id=wanted.person_id if wanted.subject is Subject.INDIVIDUAL else None,
        subject_name=name,
        name_folded=fold(name),
        subject_position=wanted.position.strip(),
        heads_unit=wanted.heads_unit,
        state=NominationState.PROPOSED.value,
        created_by=by.account_id,
        created_at=now,
        changed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise ProposedAlreadyError(name=name) from error
    write_step(session, row, None, NominationState.PROPOSED, reason="", by=by, now=now)
    record_act(session, row, "propose", by=by, now=now, form=row.form, of=row.subject)
    return row


def choose(
    session: Session, nomination_id: NominationID, *, chosen: bool, reason: str, by: Viewer, now: datetime
) -> Nomination:
    """What the unit's own meeting (bình xét) decided; a refusal has a reason, and may be taken back.

    Raises: NotFoundError, MissingReasonError, MoveRefusedError.
    """
    row = own_nomination(session, nomination_id, by=by)
    state = NominationState(row.state)
    if chosen and state is NominationState.UNIT_REJECTED:
        move(session, row, NominationState.PROPOSED, reason=reason, by=by, now=now)
    to = NominationState.PREPARING if chosen else NominationState.UNIT_REJECTED
    move(session, row, to, reason=reason, by=by, now=now)
    return row


def withdraw(session: Session, nomination_id: NominationID, *, reason: str, by: Viewer, now: datetime) -> Nomination:
    """Take a nomination back, with a reason, as long as nothing is decided."""
    row = own_nomination(session, nomination_id, by=by)
    move(session, row, NominationState.WITHDRAWN, reason=reason, by=by, now=now)
    return row


def save_answers(
    session: Session,
    nomination_id: NominationID,
    answers: Mapping[str, Answer],
    *,
    achievements: str,
    version: int,
    by: Viewer,
    now: datetime,
) -> Nomination:
    """Keep what the unit says for each standard, and the summary of merit.

    Raises:
        StaleVersionError: when somebody saved meanwhile. NotEditableError. UnknownStandardError.
    """
    row = own_nomination(session, nomination_id, by=by)
    if row.version != version:
        raise StaleVersionError(current=row.version)
    check_editable(row)
    campaign = campaign_of(session, row)
    known = {one.key: one for one in campaign.standards_for(row.form, Subject(row.subject))}
    there = {one.standard: one for one in row.answers}
    for key, answer in answers.items():
        standard = known.get(key)
        ways = {way.key for way in standard.any_of} if standard else set()
        targets = {target.key for target in standard.targets} if standard else set()
        targets |= {target.key for way in standard.any_of for target in way.targets} if standard else set()
        if standard is None or set(answer.figures) - targets or (answer.alternative and answer.alternative not in ways):
            raise UnknownStandardError(standard=key)
        kept = there.get(key)
        if kept is None:
            kept = StandardAnswer(nomination_id=row.id, standard=key)
            row.answers.append(kept)
        kept.figures = {name: str(value) for name, value in sorted(answer.figures.items())}
        kept.alternative, kept.words = answer.alternative, answer.text.strip()
        kept.claims_not_applicable = answer.claims_not_applicable
        kept.found, kept.found_because, kept.found_by, kept.found_at = None, "", None, None
    row.achievements, row.changed_at = achievements.strip(), now
    session.flush()
    return row


def _check_proposable(campaign: Campaign, wanted: Proposed) -> None:
    form = campaign.find_form(wanted.form)
    if form is None or wanted.subject not in form.subjects or wanted.subject not in campaign.subjects:
        raise NotProposableError(form=wanted.form, subject=wanted.subject.value)
    tracks = {track.key: track for track in campaign.tracks}
    track = tracks.get(wanted.track) if wanted.track else None
    if wanted.track and (track is None or wanted.subject not in track.subjects):
        raise NotProposableError(form=wanted.form, subject=wanted.subject.value)


def _name_of(session: Session, wanted: Proposed, unit_id: UnitID) -> str:
    """As it will be printed: the person's name, the unit's, or the household's."""
    if wanted.subject is Subject.INDIVIDUAL:
        person = session.get(Person, wanted.person_id) if wanted.person_id else None
        if person is None or person.unit_id != unit_id:
            raise NotFoundError("person")
        return person.full_name
    if wanted.subject is Subject.COLLECTIVE and not wanted.name.strip():
        return session.get_one(Unit, unit_id).name
    if not wanted.name.strip():
        raise NotProposableError(form=wanted.form, subject=wanted.subject.value)
    return wanted.name.strip()

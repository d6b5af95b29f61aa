"""What the office does with a dossier: finds on each standard, asks for more, gives back, lets it through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.duties import refuse_conflict
from judging.actions.nomination_steps import move, record_act
from judging.enums import NominationState, Role, StandardOutcome
from judging.errors import MissingReasonError, NotFoundError, RefusedError, StaleVersionError
from judging.ids import PersonID, ProgrammeID, UnitID
from judging.models.nominations import StandardAnswer
from judging.queries.flags import list_open_flags
from judging.queries.nominations import OFFICE, campaign_of, get_nomination, list_other_awards
from judging.rules.nominations import IN_APPRAISAL
from judging.spec.campaign_words import Subject
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import NominationID
    from judging.models.nominations import Nomination
    from judging.rules.viewers import Viewer


class StandardsOpenError(RefusedError):
    """Mandatory standards that nobody has found on, or that are not met; fact `standards` are their keys."""

    code = "standards_open"


class BlockedError(RefusedError):
    """A flag is open about the subject; fact `kinds`."""

    code = "blocked"


class AwardedOtherwiseError(RefusedError):
    """The same subject holds a place for another form already: one form for one achievement; fact `form`."""

    code = "awarded_otherwise"


def find_on(
    session: Session,
    nomination_id: NominationID,
    standard: str,
    outcome: StandardOutcome,
    *,
    reason: str,
    by: Viewer,
    now: datetime,
) -> StandardAnswer:
    """The appraiser's finding on one standard. What is not met needs a reason; OPEN takes the finding back.

    Raises: NotFoundError: for a standard that does not concern this nomination. MissingReasonError.
    """
    row = _in_office(session, nomination_id, by=by)
    campaign = campaign_of(session, row)
    if standard not in {one.key for one in campaign.standards_for(row.form, Subject(row.subject))}:
        raise NotFoundError("standard")
    if outcome is StandardOutcome.UNMET and not reason.strip():
        raise MissingReasonError
    answer = next((one for one in row.answers if one.standard == standard), None)
    if answer is None:
        answer = StandardAnswer(nomination_id=row.id, standard=standard)
        row.answers.append(answer)
    is_open = outcome is StandardOutcome.OPEN
    answer.found = None if is_open else outcome.value
    answer.found_because = "" if is_open else reason.strip()
    answer.found_by = None if is_open else by.account_id
    answer.found_at = None if is_open else now
    session.flush()
    record_act(session, row, "find", by=by, now=now, acting_as=Role.VALIDATOR, standard=standard, outcome=outcome.value)
    return answer


def appraise(
    session: Session,
    nomination_id: NominationID,
    to: NominationState,
    *,
    reason: str,
    version: int,
    by: Viewer,
    now: datetime,
) -> Nomination:
    """Ask for more, give back, refuse, or let through to the council; or take such a step back.

    Raises:
        StaleVersionError, MoveRefusedError, MissingReasonError.
        StandardsOpenError, BlockedError, AwardedOtherwiseError: before it goes on to the council.
    """
    row = _in_office(session, nomination_id, by=by)
    if row.version != version:
        raise StaleVersionError(current=row.version)
    if to not in IN_APPRAISAL | {NominationState.RETURNED}:
        raise NotFoundError("step")
    if to is NominationState.ELIGIBLE:
        _check_eligible(session, row, now=now)
    move(session, row, to, reason=reason, by=by, now=now, acting_as=Role.VALIDATOR)
    return row


def check_not_blocked(session: Session, row: Nomination, *, now: datetime) -> None:
    """Nobody goes on to an award while a flag is open about him. Raises BlockedError."""
    flags = list_open_flags(
        session,
        on=local_day(now),
        unit_id=None if row.person_id else UnitID(row.unit_id),
        person_id=PersonID(row.person_id) if row.person_id else None,
    )
    if flags:
        raise BlockedError(kinds=tuple(sorted({flag.kind for flag in flags})))


def _check_eligible(session: Session, row: Nomination, *, now: datetime) -> None:
    found = {answer.standard: answer.found for answer in row.answers}
    good = {StandardOutcome.MET.value, StandardOutcome.NOT_APPLICABLE.value}
    wanted = campaign_of(session, row).standards_for(row.form, Subject(row.subject))
    # Where the plan does not say whether a standard is mandatory, a person has at least to have found on it.
    open_ones = tuple(
        one.key
        for one in wanted
        if (found.get(one.key) not in good if one.mandatory is True else found.get(one.key) is None)
    )
    if open_ones:
        raise StandardsOpenError(standards=open_ones)
    check_not_blocked(session, row, now=now)
    others = list_other_awards(session, row)
    if others:
        raise AwardedOtherwiseError(form=others[0].form)


def _in_office(session: Session, nomination_id: NominationID, *, by: Viewer) -> Nomination:
    row = get_nomination(session, nomination_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(row.programme_id)
    if not by.has(*OFFICE, programme_id=programme_id) or row.proposal is None or row.proposal.handed_in_at is None:
        raise NotFoundError("nomination")
    refuse_conflict(session, by=by, acting_as=Role.VALIDATOR, programme_id=programme_id)
    return row

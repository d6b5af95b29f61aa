"""The agenda: sections with their rule, and the subjects that are voted on. What was voted on stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.meetings import require_secretary, tell
from judging.errors import MoveRefusedError, RefusedError
from judging.models.ballots import AgendaItem, AgendaSection
from judging.queries.ballots import get_item, get_section, list_sections
from judging.rules.meetings import BEFORE, SITTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AgendaItemID, AgendaSectionID
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.ballots import BallotMode, VoteRule
    from judging.rules.viewers import Viewer


class AlreadyOnBallotError(RefusedError):
    """This was put to the vote: it can no longer be changed."""

    code = "already_on_ballot"


class NothingToVoteOnError(RefusedError):
    """No subject was named, or the same one twice. Facts: subject (empty where none was named)."""

    code = "nothing_to_vote_on"


def add_section(
    session: Session,
    at_hand: MeetingAtHand,
    *,
    award_form: str,
    award_form_key: str,
    subject_kind: str,
    places: int | None,
    mode: BallotMode,
    rule: VoteRule,
    subjects: Sequence[str],
    by: Viewer,
    now: datetime,
) -> AgendaSection:
    """Put subjects for one award form on the agenda, under one rule.

    Args:
        session: the transaction.
        at_hand: the meeting.
        award_form: what they are proposed for, as minutes print it.
        award_form_key: its stable key in the plan; empty where the plan names none.
        subject_kind: collective, individual or initiative.
        places: the most that may be chosen; None where nothing limits them.
        mode: how they are voted on.
        rule: base and threshold.
        subjects: one line for each, in order.
        by: the council's secretary.
        now: the moment.

    Raises:
        NotAllowedError, MoveRefusedError (the minutes are drafted), NothingToVoteOnError.
    """
    _require_open(at_hand, by)
    present = list_sections(session, at_hand.id)
    row = AgendaSection(
        meeting_id=at_hand.id,
        position=max((one.section.position for one in present), default=0) + 1,
        award_form=award_form.strip(),
        award_form_key=award_form_key,
        subject_kind=subject_kind,
        places=places,
        mode=mode.value,
        base=rule.base.value,
        threshold_numerator=rule.threshold.numerator,
        threshold_denominator=rule.threshold.denominator,
        is_exclusive=rule.is_exclusive,
        keeps_recused=rule.keeps_recused,
        items=[AgendaItem(position=at, subject=one) for at, one in enumerate(_named(subjects), start=1)],
    )
    session.add(row)
    session.flush()
    tell(
        session, at_hand.meeting, "agenda.add", by=by, now=now, section=str(row.id), mode=mode.value,
        base=rule.base.value, threshold=str(rule.threshold), exclusive=rule.is_exclusive, places=places or 0,
        items=len(row.items),
    )  # fmt: skip
    return row


def add_items(
    session: Session,
    at_hand: MeetingAtHand,
    section_id: AgendaSectionID,
    subjects: Sequence[str],
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Add subjects to a section. Raises NotFoundError, AlreadyOnBallotError (its vote began), NothingToVoteOnError."""
    _require_open(at_hand, by)
    section = get_section(session, at_hand, section_id)
    if any(one.ballots for one in section.items):
        raise AlreadyOnBallotError
    last = max((one.item.position for one in section.items), default=0)
    for at, one in enumerate(_named(subjects, {item.item.subject for item in section.items}), start=last + 1):
        section.section.items.append(AgendaItem(position=at, subject=one))
    session.flush()
    tell(session, at_hand.meeting, "agenda.add_items", by=by, now=now, section=str(section_id), items=len(subjects))


def remove_item(session: Session, at_hand: MeetingAtHand, item_id: AgendaItemID, *, by: Viewer, now: datetime) -> None:
    """Take a subject off the agenda, and its section with the last one. Raises NotFoundError, AlreadyOnBallotError."""
    _require_open(at_hand, by)
    section, line = get_item(session, at_hand, item_id)
    if line.ballots or line.outcome is not None:
        raise AlreadyOnBallotError
    for said in (*line.recusals, *line.opinions):
        session.delete(said)
    session.flush()
    section.section.items.remove(line.item)
    if not section.section.items:
        session.delete(section.section)
    session.flush()
    tell(session, at_hand.meeting, "agenda.remove", by=by, now=now, item=str(item_id), section=str(section.id))


def _require_open(at_hand: MeetingAtHand, by: Viewer) -> None:
    require_secretary(at_hand, by)
    if at_hand.state not in BEFORE | SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "agenda")


def _named(subjects: Sequence[str], present: set[str] | None = None) -> list[str]:
    found: list[str] = []
    for one in (" ".join(line.split()) for line in subjects):
        if not one:
            continue
        if one in found or one in (present or ()):
            raise NothingToVoteOnError(subject=one)
        found.append(one)
    if not found:
        raise NothingToVoteOnError(subject="")
    return found

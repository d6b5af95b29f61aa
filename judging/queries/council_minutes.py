"""What a meeting's minutes tell, as plain values: the page shows them live, a draft freezes them as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from judging.ids import AccountID, CouncilMemberID
from judging.queries.ballots import list_sections, needed_of, voters_of
from judging.queries.standings import names_of
from judging.rules.ballots import BallotMode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from judging.models.councils import CouncilMember
    from judging.queries.ballots import BallotLine, ItemLine, SectionLine
    from judging.queries.meetings import MeetingAtHand

    Told = dict[str, Any]


def tell_meeting(session: Session, at_hand: MeetingAtHand) -> Told:
    """Everything that the minutes say. Of a secret vote totals; of an open one who voted what."""
    row = at_hand.meeting
    people = {str(one.id): one for one in at_hand.members}
    roll = at_hand.roll
    represented = {seat.member: seat.voter for seat in roll.seats if seat.voter and seat.voter != seat.member}
    tellers = [row.first_teller_id, row.second_teller_id]
    names = names_of(session, [row.planned_by, row.drafted_by, *tellers])
    sections = list_sections(session, at_hand.id)
    return {
        "council": row.council.name,
        "founded_by": row.council.founded_by,
        "programme": at_hand.programme_title,
        "title": row.title,
        "place": row.place,
        "began_at": row.began_at.isoformat() if row.began_at else "",
        "quorum": f"{row.council.quorum_numerator}/{row.council.quorum_denominator}",
        "members": roll.members,
        "voters": len(roll.voters),
        "presided_by": _name(at_hand.presiding),
        "present": [_person(one) for one in at_hand.members if at_hand.is_present(CouncilMemberID(one.id))],
        "absent": [
            {
                **_person(one),
                "reason": said.reason if (said := at_hand.attendance.get(CouncilMemberID(one.id))) else "",
                "represented_by": _name(people.get(represented.get(str(one.id), ""))),
            }
            for one in at_hand.members
            if not at_hand.is_present(CouncilMemberID(one.id)) and one.stands_in_for is None
        ],
        "tellers": [names[AccountID(one)] for one in tellers if one is not None and one in names],
        "discussion": row.discussion,
        "sections": [_section(one, people) for one in sections],
        "conclusion": row.conclusion,
    }


def frozen_minutes(at_hand: MeetingAtHand) -> Told | None:
    """What the drafted minutes say; None while nobody drafted them."""
    told: Told | None = json.loads(at_hand.meeting.minutes) if at_hand.meeting.minutes else None
    return told


def _section(line: SectionLine, people: dict[str, CouncilMember]) -> Told:
    section, found = line.section, line.selection
    subjects = {str(one.id): one.item.subject for one in line.items}
    return {
        "id": str(section.id),
        "award_form": section.award_form,
        "subject_kind": section.subject_kind,
        "places": section.places,
        "mode": section.mode,
        "base": section.base,
        "threshold": f"{section.threshold_numerator}/{section.threshold_denominator}",
        "is_exclusive": section.is_exclusive,
        "keeps_recused": section.keeps_recused,
        "items": [_item(line, one, people) for one in line.items],
        "chosen": [subjects[key] for key in found.chosen],
        "reserve": [subjects[key] for key in found.reserve],
        "scan_sha256": section.scan_sha256 or "",
    }


def _item(section: SectionLine, line: ItemLine, people: dict[str, CouncilMember]) -> Told:
    chair = people.get(str(line.item.chair_id or ""))
    return {
        "subject": line.item.subject,
        "outcome": line.item.outcome or "",
        "recused": [
            {"name": _name(people.get(str(one.member_id))), "reason": one.reason}
            for one in _by_name(line.recusals, people)
        ],
        "opinions": [
            {"name": _name(people.get(str(one.member_id))), "choice": one.choice, "words": one.words}
            for one in _by_name(line.opinions, people)
        ],
        "ballots": [_ballot(section, one, people) for one in line.ballots],
        "chair": {"name": _name(chair), "choice": line.item.chair_choice, "reason": line.item.chair_reason}
        if chair is not None
        else None,
    }


def _ballot(section: SectionLine, line: BallotLine, people: dict[str, CouncilMember]) -> Told:
    ballot, counts = line.ballot, line.counts
    needed, base = needed_of(section.section, ballot)
    named = ballot.mode in {BallotMode.OPEN.value, BallotMode.WRITTEN.value} and counts is not None
    return {
        "attempt": ballot.attempt,
        "electorate": voters_of(ballot).electorate,
        "members": ballot.members,
        "present": ballot.present,
        "issued": counts.issued if counts else None,
        "collected": counts.collected if counts else None,
        "not_returned": counts.not_returned if counts else None,
        "valid": counts.valid if counts else None,
        "invalid": counts.invalid if counts else None,
        "for": counts.votes_for if counts else None,
        "against": counts.votes_against if counts else None,
        "written_for": ballot.written_for,
        "written_against": ballot.written_against,
        "base": base,
        "needed": needed,
        "outcome": ballot.outcome or "",
        "named": [
            {"name": _name(people.get(str(one.member_id))), "choice": one.choice}
            for one in (_by_name(line.named, people) if named else ())
        ],
    }


def _by_name(rows: Iterable[Any], people: dict[str, CouncilMember]) -> list[Any]:
    """In the order of the members' list, which tells nothing of times."""
    order = list(people)
    return sorted(rows, key=lambda one: order.index(str(one.member_id)) if str(one.member_id) in order else len(order))


def _name(member: CouncilMember | None) -> str:
    return member.account.person.full_name if member is not None else ""


def _person(member: CouncilMember) -> Told:
    person = member.account.person
    return {"name": person.full_name, "position": person.position, "unit": person.unit.name, "duty": member.duty}

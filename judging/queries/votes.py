"""Prizes by vote: what a voter sees (his own votes, and nobody's number), and after the close what was cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from judging.enums import ProgrammeState, StrikeKind
from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.models.entries import Entry
from judging.models.invitations import Invitation
from judging.models.people import Account, RoleGrant
from judging.models.rounds import Code, Round
from judging.models.seals import CodeLink
from judging.models.units import Unit
from judging.models.votes import Poll, PollWork, Vote, VoteStrike
from judging.queries.grants import held_duties
from judging.queries.programmes import plan_in_force
from judging.queries.revocations import codes_excluded
from judging.queries.standings import list_board_decisions
from judging.rules.ladder_slots import is_voted
from judging.rules.tallies import Cast, Strike
from judging.rules.voting import MAY_VOTE, Voter, VoteState, may_vote, vote_state, vote_window, votes_from

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.models.rounds import Rendition
    from judging.queries.programmes import PlanInForce
    from judging.queries.standings import RoundAtHand
    from judging.rules.deadlines import Window
    from judging.rules.viewers import Viewer
    from judging.spec.prizes import Ladder, VoteRule

VOTING = frozenset({ProgrammeState.CLOSED.value, ProgrammeState.EVALUATING.value})
"""A vote belongs to the time after entering and before the decision, whatever its dates say."""


@dataclass(frozen=True, slots=True)
class PollAtHand:
    """A poll with the ladder, the rule and the window that the plan in force gives it."""

    row: Poll
    plan: PlanInForce
    ladder: Ladder
    rule: VoteRule
    window: Window

    def state(self, now: datetime) -> VoteState:
        """Where it stands; over as soon as the contest is decided."""
        return vote_state(self.window, now) if self.plan.programme.state in VOTING else VoteState.OVER


@dataclass(frozen=True, slots=True)
class VoterPoll:
    """A poll as one voter sees it. `own` are the works that he wrote, `mine` those that he votes for."""

    poll: PollAtHand
    works: tuple[PollWork, ...]
    own: frozenset[UUID]
    mine: frozenset[UUID]
    votes_from: datetime

    @property
    def left(self) -> int:
        """How many votes he still has."""
        return self.poll.rule.works_each - len(self.mine)


def list_polls(session: Session, *, visible_to: Viewer) -> list[PollAtHand]:
    """The polls of all contests in which the viewer may vote, by the end of their window."""
    rows = session.execute(
        select(Poll, Round.programme_id).join(Round, Round.id == Poll.round_id).order_by(Poll.opened_at, Poll.id)
    ).all()
    found = [one for poll, programme in rows if (one := _at_hand(session, poll, ProgrammeID(programme))) is not None]
    mine = [one for one in found if _may_vote(session, one, visible_to)]
    return sorted(mine, key=lambda one: (one.window.closes_at, str(one.row.id)))


def get_poll(session: Session, poll_id: UUID, *, visible_to: Viewer) -> PollAtHand:
    """A poll for somebody who may vote in it. Raises NotFoundError."""
    row = session.get(Poll, poll_id)
    programme = session.get(Round, row.round_id) if row is not None else None
    found = _at_hand(session, row, ProgrammeID(programme.programme_id)) if row is not None and programme else None
    if found is None or not _may_vote(session, found, visible_to):
        raise NotFoundError("poll")
    return found


def find_poll(session: Session, at_hand: RoundAtHand, ladder_key: str) -> PollAtHand | None:
    """The poll of a ladder of a round, for the office; None before the works were put to the vote."""
    row = session.scalars(select(Poll).where(Poll.round_id == at_hand.id, Poll.ladder_key == ladder_key)).one_or_none()
    return None if row is None else _at_hand(session, row, at_hand.programme_id)


def voted_ladder(at_hand: RoundAtHand, ladder_key: str) -> Ladder:
    """A ladder of the round whose prizes votes give. Raises NotFoundError."""
    found = next((one for one in at_hand.rules.ladders if one.key == ladder_key and is_voted(one)), None)
    if found is None or found.vote is None:
        raise NotFoundError("ladder")
    return found


def look_as_voter(session: Session, poll: PollAtHand, *, visible_to: Viewer) -> VoterPoll:
    """What a voter sees of a poll that was found for him: never a number of other people's votes."""
    works = session.scalars(
        select(PollWork)
        .join(Code, Code.id == PollWork.code_id)
        .where(PollWork.poll_id == poll.row.id, ~Code.is_void, Code.id.not_in(codes_excluded()))
        .order_by(PollWork.number)
        .options(selectinload(PollWork.code).selectinload(Code.renditions))
    ).all()
    own = session.scalars(
        select(PollWork.id)
        .join(CodeLink, CodeLink.code_id == PollWork.code_id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(PollWork.poll_id == poll.row.id, Entry.author_id == visible_to.person_id)
    )
    mine = session.scalars(
        select(Vote.work_id).where(Vote.poll_id == poll.row.id, Vote.account_id == visible_to.account_id)
    )
    return VoterPoll(
        poll, tuple(works), frozenset(own), frozenset(mine), votes_from(poll.rule, _voter(session, poll, visible_to))
    )


def get_work(page: VoterPoll, work_id: UUID) -> PollWork:
    """One of the works of a poll. Raises NotFoundError."""
    found = next((one for one in page.works if one.id == work_id), None)
    if found is None:
        raise NotFoundError("work")
    return found


def get_shown(work: PollWork, rendition_id: UUID) -> Rendition:
    """A film or picture of a work, by the identity that its page names. Raises NotFoundError."""
    found = next((one for one in work.code.renditions if one.id == rendition_id and one.store_key), None)
    if found is None:
        raise NotFoundError("rendition")
    return found


def list_casts(session: Session, poll: PollAtHand) -> list[Cast]:
    """Every vote as the count sees it, in an order that tells nothing. Only after the close.

    Whoever holds a duty of the contest by now, or wrote the work, votes for nothing: rights are looked at again.
    """
    organisers = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.not_in([role.value for role in MAY_VOTE]),
            RoleGrant.programme_id.is_(None) | (RoleGrant.programme_id == poll.plan.programme_id),
        )
    )
    rows = session.execute(
        select(
            Vote.work_id,
            Vote.cast_at,
            Vote.unit_id,
            Vote.network,
            Account.created_at,
            Account.person_id.in_(organisers) | (Account.person_id == Entry.author_id),
        )
        .join(Account, Account.id == Vote.account_id)
        .join(PollWork, PollWork.id == Vote.work_id)
        .join(CodeLink, CodeLink.code_id == PollWork.code_id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(Vote.poll_id == poll.row.id)
        .order_by(Vote.id)
    ).all()
    return [
        Cast(str(work), at, str(unit), network, made_at, bool(has_duty))
        for work, at, unit, network, made_at, has_duty in rows
    ]


def list_strikes(session: Session, poll: PollAtHand) -> list[VoteStrike]:
    """What the board struck and did not take back, oldest first."""
    return list(
        session.scalars(
            select(VoteStrike)
            .where(VoteStrike.poll_id == poll.row.id, VoteStrike.undone_at.is_(None))
            .order_by(VoteStrike.decided_at, VoteStrike.id)
        )
    )


def strikes_of(rows: list[VoteStrike]) -> list[Strike]:
    """Strikes as the rules want them."""
    return [Strike(StrikeKind(row.kind), row.subject) for row in rows]


def find_count(session: Session, at_hand: RoundAtHand, ladder_key: str) -> BoardDecision | None:
    """The count that the board confirmed and did not take back."""
    rows = [one for one in list_board_decisions(session, at_hand.id) if one.kind == "vote"]
    return next((one for one in rows if one.subject["ladder"] == ladder_key), None)


def list_works(session: Session, poll: PollAtHand) -> dict[str, PollWork]:
    """The works of a poll that still take part, by their identity, in the order of their codes."""
    rows = session.scalars(
        select(PollWork)
        .join(Code, Code.id == PollWork.code_id)
        .where(PollWork.poll_id == poll.row.id, ~Code.is_void, Code.id.not_in(codes_excluded()))
        .order_by(Code.word)
        .options(joinedload(PollWork.code))
    )
    return {str(one.id): one for one in rows}


def unit_names(session: Session) -> dict[str, str]:
    """The name of every unit, for a report."""
    return {str(unit): name for unit, name in session.execute(select(Unit.id, Unit.name))}


def _at_hand(session: Session, row: Poll, programme_id: ProgrammeID) -> PollAtHand | None:
    plan = plan_in_force(session, programme_id)
    ladder = next((one for one in plan.plan.ladders if one.key == row.ladder_key and is_voted(one)), None)
    if ladder is None or ladder.vote is None:
        return None
    window = vote_window(ladder.vote)
    return None if window is None else PollAtHand(row, plan, ladder, ladder.vote, window)


def _may_vote(session: Session, poll: PollAtHand, viewer: Viewer) -> bool:
    return viewer.acts_as is None and may_vote(poll.plan.plan, poll.rule, _voter(session, poll, viewer))


def _voter(session: Session, poll: PollAtHand, viewer: Viewer) -> Voter:
    account = session.get_one(Account, viewer.account_id)
    here = str(poll.plan.programme_id)
    return Voter(
        duties=frozenset(one.role for one in held_duties(session, viewer.person_id) if one.programme in {None, here}),
        unit_kind=account.person.unit.kind,
        account_made_at=account.created_at,
        is_address_proven=_is_address_proven(session, account),
    )


def _is_address_proven(session: Session, account: Account) -> bool:
    """Whether the account was opened with the code of a letter, which only its e-mail address received."""
    newest = session.scalars(
        select(Invitation)
        .where(Invitation.person_id == account.person_id)
        .order_by(Invitation.invited_at.desc(), Invitation.id)
        .limit(1)
    ).first()
    if newest is None or newest.code is None or not newest.by_letter or newest.revoked_at is not None:
        return False
    return newest.code.used_at is not None and account.password_hash is not None

"""What a meeting votes on and how far it is. Nothing here reads a paper: counts stand with a closed ballot.

Of an open secret ballot only who has voted can be read, never what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from judging.errors import NotFoundError
from judging.ids import AgendaItemID, AgendaSectionID, BallotID, CouncilMemberID, MeetingID
from judging.models.ballots import (
    AgendaItem,
    AgendaSection,
    Ballot,
    BallotVoter,
    CouncilRecusal,
    NamedVote,
    TellerCount,
    WrittenOpinion,
)
from judging.rules.ballots import (
    BallotMode,
    BallotState,
    Base,
    Counts,
    Outcome,
    Selection,
    Standing,
    Voters,
    VoteRule,
    base_of,
    select_places,
    votes_needed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.meetings import MeetingAtHand

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One attempt: its row, who may vote and has, what both tellers counted, votes that bear a name."""

    ballot: Ballot
    voters: dict[CouncilMemberID, bool] = field(default_factory=dict)
    tellings: tuple[TellerCount, ...] = ()
    named: tuple[NamedVote, ...] = ()

    @property
    def id(self) -> BallotID:
        return BallotID(self.ballot.id)

    @property
    def state(self) -> BallotState:
        return BallotState(self.ballot.state)

    @property
    def mode(self) -> BallotMode:
        return BallotMode(self.ballot.mode)

    @property
    def voted(self) -> int:
        """How many have voted."""
        return sum(self.voters.values())

    @property
    def counts(self) -> Counts | None:
        """The counts, once it is counted."""
        return counts_of(self.ballot)

    @property
    def differs(self) -> bool:
        """Whether two tellers have counted, and not the same."""
        return len({figures(one) for one in self.tellings}) > 1


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item with its attempts, newest last, who stepped aside, and what absent members wrote."""

    item: AgendaItem
    ballots: tuple[BallotLine, ...] = ()
    recusals: tuple[CouncilRecusal, ...] = ()
    opinions: tuple[WrittenOpinion, ...] = ()

    @property
    def id(self) -> AgendaItemID:
        return AgendaItemID(self.item.id)

    @property
    def latest(self) -> BallotLine | None:
        """The newest attempt."""
        return self.ballots[-1] if self.ballots else None

    @property
    def outcome(self) -> Outcome | None:
        return Outcome(self.item.outcome) if self.item.outcome else None

    @property
    def waits(self) -> bool:
        """Whether it can be voted on now: nothing was decided, or votes were equal."""
        latest = self.latest
        return self.outcome in {None, Outcome.TIE} and (latest is None or latest.state is BallotState.COUNTED)

    @property
    def votes(self) -> int:
        """The votes for it that count, of the newest attempt."""
        latest = self.latest
        return 0 if latest is None else votes_that_count(latest.ballot)


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section with its items, its rule, and who gets its places."""

    section: AgendaSection
    items: tuple[ItemLine, ...]

    @property
    def id(self) -> AgendaSectionID:
        return AgendaSectionID(self.section.id)

    @property
    def mode(self) -> BallotMode:
        return BallotMode(self.section.mode)

    @property
    def rule(self) -> VoteRule:
        return rule_of(self.section)

    @property
    def open_ballots(self) -> tuple[BallotLine, ...]:
        """The ballots that take votes now."""
        return tuple(
            one.latest for one in self.items if one.latest is not None and one.latest.state is BallotState.OPEN
        )

    @property
    def to_count(self) -> tuple[BallotLine, ...]:
        """The closed ballots on printed papers that wait for their tellers."""
        return tuple(
            one.latest for one in self.items if one.latest is not None and one.latest.state is BallotState.CLOSED
        )

    @property
    def is_settled(self) -> bool:
        """Whether every item is decided and every place given."""
        decided = all(one.outcome in {Outcome.PASSED, Outcome.FAILED} for one in self.items)
        return bool(self.items) and decided and not self.to_count and not self.selection.tied

    @property
    def selection(self) -> Selection:
        """Who gets a place, of what passed so far."""
        passed = [Standing(str(one.id), one.votes) for one in self.items if one.outcome is Outcome.PASSED]
        named = [str(one.id) for one in self.items if one.item.chair_choice]
        return select_places(passed, places=self.section.places, chair=named)


def rule_of(section: AgendaSection) -> VoteRule:
    """The rule of a section as the pure rules read it."""
    return VoteRule(
        Base(section.base),
        Fraction(section.threshold_numerator, section.threshold_denominator),
        is_exclusive=section.is_exclusive,
        keeps_recused=section.keeps_recused,
    )


def voters_of(ballot: Ballot) -> Voters:
    """Who could vote, as it was fixed when the ballot was opened."""
    return Voters(ballot.members, ballot.present, ballot.recused, ballot.recused_present)


def counts_of(ballot: Ballot) -> Counts | None:
    """The counts of a counted ballot."""
    if ballot.issued is None or ballot.collected is None or ballot.valid is None:
        return None
    return Counts(
        ballot.issued,
        ballot.collected,
        ballot.valid,
        ballot.invalid or 0,
        ballot.votes_for or 0,
        ballot.votes_against or 0,
    )


def votes_that_count(ballot: Ballot) -> int:
    """The votes for it, with the written ones where they were counted."""
    return (ballot.votes_for or 0) + ballot.written_for


def figures(count: TellerCount) -> Counts:
    """What a teller typed."""
    return Counts(count.issued, count.collected, count.valid, count.invalid, count.votes_for, count.votes_against)


def needed_of(section: AgendaSection, ballot: Ballot) -> tuple[int, int]:
    """The votes that this ballot needed, and the base of which they are a part."""
    rule, voters = rule_of(section), voters_of(ballot)
    return votes_needed(rule, base_of(rule, voters)), base_of(rule, voters)


def list_sections(session: Session, meeting_id: MeetingID) -> list[SectionLine]:
    """The agenda in its order, with everything that may be known of its votes. A fixed number of queries."""
    sections = list(
        session.scalars(
            select(AgendaSection).where(AgendaSection.meeting_id == meeting_id).order_by(AgendaSection.position)
        )
    )
    items = [item for section in sections for item in section.items]
    lines = _item_lines(session, items)
    return [SectionLine(one, tuple(lines[item.id] for item in one.items)) for one in sections]


def get_section(session: Session, at_hand: MeetingAtHand, section_id: AgendaSectionID) -> SectionLine:
    """A section of this meeting. Raises NotFoundError."""
    row = session.get(AgendaSection, section_id)
    if row is None or row.meeting_id != at_hand.id:
        raise NotFoundError("section")
    lines = _item_lines(session, row.items)
    return SectionLine(row, tuple(lines[item.id] for item in row.items))


def get_item(session: Session, at_hand: MeetingAtHand, item_id: AgendaItemID) -> tuple[SectionLine, ItemLine]:
    """An item of this meeting with its section. Raises NotFoundError."""
    row = session.get(AgendaItem, item_id)
    if row is None:
        raise NotFoundError("item")
    section = get_section(session, at_hand, AgendaSectionID(row.section_id))
    return section, next(one for one in section.items if one.id == item_id)


def _item_lines(session: Session, items: Sequence[AgendaItem]) -> dict[UUID, ItemLine]:
    ids = [one.id for one in items]
    ballots = list(
        session.scalars(select(Ballot).where(Ballot.item_id.in_(ids)).order_by(Ballot.item_id, Ballot.attempt))
    )
    of_ballots = [one.id for one in ballots]
    voters = _grouped(session.scalars(select(BallotVoter).where(BallotVoter.ballot_id.in_(of_ballots))), "ballot_id")
    tellings = _grouped(
        session.scalars(select(TellerCount).where(TellerCount.ballot_id.in_(of_ballots)).order_by(TellerCount.number)),
        "ballot_id",
    )
    named = _grouped(session.scalars(select(NamedVote).where(NamedVote.ballot_id.in_(of_ballots))), "ballot_id")
    recusals = _grouped(session.scalars(select(CouncilRecusal).where(CouncilRecusal.item_id.in_(ids))), "item_id")
    opinions = _grouped(session.scalars(select(WrittenOpinion).where(WrittenOpinion.item_id.in_(ids))), "item_id")
    lines: dict[UUID, list[BallotLine]] = {}
    for one in ballots:
        line = BallotLine(
            one,
            {CouncilMemberID(voter.member_id): voter.has_voted for voter in voters.get(one.id, ())},
            tuple(tellings.get(one.id, ())),
            tuple(named.get(one.id, ())),
        )
        lines.setdefault(one.item_id, []).append(line)
    return {
        one.id: ItemLine(
            one, tuple(lines.get(one.id, ())), tuple(recusals.get(one.id, ())), tuple(opinions.get(one.id, ()))
        )
        for one in items
    }


def _grouped(rows: Iterable[T], by: str) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found

"""From locked sheets to a result: gathers what the rules need, on the side that may know who entered.

It is longer than 300 lines: everything that a result is computed from is read here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from judging.enums import AssignmentState, ReviewState
from judging.errors import NotFoundError
from judging.ids import AccountID, ProgrammeID, RoundID
from judging.models.entries import Entry, EntryVersion
from judging.models.gaps import GapDecider
from judging.models.people import Account, DeclaredTie, Person
from judging.models.results import Approval, BoardDecision, Closing, Result
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink, Opening, SeatHolder
from judging.queries.programmes import PlanInForce, plan_in_force
from judging.queries.remarkings import plan_for, remarked_sheets, remarking_seats
from judging.queries.revocations import codes_excluded, list_revocations, of_rules
from judging.queries.round_paths import is_followed, list_pass_decisions, newest_result, round_path
from judging.rules.coverage import Conflict, Coverage, SheetState, coverage
from judging.rules.ladder_slots import ChoiceDecision, CountDecision, VacancyDecision
from judging.rules.prize_outcomes import Candidate, PrizeDecisions
from judging.rules.remarkings import counted_sheets
from judging.rules.round_rules import RoundRules, rules_of
from judging.rules.scoring import Sheet
from judging.rules.standings import Standings, compute_standings
from judging.rules.subpanels import PanelSeats, seats_by_panel, subpanels_of
from judging.rules.ties import TieDecision
from judging.rules.votes import VoteCount, VoteOrder
from judging.spec.unknown import is_known, known
from judging.spec.words import TieKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.spec.rounds import GapRule
    from judging.spec.rounds import Round as RoundSpec

COUNTED = (AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)


@dataclass(frozen=True, slots=True)
class RoundAtHand:
    """A round with the plan that it is judged under."""

    round: Round
    plan: PlanInForce

    @property
    def id(self) -> RoundID:
        return RoundID(self.round.id)

    @property
    def programme_id(self) -> ProgrammeID:
        return ProgrammeID(self.round.programme_id)

    @property
    def rules(self) -> RoundRules:
        return rules_of(self.plan.plan, self.round.key, self.plan.version.sha256)


def round_at_hand(session: Session, round_id: UUID) -> RoundAtHand:
    """The round with its plan, or NotFoundError."""
    row = session.get(Round, round_id)
    if row is None:
        raise NotFoundError("round")
    return RoundAtHand(row, plan_for(session, row, plan_in_force(session, ProgrammeID(row.programme_id))))


def takes_part(*, even_excluded: bool = False) -> ColumnElement[bool]:
    """A code that counts: neither void nor of an entry that was excluded. Its judge is not told, and marks on.

    A round that others follow stays as it was when they were sealed: of it an excluded entry still counts. So does one
    that was excluded after the decision: it keeps its rank and loses its prize (`judging.rules.revocations`).
    """
    return ~Code.is_void if even_excluded else and_(~Code.is_void, Code.id.not_in(codes_excluded()))


def list_sheet_states(session: Session, round_id: RoundID) -> list[SheetState]:
    """Every sheet of the round with its newest marks, locked or not."""
    newest = (
        select(ReviewVersion.review_id, func.max(ReviewVersion.number).label("number"))
        .group_by(ReviewVersion.review_id)
        .subquery()
    )
    rows = session.execute(
        select(Code.word, Seat.number, Review.state, ReviewVersion.marks, GapDecider.assignment_id)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .outerjoin(newest, newest.c.review_id == Review.id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == newest.c.number))
        .where(Code.round_id == round_id, takes_part(), Assignment.state.in_(COUNTED))
    ).all()
    return [
        SheetState(
            code=word,
            seat=seat,
            steps=dict(marks or {}),
            is_locked=state == ReviewState.LOCKED.value,
            is_deciding=decider is not None,
            is_begun=marks is not None,
        )
        for word, seat, state, marks, decider in rows
    ]


def list_conflicts(session: Session, round_id: RoundID) -> list[Conflict]:
    """What judges declared against entries of the round: sheets given back, and ties to an author declared since.

    A sheet given back whose successor was drawn is no conflict any more; one of a declared tie is while it counts.
    """
    seats = (
        select(Code.word, Seat.number)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Code.round_id == round_id, takes_part())
    )
    given_back = seats.where(Assignment.state == AssignmentState.RECUSED.value)
    tied = (
        seats.join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .join(
            DeclaredTie, (DeclaredTie.account_id == SeatHolder.account_id) & (DeclaredTie.person_id == Entry.author_id)
        )
        .where(Assignment.state.in_(COUNTED))
    )
    open_ones = [Conflict(word, seat, has_sheet=False) for word, seat in session.execute(given_back)]
    return open_ones + [Conflict(word, seat, has_sheet=True) for word, seat in session.execute(tied)]


def list_locked_sheets(session: Session, round_id: RoundID, *, even_excluded: bool = False) -> list[Sheet]:
    """The sheets that count: those locked, with exactly the marks that their lock named."""
    rows = session.execute(
        select(Code.word, Seat.number, ReviewVersion.marks, GapDecider.assignment_id)
        .select_from(Review)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            Code.round_id == round_id,
            takes_part(even_excluded=even_excluded),
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
        )
    )
    return [
        Sheet(code=word, seat=seat, steps=dict(marks), deciding=decider is not None)
        for word, seat, marks, decider in rows
    ]


def list_codes(session: Session, round_id: RoundID) -> list[str]:
    """The codes that take part, sorted."""
    return sorted(session.scalars(select(Code.word).where(Code.round_id == round_id, takes_part())))


def round_coverage(session: Session, at_hand: RoundAtHand) -> Coverage:
    """Which codes miss which marks, and which marks lie too far apart."""
    plan = at_hand.plan.plan
    planned = plan.find_round(at_hand.round.key)
    rubric = known(plan.rubric_of(planned)) if planned else None
    if planned is None or rubric is None:
        raise NotFoundError("round")
    return coverage(
        list_codes(session, at_hand.id),
        list_sheet_states(session, at_hand.id),
        rubric=rubric,
        marks_per_entry=known(planned.marks_per_entry),
        gap=gap_rule_of(planned),
        conflicts=list_conflicts(session, at_hand.id),
    )


def gap_rule_of(planned: RoundSpec) -> GapRule | None:
    """What the plan says of gaps; None while it says nothing."""
    return planned.gap if planned.gap and is_known(planned.gap) else None


def list_candidates(session: Session, round_id: RoundID, *, even_excluded: bool = False) -> list[Candidate]:
    """Who takes part in a round, as the rules want it; `compute_standings` makes numbers of authors and units."""
    return [
        Candidate(
            code=word,
            category=category,
            authors=(str(author),),
            unit=str(unit),
            arrival=int(at.timestamp() * 1e6),
            topic=topic or "",
        )
        for word, category, topic, author, unit, at in session.execute(
            select(
                Code.word, Code.category_key, Entry.topic_key, Entry.author_id, Entry.unit_id, EntryVersion.submitted_at
            )
            .join(CodeLink, CodeLink.code_id == Code.id)
            .join(Entry, Entry.id == CodeLink.entry_id)
            .join(EntryVersion, EntryVersion.id == CodeLink.entry_version_id)
            .where(Code.round_id == round_id, takes_part(even_excluded=even_excluded))
        )
    ]


def compute_result(session: Session, at_hand: RoundAtHand) -> Standings:
    """The result as the sheets and decisions of this moment make it, with the rounds that came before."""
    ties, said = list_decisions(session, at_hand.id)
    is_settled = is_followed(session, at_hand)
    return compute_standings(
        replace(at_hand.rules, divided=divided_seats(session, at_hand)),
        list_candidates(session, at_hand.id, even_excluded=is_settled),
        _counted(session, at_hand, list_locked_sheets(session, at_hand.id, even_excluded=is_settled)),
        ties,
        said.vacancies,
        counts=said.counts,
        choices=said.choices,
        votes=said.votes,
        vote_orders=said.vote_orders,
        passes=list_pass_decisions(session, at_hand.id),
        revocations=of_rules(list_revocations(session, at_hand.id)),
        path=round_path(session, at_hand),
    )


def divided_seats(session: Session, at_hand: RoundAtHand) -> tuple[PanelSeats, ...]:
    """Which seats mark what, those of a re-marking among them under the numbers that the result gives them."""
    found = at_hand.plan.plan.find_round(at_hand.round.key)
    if found is None or not subpanels_of(found.panel):
        return ()
    return seats_by_panel(found.panel, [*list_seat_panels(session, at_hand.id), *remarking_seats(session, at_hand.id)])


def list_seat_panels(session: Session, round_id: RoundID) -> list[tuple[str, int]]:
    """The key and number of every seat that the round ever had."""
    rows = session.execute(select(Seat.panel_key, Seat.number).where(Seat.round_id == round_id).order_by(Seat.number))
    return [(key, number) for key, number in rows]


def _counted(session: Session, at_hand: RoundAtHand, sheets: list[Sheet]) -> list[Sheet]:
    """The sheets that count, once entries were marked anew on request."""
    remarking = at_hand.plan.plan.remarking
    if remarking is None:
        return sheets
    taking_part = {sheet.code for sheet in sheets} | set(list_codes(session, at_hand.id))
    remarked = {code: own for code, own in remarked_sheets(session, at_hand.id).items() if code in taking_part}
    return counted_sheets(at_hand.rules, remarking, sheets, remarked) if remarked else sheets


def list_decisions(session: Session, round_id: RoundID) -> tuple[list[TieDecision], PrizeDecisions]:
    """What the board decided of ties and prizes and did not take back, as the rules want it."""
    ties: list[TieDecision] = []
    vacancies: list[VacancyDecision] = []
    counts: list[CountDecision] = []
    choices: list[ChoiceDecision] = []
    votes: list[VoteCount] = []
    orders: list[VoteOrder] = []
    for row in list_board_decisions(session, round_id):
        told: dict[str, Any] = row.subject
        if row.kind == "vacancy":
            vacancies.append(VacancyDecision(told["ladder"], told["tier"], int(told["place"]), row.reason))
        elif row.kind == "count":
            counts.append(CountDecision(told["ladder"], told["tier"], int(told["count"]), row.reason))
        elif row.kind == "choice":
            place = int(told["place"])
            choices.append(ChoiceDecision(told["ladder"], told["tier"], place, told["code"], row.reason))
        elif row.kind == "vote":
            counts_told = tuple((str(code), int(count)) for code, count in told["counts"])
            votes.append(VoteCount(told["ladder"], counts_told, int(told["struck"]), row.reason))
        elif row.kind == "vote_order":
            orders.append(VoteOrder(told["ladder"], tuple(tuple(group) for group in told["order"]), row.reason))
        elif row.kind != "pass":
            order = tuple(tuple(group) for group in told["order"])
            ties.append(TieDecision(TieKind(told["by"]), order, row.reason))
    return ties, PrizeDecisions(tuple(vacancies), tuple(counts), tuple(choices), tuple(votes), tuple(orders))


def list_board_decisions(session: Session, round_id: RoundID) -> list[BoardDecision]:
    """The rows of the decisions in force, oldest first."""
    return list(
        session.scalars(
            select(BoardDecision)
            .where(BoardDecision.round_id == round_id, BoardDecision.undone_at.is_(None))
            .order_by(BoardDecision.decided_at, BoardDecision.id)
        )
    )


def names_of(session: Session, accounts: Iterable[AccountID | None]) -> dict[AccountID, str]:
    """The full names behind accounts."""
    wanted = [one for one in accounts if one is not None]
    rows = session.execute(
        select(Account.id, Person.full_name).join(Person, Person.id == Account.person_id).where(Account.id.in_(wanted))
    )
    return {AccountID(account_id): name for account_id, name in rows}


def find_closing(session: Session, round_id: RoundID) -> Closing | None:
    """How the round was closed, once it is."""
    return session.scalars(select(Closing).where(Closing.round_id == round_id)).one_or_none()


def find_result(session: Session, round_id: RoundID) -> Result | None:
    """The newest result kept for the round."""
    return newest_result(session, round_id)


def find_opening_for_good(session: Session, round_id: RoundID) -> Opening | None:
    """The opening of the mapping (ghép phách) that is asked for or done; None before."""
    return session.scalars(
        select(Opening)
        .where(Opening.round_id == round_id, Opening.purpose == "open", Opening.lapsed_at.is_(None))
        .order_by(Opening.asked_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def find_approval(session: Session, programme_id: ProgrammeID) -> Approval | None:
    """The approval in force."""
    return session.scalars(
        select(Approval)
        .where(Approval.programme_id == programme_id, Approval.withdrawn_at.is_(None))
        .order_by(Approval.approved_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()

"""What the plan wants when totals lie too far apart happens by itself: asked for every few minutes, done once.

The round's row is held meanwhile, and one gap per code is a constraint: two workers at once make one third marker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.actions.rounds import lock_round
from judging.enums import AssignmentState, ReviewState, RoundState
from judging.events import Told, emit
from judging.ids import AssignmentID, DisclosureID, GapID, SeatID
from judging.models.disclosures import DisclosedSheet, Disclosure
from judging.models.gaps import Gap, GapDecider
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Seat
from judging.queries.assignments import list_offers, list_works
from judging.queries.coverage import list_runs
from judging.queries.gaps import list_gaps, loads_of
from judging.queries.rounds import find_holder, planned
from judging.queries.seals import list_sealings
from judging.queries.standings import round_coverage
from judging.rules.gaps import DisclosureKind, GapStep, Nobody, choose_third, next_step, unfit_because
from judging.rules.lifecycle import move
from judging.rules.round_rules import related_units_of
from judging.rules.seals import place_of, seed_from
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.gaps import GapLine
    from judging.queries.standings import RoundAtHand
    from judging.rules.assignment import SeatOffer, Work

SYSTEM = "system"


def act_on_gaps(session: Session, at_hand: RoundAtHand, *, now: datetime) -> int:
    """Note the gaps of an open round that nobody has noted yet, and take the next step about each; how many steps.

    Asking again changes nothing while people are at it. A gap whose third marker stepped back gets another.
    """
    if lock_round(session, at_hand).state != RoundState.OPEN.value:
        return 0
    _note(session, at_hand, now=now)
    taken = 0
    lines = list_gaps(session, at_hand)
    works = {work.code: work for work in list_works(session, at_hand.id)} if lines else {}
    for line in lines:
        head = _head_of(session, at_hand, works[line.word])
        match next_step(line.facts, head_may=head is not None):
            case GapStep.OPEN_DIALOGUE:
                _open_dialogue(session, at_hand, line, now=now)
            case GapStep.CALL_HEAD if head is not None:
                _call_head(session, at_hand, line, head, now=now)
            case GapStep.CALL_THIRD:
                taken -= not _call_third(session, at_hand, line, works[line.word], now=now)
            case _:
                continue
        taken += 1
    return taken


def _note(session: Session, at_hand: RoundAtHand, *, now: datetime) -> None:
    """A row for each gap of which there is none yet."""
    noted = set(session.scalars(select(Gap.code_id).where(Gap.round_id == at_hand.id)))
    codes = {one.word: one for one in session.scalars(select(Code).where(Code.round_id == at_hand.id))}
    for found in round_coverage(session, at_hand).gaps:
        code = codes[found.code]
        if code.id in noted:
            continue
        gap = Gap(
            round_id=at_hand.id,
            code_id=code.id,
            action=found.action.value,
            gap=str(found.gap),
            reach=str(found.limit),
            found_at=now,
        )
        session.add(gap)
        session.flush()
        _record(session, "gap.find", GapID(gap.id), now, code=found.code, gap=gap.gap, limit=gap.reach, then=gap.action)


def _head_of(session: Session, at_hand: RoundAtHand, work: Work) -> Seat | None:
    """The seat of the panel's head, when he may decide this entry: he did not mark it, and no conflict bars him."""
    head = session.scalars(select(Seat).where(Seat.round_id == at_hand.id, Seat.is_head, Seat.is_active)).first()
    offer = next((one for one in _offers(session, at_hand) if head is not None and one.seat == str(head.id)), None)
    if head is None or offer is None:
        return None
    bar = unfit_because(work, offer, 0, own_unit_excluded=_own_unit_excluded(at_hand), ignore_cap=True)
    return head if bar is None else None


def _offers(session: Session, at_hand: RoundAtHand) -> list[SeatOffer]:
    spec = planned(at_hand)
    cap = spec.cap_per_judge if spec.cap_per_judge is not None and is_known(spec.cap_per_judge) else None
    return list_offers(session, at_hand.id, panel=spec.panel, cap=cap, related=related_units_of(spec))


def _own_unit_excluded(at_hand: RoundAtHand) -> bool:
    return planned(at_hand).own_unit_excluded is not False  # what the plan leaves open is excluded


def _seed(session: Session, at_hand: RoundAtHand) -> str:
    """Fixed by the chain head at sealing and the last run: nobody re-rolls a third marker (B25)."""
    head = list_sealings(session, at_hand.id)[-1].chain_head
    return seed_from(head, at_hand.round.key, len(list_runs(session, at_hand.id)))


def _call_third(session: Session, at_hand: RoundAtHand, line: GapLine, work: Work, *, now: datetime) -> bool:
    """Whether a third marker was found; if not, the row says which seat cannot for which reason."""
    row = session.get_one(Gap, line.id)
    chosen = choose_third(
        work,
        _offers(session, at_hand),
        loads_of(session, at_hand.id),
        seed=_seed(session, at_hand),
        own_unit_excluded=_own_unit_excluded(at_hand),
    )
    if isinstance(chosen, Nobody):
        numbers = {str(one.id): one.number for one in session.scalars(select(Seat).where(Seat.round_id == at_hand.id))}
        row.obstacle = sorted([numbers[seat], because.value] for seat, because in chosen.because)
        if not row.is_obstructed:
            row.is_obstructed = True
            _record(session, "gap.obstruct", line.id, now, code=line.word, obstacle=row.obstacle)
        return False
    row.is_obstructed, row.obstacle = False, []
    _replace_former(session, line)
    seat = next(
        one for one in session.scalars(select(Seat).where(Seat.round_id == at_hand.id)) if str(one.id) == chosen
    )
    _appoint(session, at_hand, line, seat, GapStep.CALL_THIRD, now=now)
    _tell(session, at_hand, SeatID(seat.id), "judge.added", "/cham")
    return True


def _replace_former(session: Session, line: GapLine) -> None:
    """A decider who stepped back is replaced: nobody is asked for in his place any more."""
    former = select(GapDecider.assignment_id).where(GapDecider.gap_id == line.id)
    for assignment in session.scalars(
        select(Assignment).where(Assignment.id.in_(former), Assignment.state == AssignmentState.RECUSED.value)
    ):
        assignment.state = move(AssignmentState.RECUSED, AssignmentState.REPLACED).value


def _appoint(
    session: Session, at_hand: RoundAtHand, line: GapLine, seat: Seat, step: GapStep, *, now: datetime
) -> AssignmentID:
    """An assignment like any other, anywhere in the seat's own order; that it decides stands on the office's side."""
    assignment = Assignment(
        code_id=line.code_id,
        seat_id=SeatID(seat.id),
        position=place_of(line.word, _seed(session, at_hand), str(seat.id)),
        run=len(list_runs(session, at_hand.id)),
    )
    session.add(assignment)
    session.flush()
    own = AssignmentID(assignment.id)
    session.add(Review(assignment_id=own, state=ReviewState.ASSIGNED.value))
    session.add(GapDecider(assignment_id=own, gap_id=line.id, step=step.value, named_at=now))
    session.flush()
    _record(session, f"gap.{step.value}", line.id, now, code=line.word, seat=seat.number, assignment=str(own))
    return own


def _call_head(session: Session, at_hand: RoundAtHand, line: GapLine, head: Seat, *, now: datetime) -> None:
    own = _appoint(session, at_hand, line, head, GapStep.CALL_HEAD, now=now)
    _disclose(session, line, DisclosureKind.DECISION, assignment_id=own, now=now)
    _tell(session, at_hand, SeatID(head.id), "gap.head", f"/cham/{own}/chenh-lech")


def _open_dialogue(session: Session, at_hand: RoundAtHand, line: GapLine, *, now: datetime) -> None:
    _disclose(session, line, DisclosureKind.DIALOGUE, assignment_id=None, now=now)
    seats = [sheet.seat_number for sheet in line.sheets]
    _record(session, "gap.open_dialogue", line.id, now, code=line.word, seats=seats)
    for sheet in line.sheets:
        _tell(session, at_hand, sheet.seat_id, "gap.dialogue", f"/cham/{sheet.assignment_id}/chenh-lech")


def _disclose(
    session: Session, line: GapLine, kind: DisclosureKind, *, assignment_id: AssignmentID | None, now: datetime
) -> None:
    """From now on the independent sheets, as they are locked, are shown to those whom it concerns."""
    shown = Disclosure(code_id=line.code_id, kind=kind.value, assignment_id=assignment_id, opened_at=now)
    session.add(shown)
    session.flush()
    for sheet in line.sheets:
        if sheet.decides is None:
            session.add(
                DisclosedSheet(disclosure_id=DisclosureID(shown.id), review_id=sheet.review_id, version=sheet.version)
            )
    session.flush()


def _tell(session: Session, at_hand: RoundAtHand, seat_id: SeatID, kind: str, url: str) -> None:
    if (holder := find_holder(session, seat_id)) is not None:
        emit(session, Told(holder.account_id, kind, (("round", planned(at_hand).name),), url))


def _record(session: Session, action: str, gap_id: GapID, now: datetime, **data: object) -> None:
    record(session, at=now, actor=SYSTEM, role=SYSTEM, action=action, subject=f"gap:{gap_id}", **data)

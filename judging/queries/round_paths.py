"""Which rounds stand before and after a round, who went on, and what the bundle says of how entries came into it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from judging.enums import EntryState, PlanState, RoundState
from judging.ids import EntryID, ProgrammeID, RoundID
from judging.models.entries import Entry
from judging.models.list_changes import ListChange as ListChangeRow
from judging.models.programmes import PlanVersion
from judging.models.results import BoardDecision, Result
from judging.models.rounds import Code, Round
from judging.models.seals import CodeLink
from judging.queries.programmes import plan_of_text
from judging.rules.differences import differences
from judging.rules.passing import PassDecision
from judging.rules.round_order import earlier_rounds, feeders, later_rounds
from judging.rules.round_paths import AmendmentNote, ChangeWhat, Left, LeftBecause, Link, ListChange, RoundPath
from judging.spec.words import TieKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.differences import Change
    from judging.spec.rounds import Round as RoundSpec

OVER = (RoundState.CLOSED.value, RoundState.REVEALED.value)


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that went on: from which round, under which code it was judged there, and whether it still takes part.

    `here` is its code in the later round once it is sealed there, `is_void` that this code was taken out.
    """

    entry_id: EntryID
    round: str
    word: str
    state: EntryState
    here: str | None
    is_void: bool


def list_earlier(session: Session, at_hand: RoundAtHand) -> list[Round]:
    """The rounds that this one takes its entries from, in the plan's order."""
    return _rounds(session, at_hand, earlier_rounds(at_hand.plan.plan, at_hand.round.key))


def list_later(session: Session, at_hand: RoundAtHand) -> list[Round]:
    """The rounds that take their entries from this one, in the plan's order."""
    return _rounds(session, at_hand, later_rounds(at_hand.plan.plan, at_hand.round.key))


def _rounds(session: Session, at_hand: RoundAtHand, keys: tuple[str, ...]) -> list[Round]:
    rows = session.scalars(select(Round).where(Round.programme_id == at_hand.programme_id, Round.key.in_(keys))).all()
    return sorted(rows, key=lambda row: keys.index(row.key))


def is_followed(session: Session, at_hand: RoundAtHand) -> bool:
    """Whether a later round was sealed from this one: then nothing of its result changes any more."""
    later = [RoundID(row.id) for row in list_later(session, at_hand)]
    return session.scalar(select(exists().where(Code.round_id.in_(later)))) or False


def newest_result(session: Session, round_id: RoundID) -> Result | None:
    """The newest result kept for a round."""
    return session.scalars(
        select(Result).where(Result.round_id == round_id).order_by(Result.number.desc()).limit(1)
    ).one_or_none()


def passed_words(result: Result) -> frozenset[str]:
    """The codes that go on, as a kept result says."""
    told: dict[str, Any] = json.loads(result.canonical)["result"].get("passing") or {"groups": []}
    return frozenset(code for group in told["groups"] for code in group["passed"])


def list_pass_decisions(session: Session, round_id: RoundID) -> list[PassDecision]:
    """What was decided about ties at the border and not taken back, oldest first."""
    rows = session.scalars(
        select(BoardDecision)
        .where(BoardDecision.round_id == round_id, BoardDecision.kind == "pass", BoardDecision.undone_at.is_(None))
        .order_by(BoardDecision.decided_at, BoardDecision.id)
    )
    return [
        PassDecision(TieKind(row.subject["by"]), tuple(row.subject["tied"]), tuple(row.subject["passing"]), row.reason)
        for row in rows
    ]


def list_passed(session: Session, at_hand: RoundAtHand) -> list[Passed]:
    """Every entry that the earlier rounds let on into this one, by its (random) id.

    An entry goes on in the category for which the plan names that round.
    """
    fed = feeders(at_hand.plan.plan, at_hand.round.key)
    found: list[Passed] = []
    for row in list_earlier(session, at_hand):
        kept = newest_result(session, RoundID(row.id))
        categories = [category for category, key in fed.items() if key == row.key]
        words = passed_words(kept) if kept is not None else frozenset()
        found += _passed(session, at_hand, row, categories, words)
    return sorted(found, key=lambda one: one.entry_id)


def _passed(
    session: Session, at_hand: RoundAtHand, earlier: Round, categories: list[str], words: frozenset[str]
) -> list[Passed]:
    here = (
        select(CodeLink.entry_id, Code.word, Code.is_void)
        .join(Code, Code.id == CodeLink.code_id)
        .where(Code.round_id == at_hand.id)
        .subquery()
    )
    rows = session.execute(
        select(Entry.id, Code.word, Entry.state, here.c.word, here.c.is_void)
        .select_from(Code)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .outerjoin(here, here.c.entry_id == Entry.id)
        .where(Code.round_id == earlier.id, Code.category_key.in_(categories))
    )
    return [
        Passed(EntryID(entry_id), earlier.key, word, EntryState(state), own, bool(void))
        for entry_id, word, state, own, void in rows
        if word in words
    ]


def round_path(session: Session, at_hand: RoundAtHand) -> RoundPath | None:
    """How the entries came into the round; None for one that stands alone and was never changed.

    An earlier round without a kept result leaves its place empty: the second program then refuses the bundle.
    """
    earlier = list_earlier(session, at_hand)
    kept = [newest_result(session, RoundID(row.id)) for row in earlier]
    changes = _changes(session, at_hand)
    notes = list_amendments(session, at_hand)
    if not (earlier or changes or notes):
        return None
    passed = list_passed(session, at_hand)
    links, left = [], []
    for one in passed:
        if one.state is not EntryState.SEALED:
            left.append(Left(one.round, one.word, LeftBecause.EXCLUDED))
        elif one.is_void:
            left.append(Left(one.round, one.word, LeftBecause.REMOVED))
        elif one.here is not None:
            links.append(Link(one.round, one.word, one.here))
    fed = feeders(at_hand.plan.plan, at_hand.round.key)
    return RoundPath(
        earlier=tuple(result.canonical for result in kept if result is not None),
        fed=tuple((category, key) for category, key in fed.items() if key is not None),
        links=tuple(links),
        left=tuple(left),
        changes=tuple(changes),
        amendments=tuple(notes),
    )


def _changes(session: Session, at_hand: RoundAtHand) -> list[ListChange]:
    rows = session.execute(
        select(ListChangeRow, Code.word)
        .join(Code, Code.id == ListChangeRow.code_id)
        .where(ListChangeRow.round_id == at_hand.id, ListChangeRow.done_at.is_not(None))
    )
    return [ListChange(word, ChangeWhat(row.what), row.reason) for row, word in rows]


def list_amendments(session: Session, at_hand: RoundAtHand) -> list[AmendmentNote]:
    """The plan versions that touched the round after it had opened, first to last, with their reasons (B19)."""
    opened_under = at_hand.round.sheet.get("plan_sha256") if at_hand.round.sheet else None
    if opened_under is None:
        return []
    versions = list(
        session.scalars(
            select(PlanVersion)
            .where(
                PlanVersion.programme_id == ProgrammeID(at_hand.programme_id),
                PlanVersion.state.in_((PlanState.ISSUED.value, PlanState.REPLACED.value)),
            )
            .order_by(PlanVersion.number)
        )
    )
    at = next((index for index, one in enumerate(versions) if one.sha256 == opened_under), None)
    notes = []
    for before, after in zip(versions[at:], versions[at + 1 :], strict=False) if at is not None else ():
        old, new = plan_of_text(before.canonical), plan_of_text(after.canonical)
        spec = old.find_round(at_hand.round.key)
        places = [one.path for one in differences(old, new) if spec is not None and _touches(one, spec)]
        if places:
            notes.append(AmendmentNote(after.number, after.sha256, after.reason, tuple(sorted(places))))
    return notes


def _touches(change: Change, spec: RoundSpec) -> bool:
    """Whether a change of the plan is about this round: what it says of it, its rubric, or what is won by it."""
    if change.section == "rounds":
        return change.key in {None, spec.key}
    if change.section == "rubrics":
        return change.key == spec.rubric
    return change.section in {"ladders", "exclusivity"}

"""What the pages of secretary, board and holders show of a round's result; everything is by code until it is opened.

It is longer than 300 lines: everything that the pages of a result show is put together here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.actions.openings import OPENING_LASTS, is_waiting
from judging.actions.results import compute_agreed, missing_of
from judging.enums import RoundState
from judging.errors import RefusedError
from judging.queries.publications import tier_names
from judging.queries.rounds import planned
from judging.queries.standings import (
    find_approval,
    find_closing,
    find_opening_for_good,
    find_result,
    list_board_decisions,
    names_of,
    round_coverage,
)
from judging.rules.ladder_slots import CountDecision, count_slots, is_voted
from judging.rules.prize_outcomes import ASKS_FOR_ORDER, PendingBecause, VacantBecause
from judging.rules.ties import Ending
from judging.spec.unknown import is_known
from judging.spec.words import VacancyRule
from portal.passing_pages import PathShown, path_shown
from portal.refusals import sentence
from portal.result_words import (
    ENDINGS,
    PENDING,
    missing_sentence,
    remedy_sentence,
    shown_number,
    tie_sentences,
    vacancy_sentence,
)
from portal.revocation_words import revocation_sentences
from portal.vote_words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.models.results import Approval, BoardDecision, Closing, Result
    from judging.models.seals import Opening
    from judging.queries.standings import RoundAtHand


_MAY_WAIT = frozenset({PendingBecause.AWAITS_OPENING, PendingBecause.AWAITS_CHOICE, PendingBecause.EARLIER_LADDER})


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One code in the order of the result. `prize` is empty for codes that won nothing."""

    rank: int
    code: str
    category: str
    total: str
    seats: tuple[tuple[int, str], ...]
    ending: str
    ending_kind: str
    prize: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class ShownPending:
    """Something that people must decide."""

    prize: str
    codes: tuple[str, ...]
    sentence: str
    because: PendingBecause
    ladder: str

    @property
    def is_vote(self) -> bool:
        """Whether a count of votes is missing."""
        return self.because is PendingBecause.AWAITS_VOTE

    @property
    def is_tie(self) -> bool:
        """Whether the board answers it by putting the codes in order."""
        return self.because in ASKS_FOR_ORDER


@dataclass(frozen=True, slots=True)
class ShownResult:
    """The kept result."""

    row: Result
    places: tuple[ShownPlace, ...]
    unmarked: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...]
    pending: tuple[ShownPending, ...]
    vacancies: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    total_vnd: int
    path: PathShown | None = None
    revoked: tuple[str, ...] = ()
    """Who lost a prize, or left the contest after the decision, and what became of it; a sentence each."""
    votes: tuple[tuple[str, tuple[tuple[int, str, int], ...]], ...] = ()
    """For each ladder by vote whose count is confirmed its name and (place, code, votes), most votes first."""


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision of the board in force."""

    id: UUID
    kind: str
    about: str
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything about one round's result at one moment. `problem` says why it cannot be computed now."""

    at_hand: RoundAtHand
    title: str
    name: str
    state: RoundState
    done: int
    wanted: int
    missing: tuple[str, ...]
    closing: Closing | None
    closed_by: str
    result: ShownResult | None
    is_stale: bool
    problem: str
    decisions: tuple[ShownDecision, ...]
    opening: Opening | None
    opening_until: datetime | None
    asked_by: str
    confirmed_by: str
    approval: Approval | None
    approved_by: str

    @property
    def has_votes(self) -> bool:
        """Whether votes give prizes of this round."""
        here = self.at_hand.round.key
        return any(is_voted(one) and one.round == here for one in self.at_hand.plan.plan.ladders)

    @property
    def is_opened(self) -> bool:
        return self.opening is not None and self.opening.confirmed_at is not None

    @property
    def is_asked(self) -> bool:
        return self.opening_until is not None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to decide: kept, fresh, nothing pending."""
        return self.result is not None and not self.is_stale and not self.problem and not self.result.pending

    @property
    def is_openable(self) -> bool:
        """Whether the codes can be opened: what remains looks at authors, or is a prize by choice."""
        if self.result is None or self.is_stale or self.problem:
            return False
        kinds = {one.because for one in self.result.pending}
        return kinds <= _MAY_WAIT and kinds != {PendingBecause.EARLIER_LADDER}


def look_at_round(session: Session, at_hand: RoundAtHand, *, now: datetime) -> RoundPage:
    """Read everything that the pages of a round's result show."""
    state = RoundState(at_hand.round.state)
    coverage = round_coverage(session, at_hand) if state is RoundState.OPEN else None
    closing = find_closing(session, at_hand.id)
    kept = find_result(session, at_hand.id)
    fresh, problem = _computed_now(session, at_hand) if closing is not None else ("", "")
    opening = find_opening_for_good(session, at_hand.id)
    approval = find_approval(session, at_hand.programme_id)
    rows = list_board_decisions(session, at_hand.id)
    wanted = [closing.closed_by if closing else None, *(row.decided_by for row in rows)]
    wanted += [opening.asked_by, opening.confirmed_by] if opening else []
    names = names_of(session, [*wanted, approval.approved_by if approval else None])

    def name(account: AccountID | None) -> str:
        return names.get(account, "") if account is not None else ""

    return RoundPage(
        at_hand=at_hand,
        title=at_hand.plan.plan.title,
        name=planned(at_hand).name,
        state=state,
        done=coverage.done if coverage else 0,
        wanted=coverage.wanted if coverage else 0,
        missing=_missing(closing, missing_of(coverage) if coverage else []),
        closing=closing,
        closed_by=name(closing.closed_by) if closing else "",
        result=shown_result(at_hand, kept) if kept else None,
        is_stale=kept is not None and fresh not in {"", kept.sha256},
        problem=problem,
        decisions=tuple(_decision(at_hand, row, name(row.decided_by)) for row in rows),
        opening=opening,
        opening_until=opening.asked_at + OPENING_LASTS if opening and is_waiting(opening, now) else None,
        asked_by=name(opening.asked_by) if opening else "",
        confirmed_by=name(opening.confirmed_by) if opening else "",
        approval=approval,
        approved_by=name(approval.approved_by) if approval else "",
    )


def _computed_now(session: Session, at_hand: RoundAtHand) -> tuple[str, str]:
    """The hash of the result as it would be now, or the sentence that says why there is none."""
    try:
        return compute_agreed(session, at_hand).sha256, ""
    except RefusedError as error:
        return "", sentence(error)


def _missing(closing: Closing | None, present: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    if closing is not None:
        return tuple(missing_sentence(one) for one in closing.missing)
    return tuple(f"{missing_sentence(one)} {remedy_sentence(one)}" for one in present)


def _decision(at_hand: RoundAtHand, row: BoardDecision, decided_by: str) -> ShownDecision:
    subject = row.subject
    if "tied" in subject:
        about = ", ".join(subject["passing"]) or str(_("none of %(codes)s", codes=", ".join(subject["tied"])))
    elif "order" in subject:
        about = "; ".join(" = ".join(group) for group in subject["order"])
    elif row.kind == "vote":
        about = count_words(at_hand, subject)
    else:
        tier = tier_names(at_hand.plan).get(f"{subject['ladder']}/{subject['tier']}", subject["tier"])
        about = f"{tier}: {subject['count']:02d}" if "count" in subject else f"{tier} {subject['place']}"
        about = f"{about}: {subject['code']}" if "code" in subject else about
    return ShownDecision(row.id, row.kind, about, row.reason, decided_by, row.decided_at)


def shown_result(at_hand: RoundAtHand, kept: Result) -> ShownResult:
    """A kept result, from its own text: what was computed is what is shown."""
    told: dict[str, Any] = json.loads(kept.canonical)
    result, prizes = told["result"], told["result"]["prizes"]
    names = tier_names(at_hand.plan)
    categories = {one["code"]: one["category"] for one in told["entries"]}
    plan_names = {one.key: one.name for one in at_hand.plan.plan.categories}
    awards: dict[str, list[dict[str, Any]]] = {}
    for one in prizes["awards"]:
        awards.setdefault(one["code"], []).append(one)
    scores = {one["code"]: one for one in result["scores"]}
    rubric = at_hand.rules.rubric

    def prize(one: dict[str, Any]) -> str:
        return names.get(f"{one['ladder']}/{one['tier']}", str(one["tier"]))

    places = []
    for place in result["places"]:
        word, kind = ENDINGS.get(Ending(place["ending"]), ("", ""))
        places += [
            ShownPlace(
                rank=place["rank"],
                code=code,
                category=plan_names.get(categories[code], categories[code]),
                total=shown_number(scores[code]["total"]),
                seats=tuple((one["seat"], shown_number(one["total"])) for one in scores[code]["seats"]),
                ending=str(word),
                ending_kind=kind,
                prize="; ".join(prize(one) for one in awards.get(code, ())),
                amount_vnd=sum(one["amount_vnd"] for one in awards.get(code, ())),
            )
            for code in place["codes"]
        ]
    return ShownResult(
        row=kept,
        places=tuple(places),
        unmarked=tuple(result["unmarked"]),
        ties=tuple(tuple(tie_sentences(tie, rubric)) for tie in result["ties"]),
        pending=tuple(
            ShownPending(prize(one), tuple(one["codes"]), str(PENDING[because]), because, one["ladder"])
            for one in prizes["pending"]
            for because in [PendingBecause(one["because"])]
        ),
        vacancies=tuple((prize(one), vacancy_sentence(one)) for one in prizes["vacancies"]),
        skipped=tuple((one["code"], one["held_by"]) for one in prizes["skipped"]),
        unused=tuple("; ".join(" = ".join(group) for group in one) for one in result["unused_decisions"]),
        total_vnd=prizes["total_vnd"],
        path=path_shown(at_hand, kept),
        revoked=tuple(revocation_sentences(told, names)),
        votes=tuple(_votes(at_hand, result)),
    )


def _votes(at_hand: RoundAtHand, result: dict[str, Any]) -> Iterator[tuple[str, tuple[tuple[int, str, int], ...]]]:
    names = {one.key: one.name for one in at_hand.plan.plan.ladders}
    for one in result.get("votes", ()):
        rows = [(place["rank"], code, place["votes"]) for place in one["places"] for code in place["codes"]]
        yield names.get(one["ladder"], one["ladder"]), tuple(rows)


def empty_slots(page: RoundPage) -> list[tuple[str, str]]:
    """The places of the ladders that the board may leave empty: (key for the form, words)."""
    if page.result is None:
        return []
    names = tier_names(page.at_hand.plan)
    left = {(one["ladder"], one["tier"], one["place"]) for one in _vacant(page.result.row)}
    counts = [CountDecision(**one) for one in json.loads(page.result.row.canonical)["decisions"].get("counts", ())]
    return [
        (f"{slot.ladder}/{slot.tier}/{slot.place}", f"{names[f'{slot.ladder}/{slot.tier}']} {slot.place:02d}")
        for ladder in page.at_hand.rules.ladders
        if is_known(ladder.vacancy) and ladder.vacancy is VacancyRule.BOARD_DECIDES
        for slot in count_slots(ladder, counts).slots
        if (slot.ladder, slot.tier, slot.place) not in left
    ]


def _vacant(kept: Result) -> list[dict[str, Any]]:
    told: dict[str, Any] = json.loads(kept.canonical)
    return [one for one in told["result"]["prizes"]["vacancies"] if one["because"] == VacantBecause.DECIDED.value]

"""What follows by itself when the totals of one entry lie too far apart (chênh lệch), and how far it has come.

Worked example: a plan wants two marks, a limit of 20 and a third marker. Totals 90 and 40 lie 50 apart: the next step
is CALL_THIRD. Once the third sheet is locked it alone makes the mark (`scoring.Sheet.deciding`), and the gap is
SETTLED. Where judges talk instead, a gap that remains after both answered goes to the head of the panel; where the head
cannot decide (he marked the entry himself, or may not mark it), a third marker does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.rules.assignment import Bar, bar_between
from judging.rules.seals import shuffled
from judging.spec.words import GapAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.assignment import SeatOffer, Work


class DisclosureKind(StrEnum):
    """Why sheets are shown to other seats."""

    DIALOGUE = "dialogue"
    DECISION = "decision"


class GapAnswer(StrEnum):
    """What a judge answers after he has seen the other sheet."""

    KEEP = "keep"
    CHANGE = "change"


class GapStep(StrEnum):
    """What is to be done next about a gap."""

    WAIT = "wait"
    OPEN_DIALOGUE = "open_dialogue"
    CALL_THIRD = "call_third"
    CALL_HEAD = "call_head"


class GapState(StrEnum):
    """How a gap stands, in the words of the secretary's page."""

    CALLING = "calling"
    THIRD_MARK = "third_mark"
    DIALOGUE = "dialogue"
    HEAD = "head"
    OBSTRUCTED = "obstructed"
    REOPENED = "reopened"
    SETTLED = "settled"


class Unfit(StrEnum):
    """Why a seat that no conflict bars cannot be the one that decides."""

    MARKED_IT = "marked_it"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class GapFacts:
    """What the next step depends on.

    `is_far`: the independent totals still lie apart. `is_whole`: all of them are locked. `decider` is how the living
    deciding assignment came about; `is_decided` says that its sheet is locked. `dialogue_open` is None before one.
    """

    action: GapAction
    is_far: bool
    is_whole: bool = True
    decider: GapStep | None = None
    is_decided: bool = False
    dialogue_open: bool | None = None
    is_obstructed: bool = False


def next_step(facts: GapFacts, *, head_may: bool) -> GapStep:
    """What is to be done now; WAIT while people are at it, or nothing is left to do."""
    if not facts.is_far or not facts.is_whole or facts.decider is not None:
        return GapStep.WAIT
    if facts.action is GapAction.DIALOGUE and facts.dialogue_open is not False:
        return GapStep.OPEN_DIALOGUE if facts.dialogue_open is None else GapStep.WAIT
    if facts.action is GapAction.THIRD_MARK or not head_may:
        return GapStep.CALL_THIRD
    return GapStep.CALL_HEAD


def state_of(facts: GapFacts) -> GapState:
    """How the gap stands; everything but SETTLED keeps the round from closing."""
    if facts.is_decided or (facts.is_whole and not facts.is_far):
        return GapState.SETTLED
    if not facts.is_whole:
        return GapState.REOPENED
    if facts.decider is not None:
        return GapState.HEAD if facts.decider is GapStep.CALL_HEAD else GapState.THIRD_MARK
    if facts.dialogue_open:
        return GapState.DIALOGUE
    return GapState.OBSTRUCTED if facts.is_obstructed else GapState.CALLING


def unfit_because(
    work: Work, offer: SeatOffer, load: int, *, own_unit_excluded: bool = True, ignore_cap: bool = False
) -> Bar | Unfit | None:
    """Why a seat cannot decide an entry, or None. The head decides beyond his cap: it is for marking."""
    if offer.seat in work.held:
        return Unfit.MARKED_IT
    if (bar := bar_between(work, offer, own_unit_excluded=own_unit_excluded)) is not None:
        return bar
    return Unfit.FULL if offer.cap is not None and load >= offer.cap and not ignore_cap else None


@dataclass(frozen=True, slots=True)
class Nobody:
    """No seat can be the third marker; `because` says of each why not."""

    because: tuple[tuple[str, Bar | Unfit], ...]


def choose_third(
    work: Work, offers: Iterable[SeatOffer], loads: Mapping[str, int], *, seed: str, own_unit_excluded: bool = True
) -> str | Nobody:
    """The seat that marks an entry a third time: of those that may, one with the fewest sheets; among equals the seed.

    The same input and seed give the same seat, whatever the order of the offers (B25).
    """
    by_seat = {one.seat: one for one in offers}
    order = shuffled(by_seat, seed, f"third:{work.code}")
    found = {
        seat: unfit_because(work, by_seat[seat], loads.get(seat, 0), own_unit_excluded=own_unit_excluded)
        for seat in order
    }
    free = [seat for seat, because in found.items() if because is None]
    if not free:
        return Nobody(tuple(sorted((seat, because) for seat, because in found.items() if because is not None)))
    return min(free, key=lambda seat: loads.get(seat, 0))

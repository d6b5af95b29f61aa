"""What the secretary's pages say of a round: its steps, and why an assignment is impossible, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from judging.actions.replacements import SUCCESSOR
from judging.enums import RoundState
from judging.queries.calibrations import count_samples
from judging.queries.coverage import list_code_progress, list_unlockings
from judging.queries.list_changes import list_changes
from judging.queries.messages import count_waiting
from judging.queries.rounds import count_seats, list_seats, planned
from judging.queries.seals import count_sealable, list_code_lines, list_sealings
from judging.rules.assignment import AssignmentImpossible, Bar, TooFewSeats
from judging.rules.openings import round_blockers
from judging.spec.unknown import is_known
from judging.spec.words import Calibration
from portal.passing_pages import passing_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.actions.replacements import Replacement
    from judging.queries.standings import RoundAtHand

SHOWN_CODES = 8


def marks_wanted(at_hand: RoundAtHand) -> int | None:
    """How many marks the plan wants for each entry; None while it leaves that open."""
    wanted = planned(at_hand).marks_per_entry
    return wanted if is_known(wanted) else None


def steps_of(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    """The steps of a round as a task list, each with its page and how it stands."""
    round_id = at_hand.id
    state = RoundState(at_hand.round.state)
    seats, sealable = count_seats(session, at_hand.id), count_sealable(session, at_hand)
    codes, batches = list_code_lines(session, at_hand.id), list_sealings(session, at_hand.id)
    progress, wanted = list_code_progress(session, at_hand.id), marks_wanted(at_hand)
    rendered = sum(line.renditions > 0 for line in codes)
    manned = sum(line.assigned >= (wanted or 1) for line in progress)
    marked = sum(line.locked >= (wanted or 1) for line in progress)
    waiting = sum(line.is_open for line in list_unlockings(session, at_hand.id))
    asked = count_waiting(session, at_hand.id)
    over = state not in {RoundState.PLANNED, RoundState.SEALED}
    return [
        _step(
            _("Panel"),
            url_for("secretary.panel", round_id=round_id),
            _("%(count)s judges", count=seats),
            done=seats > 0,
        ),
        _step(
            _("Sealing"),
            url_for("secretary.seals", round_id=round_id),
            _(
                "%(codes)s sealed in %(batches)s batches, %(count)s wait",
                codes=len(codes),
                batches=len(batches),
                count=sealable,
            ),
            done=bool(codes) and (over or not sealable),
        ),
        _step(
            _("Renditions"),
            url_for("secretary.seals", round_id=round_id),
            _("%(done)s of %(all)s", done=rendered, all=len(codes)),
            done=bool(codes) and rendered == len(codes),
        ),
        *_samples_step(session, at_hand),
        _step(
            _("Assignment"),
            url_for("secretary.assignment", round_id=round_id),
            _("%(done)s of %(all)s have all their judges", done=manned, all=len(codes)),
            done=bool(codes) and manned == len(codes),
        ),
        _step(
            _("Marking"),
            url_for("secretary.coverage", round_id=round_id) if over else None,
            _("%(done)s of %(all)s have all their marks", done=marked, all=len(codes)),
            done=bool(codes) and marked == len(codes),
        ),
        _step(
            _("Score sheets on paper"),
            url_for("secretary.paper_sheets", round_id=round_id) if over else None,
            _("typed in by two people, where judges mark on paper"),
            done=over and state is not RoundState.OPEN,
        ),
        _step(
            _("Locked sheets to open again"),
            url_for("secretary.unlockings", round_id=round_id) if over else None,
            _("%(count)s wait for a decision", count=waiting),
            done=over and not waiting,
        ),
        *_change_steps(session, at_hand),
        _step(
            _("Questions of judges"),
            url_for("secretary.questions", round_id=round_id) if over else None,
            _("%(count)s wait for an answer", count=asked),
            done=over and not asked,
        ),
        _step(
            _("Closing and result"),
            url_for("secretary.result", round_id=round_id) if over else None,
            _("missing marks, totals, ranks and prizes by code"),
            done=over and state is not RoundState.OPEN,
        ),
        *_passing_steps(session, at_hand),
        _step(
            _("Analysis of the marks"),
            url_for("secretary.marking", round_id=round_id) if over and state is not RoundState.OPEN else None,
            _("agreement, habits, outliers, after the round is closed"),
            done=over and state is not RoundState.OPEN,
        ),
    ]


def _change_steps(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    """Late changes of the sealed list; none where nobody asked for one."""
    lines = list_changes(session, at_hand.id)
    if not lines:
        return []
    waiting = sum(line.is_open for line in lines)
    url = url_for("secretary.list_change", round_id=at_hand.id)
    return [_step(_("Changes of the sealed list"), url, _("%(count)s wait", count=waiting), done=not waiting)]


def _passing_steps(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    """The step between this round and the next; none where nobody goes on."""
    if planned(at_hand).passing is None:
        return []
    page = passing_page(session, at_hand)
    url = url_for("secretary.passing", round_id=at_hand.id) if page.is_over else None
    said = _("%(count)s go on, %(waiting)s ties to be decided", count=page.passed, waiting=len(page.pending))
    done = bool(page.lines) and not page.pending
    return [_step(_("Who goes on"), url, said if page.lines else _("by the plan's rule, after the result"), done=done)]


def _samples_step(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    """The step of the samples, in a round whose plan wants them."""
    if planned(at_hand).calibration is not Calibration.SAMPLES:
        return []
    count = count_samples(session, at_hand.id)
    address = url_for("secretary.samples", round_id=at_hand.id)
    return [
        _step(_("Samples that all judges score first"), address, _("%(count)s samples", count=count), done=count > 0)
    ]


def _step(label: str, url: str | None, said: str, *, done: bool) -> dict[str, Any]:
    return {"label": label, "url": url, "hint": said, "status": _("done") if done else _("to do"),
            "kind": "success" if done else "neutral"}  # fmt: skip


def open_questions(at_hand: RoundAtHand) -> list[tuple[str, str]]:
    """What the plan leaves open and this round needs: (what, who must decide)."""
    return [
        (unknown.note or path, unknown.decided_by)
        for path, unknown in round_blockers(at_hand.plan.plan, at_hand.round.key)
    ]


def impossible_sentences(session: Session, at_hand: RoundAtHand, why: AssignmentImpossible) -> list[str]:
    """Every obstacle in words: which code, which judges by number, and what stands between them."""
    numbers = {str(line.id): line.number for line in list_seats(session, at_hand.id)}
    said = [_too_few(one, numbers) for one in why.too_few[:SHOWN_CODES]]
    if len(why.too_few) > SHOWN_CODES:
        said.append(_("… and %(count)s more codes.", count=len(why.too_few) - SHOWN_CODES))
    if (short := why.too_little) is not None:
        said.append(
            _(
                "Judges %(seats)s may take %(capacity)s more sheets together, but %(count)s codes need %(needed)s of "
                "them. Please seat another judge or raise their limits.",
                seats=_listed(numbers, short.seats),
                capacity=short.capacity,
                count=len(short.codes),
                needed=short.needed,
            )
        )
    return said


def moved_lines(session: Session, at_hand: RoundAtHand, found: Replacement, successor: str) -> list[tuple[str, int]]:
    """Who gets how many new sheets when a judge is replaced, the successor first."""
    names = {str(line.id): f"{line.number}. {line.holder_name}" for line in list_seats(session, at_hand.id)}
    counts = found.to_seats
    first = [(str(_("%(name)s (successor)", name=successor)), counts[SUCCESSOR])] if SUCCESSOR in counts else []
    return first + sorted((names[seat], count) for seat, count in counts.items() if seat != SUCCESSOR)


def _too_few(one: TooFewSeats, numbers: dict[str, int]) -> str:
    reasons = {
        Bar.OTHER_PANEL: _("marks other categories or topics"),
        Bar.OWN_UNIT: _("same unit as the author"),
        Bar.RELATED_UNIT: _("a unit above or below the author's"),
        Bar.DECLARED_TIE: _("declared tie"),
        Bar.STEPPED_BACK: _("stepped back or left"),
    }
    bars = "; ".join(
        _("judge %(number)s: %(reason)s", number=numbers.get(seat, 0), reason=reasons[bar]) for seat, bar in one.bars
    )
    said: str = _(
        "%(code)s needs %(needed)s more judges, but only %(free)s may mark it (%(bars)s).",
        code=one.code,
        needed=one.needed,
        free=len(one.eligible),
        bars=bars or _("nobody else sits in the panel"),
    )
    return said


def _listed(numbers: dict[str, int], seats: tuple[str, ...]) -> str:
    return ", ".join(str(number) for number in sorted(numbers.get(seat, 0) for seat in seats))

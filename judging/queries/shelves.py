"""Where an entry stands for the validators: waiting, proposed to be rejected, or decided; and how many stand where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, false, func, or_, select

from judging.enums import EntryState, Role, ValidationOutcome
from judging.models.entries import Entry
from judging.models.units import Unit
from judging.models.validations import Validation
from judging.queries.programmes import list_plans_in_force
from judging.rules.lifecycle import queue_state
from judging.spec.words import ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

WAITING, PROPOSED = "waiting", "proposed"
SHELVES = (WAITING, PROPOSED, "returned", "valid", "rejected", "sealed")
"""Where an entry stands for a validator: waiting, its rejection proposed, or decided."""
RECEIVED = (
    EntryState.VALID,
    EntryState.RETURNED,
    EntryState.REJECTED,
    EntryState.SEALED,
    EntryState.DISQUALIFIED,
)


def validated_plans(
    session: Session, *, visible_to: Viewer, roles: tuple[Role, ...] = (Role.VALIDATOR,)
) -> list[PlanInForce]:
    """The programmes in which the viewer has one of `roles`, with the plan that holds."""
    mine = visible_to.programmes(*roles)
    return [
        plan
        for plan in list_plans_in_force(session, kind=ProgrammeKind.CONTEST)
        if mine is None or plan.programme_id in mine
    ]


def reached(plans: Sequence[PlanInForce]) -> ColumnElement[bool]:
    """The entries that wait for their validation, by each plan's way of taking in."""
    return or_(
        false(),
        *(
            and_(
                Entry.programme_id == plan.programme_id,
                Entry.state == queue_state(plan.plan.entering.intake).value,
            )
            for plan in plans
        ),
    )


def is_proposed_rejection() -> ColumnElement[bool]:
    """Whether a rejection of the entry waits for its second person."""
    return exists().where(
        Validation.entry_id == Entry.id,
        Validation.outcome == ValidationOutcome.REJECT.value,
        Validation.undone_at.is_(None),
        Validation.confirmed_at.is_(None),
    )


def on_shelf(plans: Sequence[PlanInForce], shelf: str) -> ColumnElement[bool]:
    """The entries of one shelf in the programmes of `plans`."""
    if shelf == WAITING:
        return and_(reached(plans), ~is_proposed_rejection())
    if shelf == PROPOSED:
        return and_(reached(plans), is_proposed_rejection())
    mine = Entry.programme_id.in_([plan.programme_id for plan in plans])
    return and_(mine, Entry.state == shelf) if shelf in SHELVES else false()


def count_shelves(session: Session, plans: Sequence[PlanInForce]) -> dict[str, int]:
    """How many entries stand on each shelf, in one statement."""
    counts = dict.fromkeys(SHELVES, 0)
    queues = {(plan.programme_id, queue_state(plan.plan.entering.intake).value) for plan in plans}
    each = (
        select(Entry.programme_id, Entry.state, is_proposed_rejection().label("is_proposed"))
        .where(Entry.programme_id.in_([plan.programme_id for plan in plans]))
        .subquery()
    )
    rows = session.execute(select(each, func.count()).group_by(*each.columns))
    for programme_id, state, is_proposed, count in rows:
        shelf = state
        if (programme_id, state) in queues:
            shelf = PROPOSED if is_proposed else WAITING
        if shelf in counts:
            counts[shelf] += count
    return counts


def list_units_received(session: Session, plans: Sequence[PlanInForce]) -> list[tuple[str, str]]:
    """The units that have an entry with the office, by name."""
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.name_folded)
        .join(Entry, Entry.unit_id == Unit.id)
        .where(
            or_(
                reached(plans),
                and_(
                    Entry.programme_id.in_([plan.programme_id for plan in plans]),
                    Entry.state.in_([state.value for state in RECEIVED]),
                ),
            )
        )
        .distinct()
        .order_by(Unit.name_folded, Unit.id)
    )
    return [(str(row[0]), row[1]) for row in rows]

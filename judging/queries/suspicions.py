"""Suspicions as the office reads them through its contests, and as the author who is asked reads his own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from judging.enums import Role, SuspicionOutcome
from judging.errors import NotFoundError
from judging.models.entries import Entry
from judging.models.lookalikes import Lookalike, Suspicion
from judging.queries.lookalikes import OFFICE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import EntryID, LookalikeID, SuspicionID
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Suspicions:
    """Every suspicion in the viewer's contests: those that wait for somebody first, then the closed ones."""

    waiting: list[Suspicion]
    closed: list[Suspicion]


def list_suspicions(session: Session, *, visible_to: Viewer) -> Suspicions:
    """Every suspicion in the viewer's contests, oldest first among those that wait, newest first among the closed."""
    offices, marking = visible_to.programmes(*OFFICE), visible_to.programmes(Role.JUDGE, Role.HEAD)
    statement = select(Suspicion).join(Suspicion.entry).options(contains_eager(Suspicion.entry))
    if offices is not None:
        statement = statement.where(Entry.programme_id.in_(offices))
    if marking is None:
        return Suspicions([], [])
    rows = session.scalars(
        statement.where(Entry.programme_id.not_in(marking)).order_by(Suspicion.opened_at, Suspicion.id)
    ).all()
    waiting = [one for one in rows if not is_closed(one)]
    return Suspicions(waiting, [one for one in reversed(rows) if is_closed(one)])


def list_of_lookalike(session: Session, lookalike_id: LookalikeID) -> list[Suspicion]:
    """What was asked about a pair that was found through the viewer, oldest first."""
    return list(
        session.scalars(
            select(Suspicion).where(Suspicion.lookalike_id == lookalike_id).order_by(Suspicion.opened_at, Suspicion.id)
        )
    )


def get_suspicion(session: Session, suspicion_id: SuspicionID, *, visible_to: Viewer, lock: bool = False) -> Suspicion:
    """A suspicion about an entry of a contest of the viewer's office. Raises NotFoundError."""
    found = _find(session, suspicion_id, lock=lock)
    programme_id = found.entry.programme_id if found is not None else None
    if (
        found is None
        or not visible_to.has(*OFFICE, programme_id=programme_id)
        or visible_to.has(Role.JUDGE, Role.HEAD, programme_id=programme_id)
    ):
        raise NotFoundError("suspicion")
    return found


def get_own_suspicion(
    session: Session, suspicion_id: SuspicionID, *, visible_to: Viewer, lock: bool = False
) -> Suspicion:
    """A suspicion about the viewer's own entry. Raises NotFoundError."""
    found = _find(session, suspicion_id, lock=lock)
    if found is None or found.entry.author_id != visible_to.person_id:
        raise NotFoundError("suspicion")
    return found


def list_own_suspicions(session: Session, entry_id: EntryID) -> list[Suspicion]:
    """What the author of an entry, which was found through him, is or was asked, newest first."""
    return list(
        session.scalars(
            select(Suspicion).where(Suspicion.entry_id == entry_id).order_by(Suspicion.opened_at.desc(), Suspicion.id)
        )
    )


def count_waiting(session: Session, *, visible_to: Viewer) -> int:
    """How many suspicions in the viewer's contests are not closed."""
    return len(list_suspicions(session, visible_to=visible_to).waiting)


def is_closed(row: Suspicion) -> bool:
    """Whether nothing is left to decide."""
    if row.outcome is None:
        return False
    return row.outcome != SuspicionOutcome.DISQUALIFY.value or row.confirmed_at is not None


def _find(session: Session, suspicion_id: SuspicionID, *, lock: bool) -> Suspicion | None:
    statement = (
        select(Suspicion)
        .where(Suspicion.id == suspicion_id)
        .options(joinedload(Suspicion.entry), joinedload(Suspicion.lookalike).joinedload(Lookalike.article))
    )
    if lock:
        statement = statement.with_for_update(of=Suspicion).execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()

"""Questions of judges as the office reads them: by code alone. Which seat asks is not told; the office knows seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.errors import NotFoundError
from judging.ids import AssignmentID, RoundID
from judging.messaging import Message
from judging.models.desk_messages import DeskMessage
from judging.models.entries import Entry
from judging.models.people import Person
from judging.models.rounds import Assignment, Code, Seat
from judging.models.units import Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


@dataclass(frozen=True, slots=True)
class Thread:
    """What one judge and the office wrote each other about a code, oldest first."""

    assignment_id: AssignmentID
    word: str
    messages: tuple[Message, ...]

    @property
    def waits(self) -> bool:
        """Whether the judge has the last word."""
        return not self.messages[-1].from_office


def list_threads(session: Session, round_id: RoundID) -> list[Thread]:
    """The round's threads: those that wait for an answer first, each group with the longest silence first."""
    rows = session.execute(
        select(DeskMessage, Code.word)
        .join(Assignment, Assignment.id == DeskMessage.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == round_id)
        .order_by(DeskMessage.sent_at, DeskMessage.from_office, DeskMessage.id)
    )
    found: dict[object, tuple[str, list[Message]]] = {}
    for row, word in rows:
        thread = found.setdefault(row.assignment_id, (word, []))
        thread[1].append(Message(row.from_office, row.words, row.sent_at))
    threads = [Thread(AssignmentID(own), word, tuple(said)) for own, (word, said) in found.items()]  # type: ignore[arg-type]  # a UUID
    return sorted(threads, key=lambda one: (not one.waits, one.messages[-1].sent_at, one.word))


def get_thread(session: Session, assignment_id: AssignmentID, *, round_id: RoundID) -> Thread:
    """One thread of the round. The office answers and never begins: where nobody asked there is NotFoundError."""
    found = next((one for one in list_threads(session, round_id) if one.assignment_id == assignment_id), None)
    if found is None:
        raise NotFoundError("thread")
    return found


def count_waiting(session: Session, round_id: RoundID) -> int:
    """How many questions of the round wait for an answer."""
    return sum(one.waits for one in list_threads(session, round_id))


def list_untold(session: Session) -> list[tuple[RoundID, DeskMessage]]:
    """Questions that the office has not been told of, with their rounds."""
    rows = session.execute(
        select(Seat.round_id, DeskMessage)
        .join(Assignment, Assignment.id == DeskMessage.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(~DeskMessage.from_office, DeskMessage.told_at.is_(None))
        .order_by(DeskMessage.sent_at, DeskMessage.id)
    )
    return [(RoundID(round_id), row) for round_id, row in rows]


def list_entrants(session: Session, programme_id: ProgrammeID) -> list[tuple[Person, Unit]]:
    """Everybody who entered the programme, with the unit: whose names no judge may be told (A10)."""
    rows = session.execute(
        select(Person, Unit)
        .join(Entry, Entry.author_id == Person.id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(Entry.programme_id == programme_id)
        .distinct()
        .order_by(Person.id, Unit.id)
    )
    return [(person, unit) for person, unit in rows]

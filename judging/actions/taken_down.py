"""What leaves with a work that is public no more: its broadcasts to come, and photographs of who lost a prize.

Nothing is erased: a script keeps what was read and which slots were taken out, a photograph can be put back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID
from judging.models.broadcasts import Broadcast
from judging.models.entries import Entry
from judging.models.photographs import Photograph, PhotographPerson
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.queries.grants import list_holders
from judging.queries.public_results import list_public_works

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PersonID, ProgrammeID, RoundID
    from judging.rules.viewers import Viewer

CONSENT = "consent"
"""Why a broadcast was withdrawn by its author himself, who gives no reason."""


def withdraw_broadcasts(
    session: Session, programme_id: ProgrammeID, *, reason: str, role: Role, by: Viewer, now: datetime
) -> list[Broadcast]:
    """Take the broadcasts of works that are not public any more out of every schedule; those that moved follow.

    A script belongs to the text that it was made of, not to the place of its prize: where the next moved up, the place
    holds another work. Slots that have not come yet are free again; what was read stays in the log.
    """
    places = {one.work.sha256: one.winner["address"] for one in list_public_works(session, programme_id)}
    rows = session.scalars(
        select(Broadcast)
        .where(Broadcast.programme_id == programme_id, Broadcast.withdrawn_at.is_(None))
        .order_by(Broadcast.prepared_at, Broadcast.id)
        .with_for_update()
    ).all()
    lost = [row for row in rows if row.work_sha256 not in places]
    for row in lost:
        to_come = [slot for slot in row.slots if slot.aired_at is None and slot.planned_at > now]
        row.dropped = [{"position": s.position, "station": s.station, "at": s.planned_at.isoformat()} for s in to_come]
        row.slots = [slot for slot in row.slots if slot not in to_come]
        row.withdrawn_at, row.withdrawn_because, row.award_place = now, reason, f"~{row.id.hex}"
        row.version += 1
        _record(session, f"broadcast:{row.id}", "broadcast.withdraw", role, by=by, now=now, slots=row.dropped,
                reason=reason)  # fmt: skip
    moved = [row for row in rows if row not in lost and places[row.work_sha256] != row.award_place]
    for row in moved:
        row.award_place = f"~{row.id.hex}"  # two may change places: no place is held twice in between
    session.flush()
    for row in moved:
        row.award_place = places[row.work_sha256]
        row.version += 1
    session.flush()
    if lost:
        _tell_publishers(session, programme_id, now=now)
    return lost


def take_photographs_down(
    session: Session, programme_id: ProgrammeID, people: Iterable[PersonID], *, reason: str, by: Viewer, now: datetime
) -> int:
    """Photographs that show one of `people` are public no more; a publisher can put each back. How many."""
    shown = select(PhotographPerson.photograph_id).where(PhotographPerson.person_id.in_(list(people)))
    rows = session.scalars(
        select(Photograph)
        .where(Photograph.programme_id == programme_id, Photograph.removed_at.is_(None), Photograph.id.in_(shown))
        .order_by(Photograph.added_at, Photograph.id)
        .with_for_update(of=Photograph)
    ).all()
    for row in rows:
        row.removed_at, row.removed_by = now, by.account_id
        _record(session, f"photograph:{row.id}", "photograph.remove", Role.PUBLISHER, by=by, now=now, reason=reason)
    session.flush()
    return len(rows)


def authors_of(session: Session, round_id: RoundID, codes: Iterable[str]) -> set[PersonID]:
    """The authors behind codes of a round whose mapping is open."""
    return set(
        session.scalars(
            select(Entry.author_id)
            .join(CodeLink, CodeLink.entry_id == Entry.id)
            .join(Code, Code.id == CodeLink.code_id)
            .where(Code.round_id == round_id, Code.word.in_(list(codes)))
        )
    )


def _tell_publishers(session: Session, programme_id: ProgrammeID, *, now: datetime) -> None:
    """Stations are told by people: a slot that they were promised is not read."""
    for holder in list_holders(session, Role.PUBLISHER, programme_id=programme_id, now=now):
        emit(session, Told(AccountID(holder.id), "broadcast.withdrawn", (), "/phat-thanh"))


def _record(
    session: Session, subject: str, action: str, role: Role, *, by: Viewer, now: datetime, **facts: object
) -> None:
    record(session, at=now, actor=by.account_id, role=role.value, action=action, subject=subject, **facts)

"""Reading the chain: page by page for the supervisor, line by line for its verification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.models.history import Anchor, ChainHead, HistoryLine
from judging.rules.chain import ChainBreak, Head, Line, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID

PAGE = 50


def chain_head(session: Session) -> Head:
    """The last line's number and hash."""
    row = session.get_one(ChainHead, 1)
    return Head(row.seq, row.hash)


def list_history(
    session: Session, *, page: int = 1, action: str = "", subject: str = "", size: int = PAGE
) -> tuple[list[HistoryLine], int]:
    """One page of the chain, newest first, and the number of lines that match."""
    statement = select(HistoryLine)
    if action:
        statement = statement.where(HistoryLine.action.startswith(action, autoescape=True))
    if subject:
        statement = statement.where(HistoryLine.subject.contains(subject, autoescape=True))
    count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = session.scalars(statement.order_by(HistoryLine.seq.desc()).limit(size).offset((page - 1) * size)).all()
    return list(rows), count


def iter_lines(session: Session, *, batch: int = 1000) -> Iterator[Line]:
    """Every line in order, read in batches so that a long chain stays small in memory."""
    last = 0
    while True:
        rows = session.scalars(
            select(HistoryLine).where(HistoryLine.seq > last).order_by(HistoryLine.seq).limit(batch)
        ).all()
        for row in rows:
            yield Line(row.seq, row.at, row.actor, row.role, row.action, row.subject, row.data, row.prev_hash, row.hash)
        if len(rows) < batch:
            return
        last = rows[-1].seq


def list_anchors(session: Session) -> list[Anchor]:
    """Where the head was put outside the database, newest first."""
    return list(session.scalars(select(Anchor).order_by(Anchor.seq.desc(), Anchor.channel)))


def latest_anchors(session: Session, seq: int) -> list[Anchor]:
    """The newest head up to line `seq` that was put outside the database at each milestone, in their order."""
    newest: dict[str, Anchor] = {}
    for row in session.scalars(select(Anchor).where(Anchor.seq <= seq).order_by(Anchor.seq, Anchor.channel)):
        newest[row.milestone] = row
    return sorted(newest.values(), key=lambda one: (one.seq, one.milestone))


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far the chain has gone on since its head was last put outside the database."""

    anchored_seq: int
    lines: int
    since: datetime | None
    """When the first line was written that no anchor covers; None where all are covered."""


def anchor_backlog(session: Session) -> Backlog:
    """What only the database itself tells so far."""
    seq = session.scalar(select(func.max(Anchor.seq))) or 0
    since = session.scalar(select(HistoryLine.at).where(HistoryLine.seq > seq).order_by(HistoryLine.seq).limit(1))
    return Backlog(seq, max(0, chain_head(session).seq - seq), since)


def approval_waits(session: Session, programme_id: ProgrammeID) -> bool:
    """Whether the newest approval of the programme's result does not stand outside the database yet (X35)."""
    approved = session.scalar(
        select(func.max(HistoryLine.seq)).where(
            HistoryLine.action == "result.approve", HistoryLine.subject == f"programme:{programme_id}"
        )
    )
    return approved is not None and approved > anchor_backlog(session).anchored_seq


def verify_chain(session: Session, kept_elsewhere: Iterable[Head] = ()) -> ChainBreak | None:
    """The first place where the chain does not hold, against itself, its head row and the heads kept elsewhere."""
    head = chain_head(session)
    anchors = [*kept_elsewhere, *([head] if head.seq else [])]
    return verify(iter_lines(session), anchors)

"""What was taken of works and articles, and which of them look alike; both come from jobs that may run twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError
from judging.events import PrintTaken, emit
from judging.ids import LookalikeID, ProgrammeID
from judging.models.entries import Part
from judging.models.lookalikes import Band, Lookalike, Print, Suspicion
from judging.queries.lookalikes import OFFICE, find_print, get_lookalike
from judging.rules.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.ids import ArticleID, PartID
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Taken:
    """What the media side took of a text ("text") or film ("film"), as plain values; see the model `Print`."""

    form: str
    version: str
    bands: Sequence[int] = ()
    text: str = ""
    signature: bytes = b""
    sounds: bytes = b""
    sound: str = "none"
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two prints have in common; `evidence` holds the figures in plain values."""

    percent: int
    other_percent: int
    evidence: Mapping[str, Any]
    comparer_version: str

    def turned(self) -> Likeness:
        """The same, seen from the other side."""
        return Likeness(self.other_percent, self.percent, {**self.evidence, "turned": True}, self.comparer_version)


def keep_print(
    session: Session,
    taken: Taken,
    *,
    now: datetime,
    part_id: PartID | None = None,
    article_id: ArticleID | None = None,
) -> Print:
    """Store what was taken of a part or an article with the numbers it is looked up by; once for each version.

    What an older version took is looked up no more, but stays as what evidence was found by.
    """
    present = find_print(session, taken.version, part_id=part_id, article_id=article_id)
    if present is not None:
        return present
    older = select(Print.id).where(
        (Print.part_id == part_id) if part_id is not None else (Print.article_id == article_id),
        Print.form == taken.form,
    )
    session.execute(delete(Band).where(Band.print_id.in_(older)))
    made = Print(
        part_id=part_id,
        article_id=article_id,
        form=taken.form,
        version=taken.version,
        text=taken.text,
        signature=taken.signature,
        sounds=taken.sounds,
        sound=taken.sound,
        problem=taken.problem,
        made_at=now,
    )
    session.add(made)
    session.flush()
    if taken.bands:
        session.execute(insert(Band), [{"band": band, "print_id": made.id} for band in set(taken.bands)])
        emit(session, PrintTaken(made.id))
    return made


def keep_lookalike(
    session: Session, one: Print, other: Print, likeness: Likeness, *, now: datetime
) -> Lookalike | None:
    """Store that two prints look alike, once for both directions; None for two parts of one entry.

    The first side is the later print, and always an entry's.
    """
    if one.part_id is None or (other.part_id is not None and other.id > one.id):
        one, other, likeness = other, one, likeness.turned()
    if one.part_id is None:
        return None  # two articles: nobody's work
    entry_id = session.get_one(Part, one.part_id).entry_id
    other_entry_id = session.get_one(Part, other.part_id).entry_id if other.part_id is not None else None
    if entry_id == other_entry_id:
        return None
    known = select(Lookalike).where(Lookalike.print_id == one.id, Lookalike.other_print_id == other.id)
    present = session.scalars(known).one_or_none()
    if present is not None:
        return present
    found = Lookalike(
        print_id=one.id,
        other_print_id=other.id,
        entry_id=entry_id,
        other_entry_id=other_entry_id,
        article_id=other.article_id,
        percent=likeness.percent,
        other_percent=likeness.other_percent,
        evidence=dict(likeness.evidence),
        comparer_version=likeness.comparer_version,
        found_at=now,
    )
    session.add(found)
    session.flush()
    return found


def dismiss_lookalike(
    session: Session, *, lookalike_id: LookalikeID, reason: str, by: Viewer, now: datetime
) -> Lookalike:
    """Say, with the reason, that a pair gives no ground to ask anybody (a law that both quote, one author's two works).

    Raises:
        MissingReasonError: without a reason.
        AlreadyDoneError: when it was dismissed, or somebody was asked about it.
    """
    if not reason.strip():
        raise MissingReasonError
    found, acting_as = lookalike_at_hand(session, lookalike_id, by=by)
    if found.dismissed_at is not None or is_asked_about(session, lookalike_id):
        raise AlreadyDoneError
    found.dismissed_by, found.dismissed_at, found.dismissed_reason = by.account_id, now, reason.strip()
    _record(session, found, "lookalike.dismiss", acting_as=acting_as, by=by, at=now, why=sha256_of(reason.strip()))
    return found


def reopen_lookalike(session: Session, *, lookalike_id: LookalikeID, by: Viewer, now: datetime) -> Lookalike:
    """Take a dismissal back. Raises AlreadyDoneError when there is none."""
    found, acting_as = lookalike_at_hand(session, lookalike_id, by=by)
    if found.dismissed_at is None:
        raise AlreadyDoneError
    found.dismissed_by, found.dismissed_at, found.dismissed_reason = None, None, ""
    _record(session, found, "lookalike.reopen", acting_as=acting_as, by=by, at=now)
    return found


def lookalike_at_hand(session: Session, lookalike_id: LookalikeID, *, by: Viewer) -> tuple[Lookalike, Role]:
    """A pair, held until the transaction ends, and the duty in which the viewer acts on it."""
    found = get_lookalike(session, lookalike_id, visible_to=by)
    session.refresh(found, with_for_update={"of": Lookalike})
    sides = [one for one in (found.entry, found.other_entry) if one is not None]
    for entry in sides:
        for role in OFFICE:
            if by.has(role, programme_id=ProgrammeID(entry.programme_id)):
                refuse_conflict(session, by=by, acting_as=role, programme_id=ProgrammeID(entry.programme_id))
                return found, role
    raise NotAllowedError


def is_asked_about(session: Session, lookalike_id: LookalikeID) -> bool:
    """Whether an author was asked about a pair."""
    return bool(session.scalar(select(Suspicion.id).where(Suspicion.lookalike_id == lookalike_id).limit(1)))


def _record(
    session: Session, found: Lookalike, action: str, *, acting_as: Role, by: Viewer, at: datetime, **facts: object
) -> None:
    record(
        session,
        at=at,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"entry:{found.entry_id}",
        lookalike=str(found.id),
        **facts,
    )

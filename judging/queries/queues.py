"""The validators' queue: what waits, what stands where, narrowed and searched, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from judging.enums import EntryState, PartKind, Verdict
from judging.ids import AccountID, EntryID
from judging.models.entries import Entry, EntryVersion, Measurement, Part, Receipt
from judging.models.people import Account, Person
from judging.models.units import Unit
from judging.models.validations import Claim
from judging.queries.shelves import (
    WAITING,
    count_shelves,
    is_proposed_rejection,
    list_units_received,
    on_shelf,
    validated_plans,
)
from vietnamese.folding import fold

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

PAGE = 50
NOT_MEASURED = "none"
"""The filter's word for a work without a measurement."""
AI_HELP = {"yes": True, "no": False, "none": None}
"""The filter's words for what an author declares of help by AI tools."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a validator looks for; empty fields narrow nothing."""

    shelf: str = WAITING
    category: str = ""
    unit_id: UUID | None = None
    verdict: str = ""
    ai_help: str = ""
    """What was declared of help by AI tools: one of `AI_HELP`, or nothing."""
    search: str = ""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of the queue."""

    id: EntryID
    title: str
    category_key: str
    programme_id: UUID
    unit_name: str
    author_name: str
    state: EntryState
    submitted_at: datetime | None
    verdict: Verdict | None
    has_identity: bool
    declares_ai: bool
    times: int
    is_proposed: bool
    holder_id: AccountID | None
    holder_name: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue with the counts of every shelf, and the plans and units to choose from."""

    lines: list[QueueLine]
    found: int
    page: int
    counts: dict[str, int]
    plans: list[PlanInForce]
    units: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page_count(self) -> int:
        return max(1, -(-self.found // PAGE))


def list_queue(session: Session, narrowing: Narrowing, *, visible_to: Viewer, now: datetime, page: int = 1) -> Queue:
    """A page of what the viewer validates, oldest first, in four statements whatever its length."""
    plans = validated_plans(session, visible_to=visible_to)
    counts = count_shelves(session, plans)
    if not plans:
        return Queue([], 0, 1, counts, plans)
    latest, holder, holder_person = aliased(Measurement), aliased(Account), aliased(Person)
    proposed = is_proposed_rejection()
    rows = session.execute(
        _wanted(select(Entry), plans, narrowing, latest)
        .options(contains_eager(Entry.author), contains_eager(Entry.unit))
        .add_columns(latest.verdict, latest.identity, _times(), proposed)
        .add_columns(Claim.account_id, holder_person.full_name, Claim.expires_at, func.count().over())
        .outerjoin(Claim, and_(Claim.entry_id == Entry.id, Claim.expires_at > now))
        .outerjoin(holder, holder.id == Claim.account_id)
        .outerjoin(holder_person, holder_person.id == holder.person_id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Queue(
        lines=[_line(row) for row in rows],
        found=rows[0][-1] if rows else 0,
        page=page,
        counts=counts,
        plans=plans,
        units=list_units_received(session, plans),
    )


def list_queue_ids(session: Session, narrowing: Narrowing, *, visible_to: Viewer) -> list[EntryID]:
    """The entries of a list in its order, for going from one to the next."""
    plans = validated_plans(session, visible_to=visible_to)
    return [EntryID(one) for one in session.scalars(_wanted(select(Entry.id), plans, narrowing, aliased(Measurement)))]


def find_next_free(
    session: Session, narrowing: Narrowing, *, visible_to: Viewer, now: datetime, other_than: EntryID | None = None
) -> EntryID | None:
    """The entry that waits longest and that nobody else has open."""
    plans = validated_plans(session, visible_to=visible_to)
    held = exists().where(Claim.entry_id == Entry.id, Claim.expires_at > now, Claim.account_id != visible_to.account_id)
    statement = _wanted(select(Entry.id), plans, replace(narrowing, shelf=WAITING), aliased(Measurement)).where(~held)
    if other_than is not None:
        statement = statement.where(Entry.id != other_than)
    found = session.scalars(statement.limit(1)).one_or_none()
    return EntryID(found) if found else None


def _narrowed(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    """Every word must be in the title, the author's or the unit's name, with or without accents, or in the number."""
    found: list[ColumnElement[bool]] = []
    if narrowing.category:
        found.append(Entry.category_key == narrowing.category)
    if narrowing.unit_id is not None:
        found.append(Entry.unit_id == narrowing.unit_id)
    if narrowing.ai_help:
        found.append(Entry.ai_help["used"].as_boolean().is_(AI_HELP[narrowing.ai_help]))
    for word in fold(narrowing.search).split():
        numbered = exists().where(
            EntryVersion.entry_id == Entry.id,
            Receipt.entry_version_id == EntryVersion.id,
            func.lower(Receipt.number).contains(word, autoescape=True),
        )
        found.append(
            or_(
                Entry.title_folded.contains(word, autoescape=True),
                Person.name_folded.contains(word, autoescape=True),
                Unit.name_folded.contains(word, autoescape=True),
                numbered,
            )
        )
    return found


def _wanted(statement: Any, plans: list[PlanInForce], narrowing: Narrowing, latest: Any) -> Any:  # noqa: ANN401
    """`statement` over the entries that are looked for, with the last measurement of each work, oldest first."""
    last = (
        select(Measurement.id)
        .where(Measurement.part_id == Part.id)
        .order_by(Measurement.measured_at.desc(), Measurement.id)
        .limit(1)
        .correlate(Part)
        .scalar_subquery()
    )
    is_work = and_(
        Part.entry_id == Entry.id,
        Part.kind == PartKind.CONTENT.value,
        Part.removed_at.is_(None),
        Part.staged_at.is_(None),
    )
    found = (
        statement.join(Entry.author)
        .join(Entry.unit)
        .outerjoin(Part, is_work)
        .outerjoin(latest, latest.id == last)
        .where(on_shelf(plans, narrowing.shelf), *_narrowed(narrowing))
        .order_by(Entry.submitted_at, Entry.id)
    )
    if narrowing.verdict == NOT_MEASURED:
        return found.where(latest.id.is_(None))
    return found.where(latest.verdict == narrowing.verdict) if narrowing.verdict else found


def _times() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(EntryVersion)
        .where(EntryVersion.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )


def _line(row: Any) -> QueueLine:  # noqa: ANN401  a row of the statement above
    entry, verdict, identity, times, is_proposed, holder_id, holder_name, held_until, _ = row
    return QueueLine(
        id=EntryID(entry.id),
        title=entry.title,
        category_key=entry.category_key,
        programme_id=entry.programme_id,
        unit_name=entry.unit.short_name or entry.unit.name,
        author_name=entry.author.full_name,
        state=EntryState(entry.state),
        submitted_at=entry.submitted_at,
        verdict=Verdict(verdict) if verdict else None,
        has_identity=bool(identity),
        declares_ai=bool(entry.ai_help.get("used")),
        times=times,
        is_proposed=is_proposed,
        holder_id=holder_id,
        holder_name=holder_name or "",
        held_until=held_until,
    )

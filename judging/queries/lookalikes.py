"""What looks alike: looked up by numbers among everything kept, and read by the office through its contests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from judging.enums import Role
from judging.errors import NotFoundError
from judging.models.entries import Entry, Part
from judging.models.lookalikes import Article, Band, Lookalike, Print, Suspicion
from judging.queries.entries import HANDED_IN, may_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from judging.ids import ArticleID, EntryID, LookalikeID, PartID
    from judging.rules.viewers import Viewer

OFFICE = (Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
"""Who reads what looks alike in a contest. Nobody who marks in it does, whatever else he is (A23)."""
OPEN, ASKED, DISMISSED = "open", "asked", "dismissed"
SHELVES = (OPEN, ASKED, DISMISSED)
PAGE = 30
_AT_ONCE = 500
"""Numbers looked up by one statement: both databases limit how many one may carry."""


@dataclass(frozen=True, slots=True)
class LookalikeLine:
    """One pair of a list. `suspicions` counts those opened about it."""

    lookalike: Lookalike
    entry: Entry
    other_entry: Entry | None
    article: Article | None
    suspicions: int


@dataclass(frozen=True, slots=True)
class LookalikePage:
    """A page of pairs, the most alike first, with how many each shelf holds."""

    lines: list[LookalikeLine]
    found: int
    page: int
    counts: dict[str, int]

    @property
    def page_count(self) -> int:
        return max(1, -(-self.found // PAGE))


def find_print(
    session: Session, version: str, *, part_id: PartID | None = None, article_id: ArticleID | None = None
) -> Print | None:
    """The print of a part or an article that was taken in the way `version` names."""
    of = Print.part_id == part_id if part_id is not None else Print.article_id == article_id
    return session.scalars(select(Print).where(of, Print.version == version)).one_or_none()


def list_candidates(session: Session, bands: Sequence[int], *, least: int, other_than: int) -> list[int]:
    """The prints that share at least `least` of these numbers, those that share most first.

    Two rows for one number cannot be: a print holds each of its numbers once.
    """
    counts: dict[int, int] = {}
    for at in range(0, len(bands), _AT_ONCE):
        rows = session.execute(
            select(Band.print_id, func.count())
            .where(Band.band.in_(bands[at : at + _AT_ONCE]), Band.print_id != other_than)
            .group_by(Band.print_id)
        )
        for print_id, count in rows:
            counts[print_id] = counts.get(print_id, 0) + count
    return sorted((one for one, count in counts.items() if count >= least), key=lambda one: (-counts[one], one))


def list_unprinted(session: Session, versions: Sequence[str], *, limit: int) -> list[PartID]:
    """The works handed in and measured, of any year, of which no print of the present ways was taken."""
    printed = exists().where(Print.part_id == Part.id, Print.version.in_(versions))
    return list(
        session.scalars(
            select(Part.id)
            .join(Entry, Entry.id == Part.entry_id)
            .where(
                Entry.state.in_(HANDED_IN),
                _is_present(Part),
                Part.attachment_key.is_(None),
                Part.measurements.any(),
                ~printed,
            )
            .order_by(Part.created_at, Part.id)
            .limit(limit)
        )
    )


def list_lookalikes(session: Session, *, visible_to: Viewer, shelf: str = OPEN, page: int = 1) -> LookalikePage:
    """A page of one shelf of what looks alike in the viewer's contests, in three statements whatever its length."""
    first, other = aliased(Entry), aliased(Entry)
    mine = _in_my_contests(visible_to, first, other)
    counted = session.execute(
        select(
            *(func.count().filter(_on_shelf(one)) for one in SHELVES),
        )
        .select_from(Lookalike)
        .join(first, first.id == Lookalike.entry_id)
        .outerjoin(other, other.id == Lookalike.other_entry_id)
        .where(mine, _stands(first, other))
    ).one()
    counts = dict(zip(SHELVES, counted, strict=True))
    asked = select(func.count()).where(Suspicion.lookalike_id == Lookalike.id).correlate(Lookalike).scalar_subquery()
    rows = session.execute(
        select(Lookalike, asked)
        .join(first, Lookalike.entry.of_type(first))
        .outerjoin(other, Lookalike.other_entry.of_type(other))
        .where(mine, _stands(first, other), _on_shelf(shelf))
        .options(
            contains_eager(Lookalike.entry.of_type(first)),
            contains_eager(Lookalike.other_entry.of_type(other)),
            joinedload(Lookalike.article),
        )
        .order_by(_greater(Lookalike.percent, Lookalike.other_percent).desc(), Lookalike.found_at, Lookalike.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    lines = [LookalikeLine(one, one.entry, one.other_entry, one.article, count) for one, count in rows]
    return LookalikePage(lines, counts[shelf], page, counts)


def list_of_entry(session: Session, entry_id: EntryID) -> list[Lookalike]:
    """What stands about one entry that was found through the viewer, the most alike first."""
    first, other = aliased(Entry), aliased(Entry)
    return list(
        session.scalars(
            select(Lookalike)
            .join(first, first.id == Lookalike.entry_id)
            .outerjoin(other, other.id == Lookalike.other_entry_id)
            .where(or_(first.id == entry_id, other.id == entry_id), _stands(first, other))
            .order_by(_greater(Lookalike.percent, Lookalike.other_percent).desc(), Lookalike.id)
        )
    )


def find_uncompared(session: Session, entry_id: EntryID) -> str | None:
    """Why the work of an entry could not be compared: a short word; empty when it was, None while it waits."""
    return session.scalars(
        select(Print.problem)
        .join(Part, Part.id == Print.part_id)
        .where(Part.entry_id == entry_id, _is_present(Part), Part.attachment_key.is_(None))
        .order_by(Print.id.desc())
        .limit(1)
    ).one_or_none()


def get_lookalike(session: Session, lookalike_id: LookalikeID, *, visible_to: Viewer) -> Lookalike:
    """A pair, one side of which is in a contest of the viewer's office. Raises NotFoundError."""
    found = session.get(Lookalike, lookalike_id)
    if found is None:
        raise NotFoundError("lookalike")
    sides = [one for one in (found.entry, found.other_entry) if one is not None]
    programmes = [one.programme_id for one in sides]
    is_mine = any(visible_to.has(*OFFICE, programme_id=one) for one in programmes)
    marks = any(visible_to.has(Role.JUDGE, Role.HEAD, programme_id=one) for one in programmes)
    if not is_mine or marks or any(one.state not in HANDED_IN for one in sides):
        raise NotFoundError("lookalike")
    return found


def may_be_named(entry: Entry, viewer: Viewer) -> bool:
    """Whether the viewer may know whose an entry of a pair is: of another year's contest perhaps not."""
    return may_read(entry, viewer)


def _in_my_contests(viewer: Viewer, first: type[Entry], other: type[Entry]) -> ColumnElement[bool]:
    """One side in a contest where the viewer has an office, none in one where he marks."""
    offices, marking = viewer.programmes(*OFFICE), viewer.programmes(Role.JUDGE, Role.HEAD)
    is_mine = (
        Lookalike.id.is_not(None)
        if offices is None
        else or_(first.programme_id.in_(offices), other.programme_id.in_(offices))
    )
    if marking is None:
        return and_(is_mine, Lookalike.id.is_(None))
    apart = or_(other.id.is_(None), other.programme_id.not_in(marking))
    return and_(is_mine, first.programme_id.not_in(marking), apart)


def _stands(first: type[Entry], other: type[Entry]) -> ColumnElement[bool]:
    """Both sides were handed in, and neither part was replaced since, unless somebody was asked about it."""
    gone = exists().where(
        Print.id.in_([Lookalike.print_id, Lookalike.other_print_id]), Part.id == Print.part_id, ~_is_present(Part)
    )
    asked = exists().where(Suspicion.lookalike_id == Lookalike.id)
    removed = exists().where(Article.id == Lookalike.article_id, Article.removed_at.is_not(None))
    handed_in = and_(first.state.in_(HANDED_IN), or_(other.id.is_(None), other.state.in_(HANDED_IN)))
    return and_(handed_in, or_(asked, and_(~gone, ~removed)))


def _on_shelf(shelf: str) -> ColumnElement[bool]:
    asked = exists().where(Suspicion.lookalike_id == Lookalike.id)
    if shelf == ASKED:
        return asked
    is_dismissed = Lookalike.dismissed_at.is_not(None)
    return and_(~asked, is_dismissed if shelf == DISMISSED else ~is_dismissed)


def _is_present(part: type[Part]) -> ColumnElement[bool]:
    return and_(part.removed_at.is_(None), part.staged_at.is_(None))


def _greater(one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """The larger of two columns; the two databases call the function by different names."""
    return case((one >= other, one), else_=other)

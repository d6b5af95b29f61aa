"""What is sealed, what could be, and the mapping itself for the two who may look (design 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from judging.enums import EntryState
from judging.errors import NotFoundError
from judging.ids import CodeID, EntryID
from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.people import Account
from judging.models.rounds import Code, Rendition
from judging.models.seals import CodeLink, Opening, Sealing
from judging.queries.remarkings import is_remark_round
from judging.queries.round_paths import list_passed
from judging.rules.round_order import feeders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.queries.standings import RoundAtHand


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code as the secretary sees it while renditions are made: nothing of its entry."""

    word: str
    category_key: str
    renditions: int


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One line of the printed list: the code and what it stands for."""

    word: str
    category_key: str
    receipt_number: str
    title: str
    author_name: str
    unit_name: str
    version_sha256: str


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look at the mapping: asked by one holder, confirmed by another."""

    opening: Opening
    asked_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a code stands for, for the job that makes its renditions. `parts`: the work first."""

    code: Code
    entry: Entry
    parts: tuple[Part, ...]


def list_sealable(session: Session, at_hand: RoundAtHand, *, lock: bool = False) -> list[Entry]:
    """The entries that the round takes and that have no code in it yet, by their (random) ids.

    Of a category that an earlier round judged these are the entries that went on; of any other every valid one.
    """
    statement = select(Entry).where(_is_sealable(session, at_hand)).order_by(Entry.id)
    if lock:
        statement = statement.with_for_update(of=Entry).execution_options(populate_existing=True)
    return list(session.scalars(statement.options(selectinload(Entry.parts).selectinload(Part.measurements))))


def count_sealable(session: Session, at_hand: RoundAtHand) -> int:
    """How many entries the next batch would hold."""
    return session.scalar(select(func.count()).select_from(Entry).where(_is_sealable(session, at_hand))) or 0


def count_sealable_by_category(session: Session, at_hand: RoundAtHand) -> dict[str, int]:
    """How many entries of each category the next batch would hold; categories without any are left out."""
    rows = session.execute(
        select(Entry.category_key, func.count()).where(_is_sealable(session, at_hand)).group_by(Entry.category_key)
    )
    return {category: count for category, count in rows}  # noqa: C416  rows are not pairs to mypy


def _is_sealable(session: Session, at_hand: RoundAtHand) -> ColumnElement[bool]:
    if is_remark_round(session, at_hand.id):
        return false()  # only what was asked for is marked anew
    fed = feeders(at_hand.plan.plan, at_hand.round.key)
    has_code = exists().where(CodeLink.entry_id == Entry.id, CodeLink.round_id == at_hand.id)
    taken = (EntryState.VALID.value, EntryState.SEALED.value)  # sealed: another first round judges it as well
    from_the_start = and_(
        Entry.programme_id == at_hand.programme_id,
        Entry.category_key.in_([category for category, key in fed.items() if key is None]),
        Entry.state.in_(taken),
        ~has_code,
    )
    came = [one.entry_id for one in list_passed(session, at_hand)] if any(fed.values()) else []
    return or_(from_the_start, and_(Entry.id.in_(came), Entry.state == EntryState.SEALED.value, ~has_code))


def count_waiting(session: Session, at_hand: RoundAtHand) -> int:
    """How many entries of the round's categories still wait for their validation."""
    waiting = (EntryState.SUBMITTED, EntryState.SELECTED, EntryState.FORWARDED, EntryState.RETURNED)
    fed = feeders(at_hand.plan.plan, at_hand.round.key)
    return (
        session.scalar(
            select(func.count()).where(
                Entry.programme_id == at_hand.programme_id,
                Entry.category_key.in_([category for category, key in fed.items() if key is None]),
                Entry.state.in_([state.value for state in waiting]),
            )
        )
        or 0
    )


def list_sealings(session: Session, round_id: RoundID) -> list[Sealing]:
    """The batches, first to last."""
    return list(session.scalars(select(Sealing).where(Sealing.round_id == round_id).order_by(Sealing.batch)))


def list_code_words(session: Session) -> list[str]:
    """Every code ever drawn: a new one is none of them."""
    return list(session.scalars(select(Code.word)))


def find_code_id(session: Session, round_id: RoundID, entry_id: EntryID) -> CodeID:
    """The code of an entry that was just sealed in a round; for the action that sealed it, never for a page."""
    return CodeID(
        session.scalars(
            select(CodeLink.code_id).where(CodeLink.round_id == round_id, CodeLink.entry_id == entry_id)
        ).one()
    )


def list_code_lines(session: Session, round_id: RoundID) -> list[CodeLine]:
    """The codes of a round in the order of their words, with how many renditions each has."""
    rows = session.execute(
        select(Code.word, Code.category_key, func.count(Rendition.id))
        .outerjoin(Rendition, Rendition.code_id == Code.id)
        .where(Code.round_id == round_id, ~Code.is_void)
        .group_by(Code.id, Code.word, Code.category_key)
        .order_by(Code.word)
    )
    return [CodeLine(word, category, count) for word, category, count in rows]


def list_codes_lacking_renditions(session: Session, round_id: RoundID) -> list[CodeID]:
    """The codes of a round that nobody can be given yet: no rendition, no assignment."""
    return [
        CodeID(one)
        for one in session.scalars(
            select(Code.id)
            .where(Code.round_id == round_id, ~Code.is_void, ~exists().where(Rendition.code_id == Code.id))
            .order_by(Code.word)
        )
    ]


def find_sealed(session: Session, code_id: CodeID) -> Sealed | None:
    """What a code stands for; None when the code is gone or void."""
    found = session.execute(
        select(Code, Entry)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(Code.id == code_id, ~Code.is_void)
        .options(selectinload(Entry.parts).selectinload(Part.measurements))
    ).one_or_none()
    if found is None:
        return None
    code, entry = found
    present = [part for part in entry.parts if part.removed_at is None]
    return Sealed(code, entry, tuple(sorted(present, key=lambda part: (part.kind != "content", part.created_at))))


def has_renditions(session: Session, code_id: CodeID) -> bool:
    """Whether the renditions of a code are there (they come all at once)."""
    return session.scalar(select(exists().where(Rendition.code_id == code_id))) or False


def list_mapping(session: Session, round_id: RoundID) -> list[MappingLine]:
    """The mapping, by code.

    `judging.actions.looks` asks for it after two holders agreed, papers for a round that was opened for good.
    """
    number = (
        select(Receipt.number)
        .where(Receipt.entry_version_id == CodeLink.entry_version_id, Receipt.kind == "submit")
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Code, Entry, EntryVersion.sha256, number)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .join(EntryVersion, EntryVersion.id == CodeLink.entry_version_id)
        .where(Code.round_id == round_id)
        .order_by(Code.word)
        .options(joinedload(Entry.author), joinedload(Entry.unit))
    ).all()
    return [
        MappingLine(
            word=code.word,
            category_key=code.category_key,
            receipt_number=receipt or "",
            title=entry.title,
            author_name=entry.author.full_name,
            unit_name=entry.unit.name,
            version_sha256=sha256,
        )
        for code, entry, sha256, receipt in rows
    ]


def list_links(session: Session, round_id: RoundID) -> list[tuple[str, EntryID, str]]:
    """(code, entry, hash of the version) of a round by code: what the hash of a sealed list is taken of."""
    rows = session.execute(
        select(Code.word, CodeLink.entry_id, EntryVersion.sha256)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(EntryVersion, EntryVersion.id == CodeLink.entry_version_id)
        .where(Code.round_id == round_id)
        .order_by(Code.word)
    )
    return [(word, EntryID(entry), sha256) for word, entry, sha256 in rows]


def list_looks(session: Session, *, rounds: Sequence[RoundID]) -> list[LookLine]:
    """Every look at the mapping of `rounds` (found through the viewer), newest first, with the names of the two."""
    rows = list(
        session.scalars(
            select(Opening).where(Opening.round_id.in_(rounds)).order_by(Opening.asked_at.desc(), Opening.id)
        )
    )
    wanted = {one for row in rows for one in (row.asked_by, row.confirmed_by) if one is not None}
    names = {
        account.id: account.person.full_name
        for account in session.scalars(select(Account).where(Account.id.in_(wanted)))
    }
    return [
        LookLine(row, names.get(row.asked_by, ""), names.get(row.confirmed_by, "") if row.confirmed_by else "")
        for row in rows
    ]


def get_look(session: Session, opening_id: UUID, *, lock: bool = False) -> Opening:
    """A look that was asked for, or NotFoundError; an opening for good is none."""
    statement = select(Opening).where(Opening.id == opening_id, Opening.purpose.in_(("print", "look")))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("opening")
    return found


def count_prints(session: Session, round_id: RoundID, *, since: datetime) -> int:
    """How many printings were confirmed after `since` (the last batch)."""
    return (
        session.scalar(
            select(func.count()).where(
                Opening.round_id == round_id, Opening.purpose == "print", Opening.confirmed_at >= since
            )
        )
        or 0
    )

"""Late changes of a sealed list: what the head asked for, and which entries could be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from judging.enums import EntryState
from judging.errors import NotFoundError
from judging.models.entries import Entry
from judging.models.list_changes import ListChange
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.queries.remarkings import is_remark_round
from judging.queries.rounds import planned

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import EntryID, RoundID
    from judging.queries.standings import RoundAtHand


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One wish of the head; `word` names the code it is about, once there is one."""

    change: ListChange
    word: str

    @property
    def is_open(self) -> bool:
        return self.change.done_at is None and self.change.refused_at is None


def list_changes(session: Session, round_id: RoundID) -> list[ChangeLine]:
    """The late changes of a round, newest first."""
    rows = session.execute(
        select(ListChange, Code.word)
        .outerjoin(Code, Code.id == ListChange.code_id)
        .where(ListChange.round_id == round_id)
        .order_by(ListChange.asked_at.desc(), ListChange.id)
    )
    return [ChangeLine(row, word or "") for row, word in rows]


def get_change(session: Session, change_id: UUID, *, round_id: RoundID, lock: bool = False) -> ListChange:
    """A late change of the round, or NotFoundError."""
    statement = select(ListChange).where(ListChange.id == change_id, ListChange.round_id == round_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("change")
    return found


def list_addable(session: Session, at_hand: RoundAtHand) -> list[Entry]:
    """The entries of the round's categories that were accepted and have no code in it, by their (random) ids.

    None for a round that marks entries anew: there only what was asked for is marked.
    """
    if is_remark_round(session, at_hand.id):
        return []
    return list(
        session.scalars(
            select(Entry)
            .where(
                Entry.programme_id == at_hand.programme_id,
                Entry.category_key.in_(planned(at_hand).categories),
                Entry.state.in_((EntryState.VALID.value, EntryState.SEALED.value)),
                ~exists().where(CodeLink.entry_id == Entry.id, CodeLink.round_id == at_hand.id),
            )
            .order_by(Entry.id)
            .options(joinedload(Entry.author), joinedload(Entry.unit))
        ).unique()
    )


def get_addable(session: Session, at_hand: RoundAtHand, entry_id: EntryID) -> Entry:
    """One of them, or NotFoundError."""
    found = next((one for one in list_addable(session, at_hand) if one.id == entry_id), None)
    if found is None:
        raise NotFoundError("entry")
    return found

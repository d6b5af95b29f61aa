"""What the board took back after the decision: for the rules, for pages, for the public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from judging.enums import EntryState, PaperState
from judging.models.entries import Entry
from judging.models.papers import Paper
from judging.models.revocations import RevocationRow
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.rules.revocations import MovesUp, Revocation, RevocationKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from judging.ids import CodeID, ProgrammeID, RoundID

REVOCATION_PAPER = "quyet-dinh-thu-hoi"
"""The kind of the paper that a revocation rests on; its subject is `RevocationLine.key`."""


@dataclass(frozen=True, slots=True)
class RevocationLine:
    """A decision in force with its code and entry."""

    row: RevocationRow
    code: str
    entry: Entry

    @property
    def key(self) -> str:
        """The word that names it as the subject of a paper."""
        return self.row.id.hex


def list_revocations(session: Session, round_id: RoundID) -> list[RevocationLine]:
    """The decisions in force of a round, oldest first."""
    rows = session.execute(
        select(RevocationRow, Code.word, Entry)
        .join(Code, Code.id == RevocationRow.code_id)
        .join(Entry, Entry.id == RevocationRow.entry_id)
        .where(RevocationRow.round_id == round_id, RevocationRow.undone_at.is_(None))
        .options(joinedload(Entry.author), joinedload(Entry.unit))
        .order_by(RevocationRow.decided_at, RevocationRow.id)
    )
    return [RevocationLine(row, word, entry) for row, word, entry in rows]


def codes_excluded() -> Select[CodeID]:
    """The codes of entries that were excluded before the decision; of the others the ladder's rule tells (`rules`)."""
    decided_about = select(RevocationRow.code_id).where(RevocationRow.undone_at.is_(None))
    return (
        select(CodeLink.code_id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(Entry.state == EntryState.DISQUALIFIED.value, CodeLink.code_id.not_in(decided_about))
    )


def of_rules(lines: Iterable[RevocationLine]) -> list[Revocation]:
    """The decisions as the rules want them."""
    return [
        Revocation(
            one.code,
            RevocationKind(one.row.kind),
            one.row.reason,
            tuple((ladder, MovesUp(said)) for ladder, said in sorted(one.row.choices.items())),
        )
        for one in lines
    ]


def find_revocation(session: Session, revocation_id: UUID, *, round_id: RoundID) -> RevocationRow | None:
    """A decision of a round, in force or taken back."""
    row = session.get(RevocationRow, revocation_id, populate_existing=True)
    return row if row is not None and row.round_id == round_id else None


def without_paper(session: Session, programme_id: ProgrammeID, lines: Iterable[RevocationLine]) -> list[RevocationLine]:
    """The decisions that took a prize away and rest on no paper that was numbered or issued."""
    subjects = set(
        session.scalars(
            select(Paper.subject).where(
                Paper.programme_id == programme_id,
                Paper.kind == REVOCATION_PAPER,
                Paper.state.in_((PaperState.NUMBERED.value, PaperState.ISSUED.value)),
            )
        )
    )
    return [one for one in lines if one.row.prize and one.key not in subjects]

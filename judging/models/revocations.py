"""Entries that were disqualified and prizes that were revoked after the codes were opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID, CodeID, EntryID, RoundID
from judging.models.base import Base, Identified, Word, one_of
from judging.rules.revocations import RevocationKind


class RevocationRow(Identified, Base):
    """The board's decision about one code of a round, in force until it is taken back.

    `choices` say for each ladder that the plan leaves to the board what becomes of the prize.
    """

    __tablename__ = "revocations"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), index=True)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str]
    prize: Mapped[str] = mapped_column(default="")
    """The stable key of the tier (`ladder/tier`) that the code held when this was decided; empty where it held none."""
    decided_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]
    undone_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    undone_because: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("kind", RevocationKind),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("undone_at IS NULL OR undone_because <> ''", name="undone_with_reason"),
        Index(
            "uq_revocations_code_id_in_force",
            "code_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

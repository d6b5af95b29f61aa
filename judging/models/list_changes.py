"""Late changes of a sealed list: the head of the panel asks with a reason, the secretary carries them out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import CodeID, RoundID, SeatID
from judging.models.base import Base, Identified, Word, one_of
from judging.rules.round_paths import ChangeWhat


class ListChange(Identified, Base):
    """One entry let into a sealed round, or taken out of it. The head never learns which entry a code is.

    `code_id` names the code that is to go; of an entry that is let in it is empty until its code was drawn.
    """

    __tablename__ = "list_changes"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    what: Mapped[str] = mapped_column(Word)
    code_id: Mapped[CodeID | None] = mapped_column(ForeignKey("codes.id"))
    asked_by_seat: Mapped[SeatID] = mapped_column(ForeignKey("seats.id"))
    asked_by: Mapped[str] = mapped_column(Word)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    done_by: Mapped[str | None] = mapped_column(Word)
    done_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("what", ChangeWhat),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("done_by IS NULL OR done_by <> asked_by", name="done_by_another_person"),
        CheckConstraint("done_at IS NULL OR refused_at IS NULL", name="done_or_refused"),
        CheckConstraint("(done_at IS NULL AND what = 'added') = (code_id IS NULL)", name="names_its_code"),
        Index(
            "uq_list_changes_code_id_in_force",
            "code_id",
            unique=True,
            sqlite_where=text("refused_at IS NULL AND what = 'removed'"),
            postgresql_where=text("refused_at IS NULL AND what = 'removed'"),
        ),
    )

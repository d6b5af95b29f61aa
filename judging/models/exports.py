"""Who took which list with personal data out of the portal, and why (E19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Digest, Identified, Word


class Export(Identified, Base):
    """One file that somebody took: its list with its filters, the reason, how many rows, and its SHA-256.

    The row's id is the mark printed on the file. `alarmed` says that supervisors were told at once.
    """

    __tablename__ = "exports"

    kind: Mapped[str] = mapped_column(Word)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str]
    row_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(Digest)
    alarmed: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("row_count >= 0", name="row_count_is_not_negative"),
    )

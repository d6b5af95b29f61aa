"""What the publisher writes about a contest: news, and questions with their answers, each in versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import NewsKind
from judging.ids import AccountID, NewsID, ProgrammeID
from judging.models.base import Base, Identified, Word, one_of


class News(Identified, Base):
    """One piece of news. It is public from `publish_at` on, unless it was taken down."""

    __tablename__ = "news"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    address: Mapped[str]
    """Its word in addresses, made of its first title."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    publish_at: Mapped[datetime | None]
    published_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    taken_down_at: Mapped[datetime | None]
    taken_down_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    taken_down_because: Mapped[str] = mapped_column(default="")

    versions: Mapped[list[NewsVersion]] = relationship(order_by="NewsVersion.number.desc()", lazy="selectin")

    __table_args__ = (
        UniqueConstraint("programme_id", "address"),
        one_of("kind", NewsKind),
        CheckConstraint("(publish_at IS NULL) = (published_by IS NULL)", name="published_by_somebody"),
        CheckConstraint("taken_down_at IS NULL OR taken_down_because <> ''", name="taken_down_with_reason"),
    )


class NewsVersion(Identified, Base):
    """A text of a piece of news. Until it is public there is one; each later one corrects it and says why."""

    __tablename__ = "news_versions"

    news_id: Mapped[NewsID] = mapped_column(ForeignKey("news.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("news_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="corrected_with_reason"),
        CheckConstraint("title <> '' AND body <> ''", name="says_something"),
    )

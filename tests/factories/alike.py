"""Pairs of look-alikes, questions to authors and a library, as rows: for the table of who may open what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import select

from judging.ids import AccountID, ArticleID, EntryID, LookalikeID, PartID
from judging.models.entries import Part
from judging.models.lookalikes import Article, Lookalike, Print, Suspicion

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

TEXT = "một đoạn văn bản thử nghiệm dùng để đối chiếu các bài dự thi với nhau trong kiểm thử " * 3


def add_article_row(session: Session, by: UUID, *, now: datetime) -> Article:
    """A text of the library with its print."""
    digest = uuid4().hex * 2
    article = Article(
        title="Bài báo thử", title_folded="bai bao thu", text=TEXT, syllables=60, sha256=digest,
        added_by=AccountID(by), added_at=now,
    )  # fmt: skip
    session.add(article)
    session.flush()
    session.add(Print(article_id=ArticleID(article.id), form="text", version="test", text=TEXT, made_at=now))
    session.flush()
    return article


def add_pair(session: Session, entry_id: UUID, article: Article, *, now: datetime) -> Lookalike:
    """An entry that looks like an article."""
    part = session.scalars(select(Part).where(Part.entry_id == entry_id, Part.attachment_key.is_(None))).first()
    assert part is not None
    other = session.scalars(select(Print).where(Print.article_id == article.id)).one()
    mine = Print(part_id=PartID(part.id), form="text", version="test", text=TEXT, made_at=now)
    session.add(mine)
    session.flush()
    pair = Lookalike(
        print_id=mine.id, other_print_id=other.id, entry_id=EntryID(entry_id), article_id=ArticleID(article.id),
        percent=100, other_percent=100, evidence={"form": "text"}, comparer_version="test", found_at=now,
    )  # fmt: skip
    session.add(pair)
    session.flush()
    return pair


def add_question(session: Session, pair: Lookalike, by: UUID, *, now: datetime, proposed_by: UUID | None = None) -> Any:
    """The author of a pair's entry was asked; with `proposed_by` the board proposed to exclude the entry."""
    row = Suspicion(
        lookalike_id=LookalikeID(pair.id), entry_id=pair.entry_id, opened_by=AccountID(by), opened_at=now,
        question="Đề nghị giải trình", explain_until=now, outcome="disqualify" if proposed_by else None,
        reason="Sao chép" if proposed_by else "", decided_by=AccountID(proposed_by) if proposed_by else None,
        decided_at=now if proposed_by else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def add_alike(house: Any, session: Session, *, now: datetime) -> None:
    """For the office a pair, a question and a proposal of its own and of another's; for authors their question."""
    validator, board, secretary = (house.people[who].id for who in ("validator", "board", "secretary"))
    for target in (house.own, house.other):
        article = add_article_row(session, secretary, now=now)
        pair = add_pair(session, target["validator"]["entry_id"], article, now=now)
        values = {"lookalike_id": pair.id}
        for verb in ("lookalike", "dismiss", "reopen", "ask"):
            target[f"validator.{verb}"] = values
        question = add_question(session, pair, validator, now=now, proposed_by=board)
        for verb in ("suspicion", "decide", "confirm", "decline"):
            target[f"validator.{verb}"] = {"suspicion_id": question}
        mine = add_pair(session, target["entrant"]["entry_id"], article, now=now)
        told = {"entry_id": mine.entry_id, "suspicion_id": add_question(session, mine, validator, now=now)}
        target["entrant.explanation"] = target["entrant.send_explanation"] = told
        named = article.id if target is house.own else uuid4()
        target["secretary.article"] = target["secretary.drop_article"] = {"article_id": named}

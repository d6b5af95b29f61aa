"""What is published around a result, for the access table and for the tests of public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from judging.actions.consents import state_consents
from judging.actions.news import publish_news, write_news
from judging.enums import ConsentField, NewsKind
from judging.ids import AccountID, NewsID, ProgrammeID
from judging.models.photographs import Photograph
from judging.models.planned_publications import PlannedPublication
from media.store.contract import StorageKey

NO_PICTURE = bytes(range(256)) * 8

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from tests.factories.house import House
    from tests.factories.marking import Day


def withhold(day: Day, entry: Entry, *fields: ConsentField) -> None:
    """The author of `entry` says that these fields are not to be public; all others may be."""
    with day.acting() as session:
        author = next(one for one in day.authors if one.person_id == entry.author_id)
        state_consents(
            session,
            programme_id=day.programme_id,
            person_id=entry.author_id,
            public=_others(fields),
            by=day.viewer(session, author),
            now=day.now,
        )


def make_news(day: Day, title: str = "Tin thử", body: str = "Nội dung tin thử.", *, kind: str = "news") -> UUID:
    """A piece of news about the contest that everybody reads; its id."""
    with day.acting() as session:
        return _published(session, day, title, body, kind)


def _published(session: Session, day: Day, title: str, body: str, kind: str = "news") -> UUID:
    facts = {"by": day.viewer(session, day.publisher), "now": day.now}
    row = write_news(
        session, programme_id=ProgrammeID(day.programme_id), kind=NewsKind(kind), title=title, body=body, **facts
    )
    publish_news(session, NewsID(row.id), version=1, at=day.now, **facts)
    return row.id


def add_photograph_row(app: Flask, session: Session, day: Day) -> UUID:
    """A photograph of the contest whose bytes are no picture; nobody is named on it."""
    keys = [uuid4().hex * 2 for _ in range(2)]
    for key in keys:
        app.extensions["bangvang_store"].put(StorageKey(key), NO_PICTURE)
    row = Photograph(
        programme_id=day.programme_id, store_key=keys[0], small_key=keys[1], media_type="image/jpeg",
        size_bytes=len(NO_PICTURE), small_bytes=len(NO_PICTURE), width=160, height=90, alt="Ảnh thử",
        added_by=day.publisher.id, added_at=day.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _planned(session: Session, day: Day) -> UUID:
    """A publication of the round that was planned and cancelled."""
    row = PlannedPublication(
        round_id=day.round_id, bundle_sha256="0" * 64, publish_at=day.now, planned_by=AccountID(day.publisher.id),
        planned_at=day.now, ended_at=day.now, outcome="cancelled",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def add_publishing(house: House, session: Session, published: Day, foreign: Day) -> None:
    """The parameters of the publisher's and the public's further pages, own and another office's."""
    for target, day in ((house.own, published), (house.other, foreign)):
        target["publisher"] |= {
            "person_id": day.entries[0].author_id,
            "photograph_id": add_photograph_row(house.app, session, day),
            "news_id": _published(session, day, "Tin thử", "Nội dung tin thử."),
            "planned_id": _planned(session, day),
        }
        target["public.photograph"] = {"photograph_id": target["publisher"]["photograph_id"]}
        target["api"] = {"slug": day.slug, "number": 1}
        target["public.news"] = {"address": "tin-thu", "number": 1}
    house.other["api"] = {"slug": "khong-co", "number": 99}
    house.other["public.news"] = {"address": "khong-co", "number": 99}


def _others(fields: Iterable[ConsentField]) -> list[ConsentField]:
    return [one for one in ConsentField if one not in set(fields)]

"""A contest whose marking is done, whole enough for every invariant: bytes in the store, receipts that verify.

    day = make_day(app, now=clock(), marks=[90, 85, 80, 60], video=1)
    with day.acting() as session:
        close_round(session, day.at_hand(session), by=day.viewer(session, day.secretary), now=clock())

`close_and_open` and `approve_and_publish` go the rest of the way through the real actions.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from judging.actions.approvals import approve, bundle_of, sha256_of_bundle
from judging.actions.openings import ask_opening, confirm_opening
from judging.actions.publications import publish
from judging.actions.results import close_round, keep_result
from judging.models.entries import Part, Receipt
from judging.models.people import Account
from judging.models.programmes import Programme
from judging.models.rounds import Rendition
from judging.queries.standings import RoundAtHand, round_at_hand
from media.store.contract import StorageKey
from portal.anchors import write_anchor
from portal.db import writing
from portal.keys import sign
from portal.sessions import viewer_of
from tests.factories.judging import World, make_marked_round, make_rendition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.rules.viewers import Viewer
    from judging.spec.programme import Programme as Plan

VIDEO = bytes(range(256)) * 6000
"""1.5 MB that no player would play: enough to ask for ranges of it."""
NO_PHONE_HERE = "0912345678"


@dataclass
class Day:
    """The contest, its people, and what became of each entry."""

    app: Flask
    now: datetime
    slug: str
    programme_id: UUID
    round_id: UUID
    secretary: Account
    board: Account
    holders: list[Account]
    publisher: Account
    validator: Account
    judges: list[Account]
    entries: list[Entry]
    codes: list[str]
    """By entry, best marks as the test gave them."""
    authors: list[Account] = field(default_factory=list)

    @contextmanager
    def acting(self) -> Iterator[Session]:
        """A transaction of the main connection."""
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            yield session

    def at_hand(self, session: Session) -> RoundAtHand:
        return round_at_hand(session, self.round_id)

    def viewer(self, session: Session, account: Account) -> Viewer:
        return viewer_of(session, session.get_one(Account, account.id), now=self.now)

    def close(self, reason: str = "") -> None:
        with self.acting() as session:
            by = self.viewer(session, self.secretary)
            close_round(session, self.at_hand(session), by=by, now=self.now, override_reason=reason)
        self.compute()

    def compute(self) -> str:
        with self.acting() as session:
            by = self.viewer(session, self.secretary)
            return keep_result(session, self.at_hand(session), by=by, now=self.now).sha256

    def open(self) -> None:
        with self.acting() as session:
            ask_opening(session, self.at_hand(session), by=self.viewer(session, self.holders[0]), now=self.now)
        with self.acting() as session:
            confirm_opening(session, self.at_hand(session), by=self.viewer(session, self.holders[1]), now=self.now)

    def bundle(self) -> str:
        with self.acting() as session:
            return sha256_of_bundle(bundle_of(session, self.at_hand(session)))

    def approve(self) -> str:
        bundle = self.bundle()
        with self.acting() as session:
            by = self.viewer(session, self.board)
            approve(session, self.at_hand(session), bundle_sha256=bundle, by=by, now=self.now)
        self.anchor("result.approve")
        return bundle

    def anchor(self, milestone: str) -> None:
        """The head of the history is put outside the database, as the job does after a milestone."""
        with self.acting() as session:
            folder = self.app.extensions["bangvang_settings"].data_folder
            write_anchor(session, folder, milestone=milestone, now=self.now)

    def publish(self, bundle: str, *, reason: str = "", in_production: bool = False) -> None:
        with self.acting() as session:
            publish(
                session,
                self.at_hand(session),
                bundle_sha256=bundle,
                by=self.viewer(session, self.publisher),
                now=self.now,
                in_production=in_production,
                reason=reason,
            )

    def until_opened(self) -> Day:
        self.close()
        self.open()
        return self

    def until_published(self) -> Day:
        self.until_opened()
        self.publish(self.approve())
        return self


def make_day(
    app: Flask,
    *,
    now: datetime,
    marks: Sequence[int | Decimal | tuple[int | Decimal, ...]] = (90, 85, 80, 60),
    video: int | None = None,
    plan: Plan | None = None,
) -> Day:
    """A contest with one entry for each of `marks`, all sheets locked; entry number `video` is a video."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_marked_round(session, now=now, marks=marks, plan=plan)
        if video is not None:
            _make_video(app, world, world.entries[video])
        _make_whole(app, session, world)
        authors = [
            session.scalars(select(Account).where(Account.person_id == entry.author_id)).one()
            for entry in world.entries
        ]
        for account in authors:
            account.person.phone = NO_PHONE_HERE
        session.flush()
        for account in (world.secretary, world.board, *world.holders, world.publisher, world.validator, *world.judges):
            session.refresh(account)
        for entry in world.entries:
            session.refresh(entry)
        programme = session.get_one(Programme, world.programme.id)
        return Day(
            app=app,
            now=now,
            slug=programme.slug,
            programme_id=programme.id,
            round_id=world.round_id,
            secretary=world.secretary,
            board=world.board,
            holders=world.holders,
            publisher=world.publisher,
            validator=world.validator,
            judges=world.judges,
            entries=world.entries,
            codes=[world.code_of(entry).word for entry in world.entries],
            authors=authors,
        )


def _make_video(app: Flask, world: World, entry: Entry) -> None:
    session, code = world.session, world.code_of(entry)
    entry.category_key = code.category_key = "video"
    session.execute(delete(Rendition).where(Rendition.code_id == code.id))
    key = secrets.token_hex(32)
    app.extensions["bangvang_store"].put(StorageKey(key), VIDEO)
    rendition = make_rendition(session, code, store_key=key, size=len(VIDEO))
    rendition.sha256 = hashlib.sha256(VIDEO).hexdigest()


def _make_whole(app: Flask, session: Session, world: World) -> None:
    """Store the bytes of every part and sign every receipt, as receiving them would have done."""
    keys = app.extensions["bangvang_settings"].keys_folder
    for part in session.scalars(select(Part)):
        content = f"nội dung {part.id}".encode()
        app.extensions["bangvang_store"].put(StorageKey(part.store_key), content)
        part.sha256, part.size_bytes = hashlib.sha256(content).hexdigest(), len(content)
    for receipt in session.scalars(select(Receipt)):
        signed = sign(keys, receipt.payload)
        receipt.signature, receipt.key_id = signed.signature, signed.key_id
    session.flush()

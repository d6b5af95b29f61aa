"""An installation in a temporary folder, filled in bulk: signed-in people, drafts with stored files, a judged round."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

import config
from bench.browsers import Ask, Line
from bench.processes import free_port, serving
from judging.enums import EntryState, Role
from judging.models.entries import Entry
from judging.models.rounds import Rendition
from judging.models.validations import Validation
from portal.app import create_app
from portal.cli.serving import prepare
from portal.clock import clock
from portal.db import transaction
from portal.demo.documents import make_docx
from portal.demo.texts import vietnamese_text
from portal.records.tables import SignInSession
from tests.factories.entries import make_draft
from tests.factories.judging import make_sealed_round, make_valid_entry
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from bench.processes import Server
    from judging.models.people import Account
    from judging.models.programmes import Programme

ESSAY_CHU = 1463
CSRF = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Portal:
    """An installation that is not served yet; `served` starts it."""

    app: Flask
    settings: config.Settings
    form_cookie: str = ""
    csrf: str = ""

    @contextlib.contextmanager
    def served(self, command: str = "serve") -> Iterator[Server]:
        """The portal's own server, without (`serve`) or with (`run`) the worker beside it."""
        environment = {
            "BANGVANG_DATA_FOLDER": str(self.settings.data_folder),
            "BANGVANG_BASE_URL": self.settings.base_url,
            "BANGVANG_ACCEL_PREFIX": self.settings.accel_prefix,
        }
        if self.settings.database_url:
            environment["BANGVANG_DATABASE_URL"] = self.settings.database_url
            environment["BANGVANG_DESK_DATABASE_URL"] = self.settings.desk_database_url
        with serving(["-m", "portal.cli", command], environment, self.settings.port, "/suc-khoe") as server:
            self._learn_token()
            yield server

    def _learn_token(self) -> None:
        """One token guards the forms of every client here: it belongs to the form cookie, not to a person."""
        line = Line(self.settings.port)
        answer = line.send(Ask("GET", "/dang-nhap"))
        line.close()
        found = CSRF.search(answer.body)
        assert found is not None
        self.csrf, self.form_cookie = found[1].decode(), answer.header("set-cookie").partition(";")[0]

    def cookies(self, token: str) -> str:
        return f"{self.form_cookie}; bangvang={token}"


@contextlib.contextmanager
def installation(*, database_url: str = "", desk_database_url: str = "") -> Iterator[Portal]:
    """A fresh, migrated installation; everything is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="bangvang-bench-") as folder:
        settings = config.Settings(
            data_folder=Path(folder) / "var",
            base_url=f"http://127.0.0.1:{free_port()}",
            database_url=database_url,
            desk_database_url=desk_database_url,
        )
        prepare(settings)
        app = create_app(settings)
        try:
            yield Portal(app, settings)
        finally:
            app.extensions["bangvang_database"].dispose()


def sign_in(session: Session, account: Account) -> str:
    """A browser that is signed in already; its token. No password is hashed here."""
    token = secrets.token_urlsafe(32)
    now = clock()
    session.add(
        SignInSession(
            digest=hashlib.sha256(token.encode()).hexdigest(),
            account_id=account.id,
            credential_version=account.credential_version,
            began_at=now,
            seen_at=now,
            confirmed_at=now,
            browser="bench",
        )
    )
    return token


@dataclass(frozen=True, slots=True)
class Draft:
    """A complete draft of somebody who is signed in."""

    entry_id: str
    token: str
    version: int


def make_drafts(
    portal: Portal, programme: Programme, count: int, *, content: bytes | None, category: str = "essay"
) -> list[Draft]:
    """`count` complete drafts, one for each author, with `content` stored as their DOCX (none: without a file)."""
    drafts = []
    with portal.app.app_context():
        with transaction() as session:
            units = [make_unit(session, f"UBND xã Thử nghiệm {number}", kind="commune") for number in range(1, 21)]
            people = [make_account(session, now=clock(), unit=units[number % 20]) for number in range(count)]
            tokens = [sign_in(session, account) for account in people]
        for account, token in zip(people, tokens, strict=True):
            file = ("bai-du-thi.docx", content or b"")
            entry_id = make_draft(portal.app, account, programme, category=category, file=file, seed=len(drafts))
            drafts.append((entry_id, token))
        with transaction() as session:
            versions = {row.id: row.version for row in session.execute(select(Entry.id, Entry.version))}
    return [Draft(str(entry_id), token, versions[entry_id]) for entry_id, token in drafts]


def docx_bytes(chu: int = ESSAY_CHU) -> bytes:
    """A real essay as a word processor writes it."""
    with tempfile.TemporaryDirectory() as folder:
        cover = {"author": "Tác giả Thử nghiệm", "unit": "UBND xã Tà Rụt", "title": "Một cửa", "phone": "0900000000"}
        return make_docx(Path(folder) / "bai.docx", chu=chu, cover=cover, seed=1).read_bytes()


def essay_html() -> str:
    """What a judge reads: an essay of the usual length as paragraphs."""
    passages = vietnamese_text(ESSAY_CHU, 1).split("\n\n")
    return '<article class="essay" lang="vi">\n' + "".join(f"<p>{one}</p>\n" for one in passages) + "</article>\n"


@dataclass
class Judging:
    """A round in the middle of its marking, and the people who look at it."""

    round_id: str
    judges: list[str] = field(default_factory=list)
    """Tokens."""
    sheets: list[list[str]] = field(default_factory=list)
    """Assignment ids of each judge."""
    criteria: list[str] = field(default_factory=list)
    secretary: str = ""
    validator: str = ""


def make_judging(portal: Portal, entries: int) -> Judging:
    """`entries` in an open round that three judges mark, and as many in the validators' queue."""
    with portal.app.app_context(), transaction() as session:
        now = clock()
        world = make_sealed_round(session, now=now, entries=entries)
        html = essay_html()
        session.execute(
            update(Rendition).values(
                html=html, size_bytes=len(html.encode()), sha256=hashlib.sha256(html.encode()).hexdigest()
            )
        )
        waiting = [
            make_valid_entry(session, world.programme, now=now, validator=world.validator, state=EntryState.FORWARDED)
            for _ in range(entries)
        ]
        session.execute(delete(Validation).where(Validation.entry_id.in_([entry.id for entry in waiting])))
        made = Judging(
            round_id=str(world.round_id),
            criteria=[one.key for one in world.at_hand.rules.rubric.criteria],
            secretary=sign_in(session, world.secretary),
            validator=sign_in(session, world.validator),
        )
        for judge in world.judges:
            made.judges.append(sign_in(session, judge))
            made.sheets.append([str(one.id) for one in world.assignments_of(judge)])
        return made


def make_open_programme(portal: Portal, slug: str) -> Programme:
    with portal.app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug=slug)


__all__ = [
    "Draft", "Judging", "Portal", "Role", "docx_bytes", "essay_html", "installation", "make_drafts", "make_judging",
    "make_open_programme", "sign_in",
]  # fmt: skip

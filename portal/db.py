"""Connections, the session of a request, and the only place that commits.

Two engines stand side by side. The *main* engine knows everything. The *desk* engine works for a judge's
request and cannot read identity: on PostgreSQL it logs in under a role without grants, on SQLite an
authorizer refuses every table that is not on the list in `judging/desk/tables.py` (design 6).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

from flask import current_app, g, has_app_context
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from judging.desk.stops import refuse_while_stopped
from judging.desk.tables import may_touch
from judging.errors import JudgingStoppedError
from portal.archive_guard import GUARDED
from portal.failpoints import failpoint
from portal.jobs.holding import refuse_if_lost
from portal.outbox import announce, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from config import Settings

DESK_ROLE = "bangvang_desk"
BUSY_MILLISECONDS = 15_000
POOL_SECONDS = 10


@dataclass(slots=True)
class Changes:
    """How many transactions this process has ended well: what was read before the last of them may be old."""

    number: int = 0


changes = Changes()
_turns: dict[str, RLock] = {}
"""By database file: both engines of an installation write to one."""


@dataclass(frozen=True, slots=True)
class Database:
    """The engines of one installation. `write_*` begin with the write lock, so that no two writers upgrade."""

    main: Engine
    desk: Engine

    @classmethod
    def of(cls, settings: Settings) -> Database:
        """Open (lazily) both engines of `settings`."""
        main = make_engine(settings.database)
        if settings.is_embedded:
            return cls(main, make_engine(settings.desk_database, desk=True))
        if settings.desk_database != settings.database:
            return cls(main, make_engine(settings.desk_database))
        return cls(main, make_engine(settings.database, desk=True))

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.main.dispose()
        self.desk.dispose()


def make_engine(url: str, *, desk: bool = False) -> Engine:
    """An engine with this house's connection rules for SQLite or PostgreSQL.

    SQLite: WAL with synchronous=FULL (NORMAL lost 60 of 60 acknowledged commits in a power cut), foreign keys
    on, BEGIN IMMEDIATE for writers. PostgreSQL: time limits on statements and locks, so that nobody waits for ever.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=40, max_overflow=0, connect_args={"check_same_thread": False})
        _prepare_sqlite(engine, desk=desk)
        return engine
    options = "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=15000"
    if desk:
        options += f" -c role={DESK_ROLE}"
    return create_engine(
        url,
        pool_size=20,
        max_overflow=20,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        connect_args={"options": options},
    )


def _prepare_sqlite(engine: Engine, *, desk: bool) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below says BEGIN itself
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not desk:
            connection.execute("PRAGMA secure_delete=ON")  # of a vote's papers nothing stays in freed pages
        if desk:
            connection.set_authorizer(_authorize)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _authorize(action: int, first: str | None, second: str | None, _schema: str | None, _by: str | None) -> int:
    """SQLite asks before each step of a statement: the desk may touch only the tables on its list."""
    allowed = may_touch(_ACTIONS.get(action, "other"), first or "", second or "")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


_ACTIONS = {
    sqlite3.SQLITE_READ: "read",
    sqlite3.SQLITE_INSERT: "insert",
    sqlite3.SQLITE_UPDATE: "update",
    sqlite3.SQLITE_DELETE: "delete",
    sqlite3.SQLITE_SELECT: "select",
    sqlite3.SQLITE_TRANSACTION: "transaction",
    sqlite3.SQLITE_SAVEPOINT: "transaction",
    sqlite3.SQLITE_FUNCTION: "function",
    sqlite3.SQLITE_RECURSIVE: "select",
}


def database() -> Database:
    """The engines of the running application."""
    found: Database = current_app.extensions["bangvang_database"]
    return found


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends well and rolls back when it does not."""
    with _turn(engine), Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
        settle(session)
        session.flush()
        failpoint("before_commit")
        session.commit()
        failpoint("after_commit")
        announce(session)


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite has one writer at a time: the threads of this process queue here, where the next is woken at once.

    Inside SQLite waiting is trying again after ever longer sleeps: of 16 writers the unluckiest waited 5 seconds.
    Who waits longer than BUSY_MILLISECONDS goes on to SQLite's own waiting, so that nobody waits for ever.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _turns.setdefault(str(engine.url.database), RLock())
    is_mine = lock.acquire(timeout=BUSY_MILLISECONDS / 1000)
    try:
        yield
    finally:
        if is_mine:
            lock.release()


@contextmanager
def transaction() -> Iterator[Session]:
    """The main connection's transaction. The only way to change anything outside the desk.

    Inside a job it commits only while the job is held; a worker that lost its lease writes nothing (X03).
    """
    if has_app_context() and g.get("desk_only"):
        raise RuntimeError("a judge's request works on the desk connection alone")
    _give_back("reading_session")
    with writing(database().main) as session:
        session.info[GUARDED] = True
        yield session
        refuse_if_lost(session)
    changes.number += 1
    _begin_anew("reading_session")


@contextmanager
def desk_transaction() -> Iterator[Session]:
    """The desk connection's transaction: a judge's saves and locks. Raises JudgingStoppedError (X38)."""
    _give_back("desk_session")
    with writing(database().desk) as session:
        refuse_while_stopped(session)
        yield session
    _begin_anew("desk_session")


def _give_back(name: str) -> None:
    """Let go of the connection that this request has read with, before it asks for the one it writes with.

    What was read stays. Holding the first while waiting for the second, as many requests as the pool has connections
    wait for each other: of 1,000 submits at once 26 timed out.
    """
    if has_app_context() and (session := g.get(name)) is not None and not _unsaved(session):
        session.commit()


def _unsaved(session: Session) -> bool:
    return bool(session.new or session.dirty or session.deleted)


def _begin_anew(name: str) -> None:
    """Let this request's reading session see what the request has just committed: its snapshot is older."""
    if has_app_context() and (session := g.get(name)) is not None:
        session.rollback()


def reading() -> Session:
    """This request's session for reading. It is rolled back when the request ends; a write in it is an error."""
    if g.get("desk_only"):
        raise RuntimeError("a judge's request works on the desk connection alone")
    return _request_session("reading_session", database().main)


def desk_reading() -> Session:
    """This request's session for reading on the desk connection. Raises JudgingStoppedError (X38)."""
    if g.get("judging_is_stopped"):  # known from the sign-in, so that a page asks for it no second time
        raise JudgingStoppedError
    return _request_session("desk_session", database().desk)


def _request_session(name: str, engine: Engine) -> Session:
    session: Session | None = g.get(name)
    if session is None:
        session = Session(engine, expire_on_commit=False, autoflush=False)
        setattr(g, name, session)
    return session


def end_request_sessions(_error: BaseException | None = None) -> None:
    """Give the request's connections back; unsaved changes in a reading session are a programming error."""
    for name in ("reading_session", "desk_session"):
        session: Session | None = g.pop(name, None)
        if session is None:
            continue
        unsaved = _unsaved(session)
        session.close()
        if unsaved and current_app.testing:
            raise AssertionError(f"this request left unsaved changes in its {name}")


def scalar_now(session: Session) -> Any:  # noqa: ANN401  whatever the driver returns
    """The database's own idea of the present moment, for the skew alarm (B06)."""
    dialect = session.get_bind().dialect.name
    text = (
        "SELECT strftime('%s','now') + (strftime('%f','now') - strftime('%S','now'))"
        if dialect == "sqlite"
        else ("SELECT extract(epoch from clock_timestamp())")
    )
    return session.connection().exec_driver_sql(text).scalar()

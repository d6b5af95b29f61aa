"""Real parts for every test: both databases, the disk store, the application, a client that reads pages."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

import config
from portal.app import create_app
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation, migrate
from portal.payee_vault import make_payee_key
from tests.page_client import PageClient
from tests.postgresql import PostgresServer
from tests.quick_apps import TEMPLATES, keep_route_builders
from tests.swift import SwiftServer, SwiftUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

keep_route_builders()
hypothesis_settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("house")

NOW = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
"""The moment at which every test's clock starts: 10:00 on Monday 7 September 2026 in Vietnam."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that hangs is ended and named (`timeout` in pyproject.toml); the long runs set their own ends."""
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.timeout(0))


class TestClock:
    """A clock that only moves when a test moves it."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL of this test run's own, with a migrated template database."""
    server = PostgresServer.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """A real S3-compatible store: one OpenStack Swift for all workers of this test run."""
    folder = tmp_path_factory.getbasetemp()
    try:
        server = SwiftServer.join(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)
    except SwiftUnavailableError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    try:
        yield server
    finally:
        server.leave()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    from portal.db import make_engine

    path = tmp_path_factory.mktemp("template") / "bangvang.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys that sign this run's receipts and seal its winners' numbers."""
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder)
    make_payee_key(folder)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that touches the database runs on both."""
    return str(request.param)


@pytest.fixture
def settings(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest, signing_key: Path
) -> Iterator[config.Settings]:
    """The settings of a demonstration installation with an empty, migrated database."""
    base = config.Settings(
        data_folder=tmp_path, base_url="http://127.0.0.1", lease_seconds=5.0, poll_seconds=0.02, sandbox="weak",
        public_cache_seconds=0,
    )  # fmt: skip
    shutil.copytree(signing_key, base.keys_folder)
    base.scratch_folder.mkdir(mode=0o700)
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "bangvang.sqlite3")
        yield base
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.make_database()
    try:
        yield replace(base, database_url=server.url(name), desk_database_url=server.desk_url(name))
    finally:
        server.drop_database(name)


@pytest.fixture
def app(settings: config.Settings, clock: TestClock) -> Iterator[Flask]:
    """The application on the test's database, told the time by the test's clock."""
    app = create_app(settings, clock=clock)
    app.jinja_env.bytecode_cache = TEMPLATES
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    raw = public_key(settings.keys_folder)
    fix_installation(
        app.extensions["bangvang_database"].main,
        kind=settings.installation,
        now=clock(),
        key_id=key_id_of(raw),
        public_key=raw,
    )
    yield app
    app.extensions["bangvang_database"].dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Somebody who is not signed in."""
    return PageClient(app)

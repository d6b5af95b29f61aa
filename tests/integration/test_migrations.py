"""The schema: up and down on both databases, and the models agree with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from judging.models import Base
from portal.db import make_engine
from portal.migrate import WrongInstallationError, fix_installation, head, is_current, migrate
from portal.records import tables as _records  # noqa: F401
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def engine(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    if database_kind == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
        yield made
        made.dispose()
        return
    server = request.getfixturevalue("postgres")
    name = server.make_bare_database()
    made = make_engine(server.url(name))
    yield made
    made.dispose()
    server.drop_database(name)


def test_the_schema_goes_up_down_and_up_again(engine: Engine) -> None:
    migrate(engine)
    assert is_current(engine)
    migrate(engine, to="base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT seq FROM chain_head").scalar() == 0


def test_models_and_the_newest_revision_agree(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert head() is not None


@pytest.mark.parametrize("table", ["history", "review_versions", "measurements"])
def test_B01_append_only_tables_refuse_changes(engine: Engine, table: str, database_kind: str) -> None:
    migrate(engine)
    if database_kind == "sqlite":
        with engine.connect() as connection:
            triggers = set(
                connection.exec_driver_sql(
                    f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
                ).scalars()
            )
        assert triggers == {f"{table}_no_update", f"{table}_no_delete"}
        return
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")


def test_A19_a_demonstration_never_becomes_a_production_installation(engine: Engine) -> None:
    migrate(engine)
    kinds = {"key_id": "k", "public_key": b"p", "now": NOW}
    fix_installation(engine, kind="demonstration", **kinds)
    fix_installation(engine, kind="demonstration", **kinds)
    with pytest.raises(WrongInstallationError):
        fix_installation(engine, kind="production", **kinds)

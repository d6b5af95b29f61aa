"""What a schema alone cannot say: triggers that forbid changes, and the desk's grants on PostgreSQL.

Used by the migrations, in the words of each database.
"""

from __future__ import annotations

import sqlalchemy as sa

from judging.desk.tables import INSERTABLE, READABLE, UPDATABLE

DESK_ROLE = "bangvang_desk"
NEVER_CHANGED = ("history", "review_versions", "measurements")
GENESIS = "0" * 64


def forbid_changes(connection: sa.Connection, table: str) -> None:
    """Refuse every UPDATE and DELETE on `table`, whoever asks."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def forbid_plan_changes(connection: sa.Connection) -> None:
    """An issued plan version keeps its text and hash for ever; only its state may still move to 'replaced'."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE TRIGGER plan_versions_frozen BEFORE UPDATE OF canonical, sha256, number ON plan_versions "
            "WHEN OLD.state <> 'draft' AND (NEW.canonical <> OLD.canonical OR NEW.sha256 <> OLD.sha256 "
            "OR NEW.number <> OLD.number) BEGIN SELECT RAISE(ABORT, 'an issued plan version is frozen'); END"
        )
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION refuse_plan_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an issued plan version is frozen'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER plan_versions_frozen BEFORE UPDATE ON plan_versions FOR EACH ROW "
        "WHEN (OLD.state <> 'draft' AND (NEW.canonical <> OLD.canonical OR NEW.sha256 <> OLD.sha256 "
        "OR NEW.number <> OLD.number)) EXECUTE FUNCTION refuse_plan_change()"
    )


def grant_desk(connection: sa.Connection) -> None:
    """Give the desk's role its allow-list and nothing else; SQLite has no roles and uses the authorizer."""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(
        f"DO $$ BEGIN CREATE ROLE {DESK_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    connection.exec_driver_sql(f"GRANT {DESK_ROLE} TO CURRENT_USER")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {DESK_ROLE}")
    _grant_tables(connection)


def _grant_tables(connection: sa.Connection) -> None:
    """The rights on the tables and columns that stand now: a migration that adds some calls `grant_desk` again."""
    found = sa.inspect(connection)
    present = set(found.get_table_names())
    for table in sorted(READABLE & present):
        connection.exec_driver_sql(f"GRANT SELECT ON {table} TO {DESK_ROLE}")
    for table in sorted(INSERTABLE & present):
        connection.exec_driver_sql(f"GRANT INSERT ON {table} TO {DESK_ROLE}")
    for table in sorted(UPDATABLE.keys() & present):
        columns = sorted(UPDATABLE[table] & {column["name"] for column in found.get_columns(table)})
        if columns:
            connection.exec_driver_sql(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {DESK_ROLE}")


def begin_chain(connection: sa.Connection) -> None:
    """The row that the chain hangs on: number 0, a hash of zeros."""
    connection.execute(sa.text("INSERT INTO chain_head (id, seq, hash) VALUES (1, 0, :genesis)"), {"genesis": GENESIS})


def drop_guards(connection: sa.Connection) -> None:
    """Take the triggers and the desk's grants off again, for a migration downwards."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    for table in NEVER_CHANGED:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS plan_versions_frozen ON plan_versions")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_change()")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_plan_change()")
    connection.exec_driver_sql(f"DROP OWNED BY {DESK_ROLE}")

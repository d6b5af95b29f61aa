"""After a secret vote was closed: what the databases keep beside their rows goes as well, as far as they let it.

The close itself has written papers and marks anew. SQLite still holds older pages in its write-ahead log until that is
emptied; PostgreSQL holds the old rows, which no query sees, until the table is written to a new file. Both are done
here, outside of any transaction; where the moment does not allow it (somebody reads), the next close does it.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from portal.db import database

if TYPE_CHECKING:
    from sqlalchemy import Engine

LOCK_SECONDS = 15
"""What a connection of the pool waits for a lock (`portal/db.py`)."""
TABLES = ("ballot_papers", "ballot_voters")
_log = structlog.get_logger(__name__)


def sweep_traces(engine: Engine | None = None) -> bool:
    """Empty SQLite's log, or let PostgreSQL write the tables of papers and marks anew. Whether it was done."""
    engine = engine or database().main
    try:
        return _empty_log(engine) if engine.dialect.name == "sqlite" else _write_files_anew(engine)
    except (DBAPIError, sqlite3.Error) as error:
        _log.warning("ballot_traces_stay", reason=type(error).__name__)
        return False


def _empty_log(engine: Engine) -> bool:
    """SQLite answers (busy, pages in the log, pages moved); it says busy while somebody reads an older state."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return answer is not None and not answer[0]


def _write_files_anew(engine: Engine) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET lock_timeout = '2s'")
        try:
            for table in TABLES:
                connection.exec_driver_sql(f"VACUUM FULL {table}")
        finally:
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    return True

"""Bringing a database to the schema of this version, and fixing what kind of installation it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.records.tables import Installation, SigningKey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


class WrongInstallationError(Exception):
    """The database was made for the other kind of installation; the two are never mixed (design 9, A19)."""

    def __init__(self, *, wanted: str, found: str) -> None:
        super().__init__(f"this database belongs to a {found} installation, not to a {wanted} one")
        self.wanted, self.found = wanted, found


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Bring the database up (or, with a revision, down) to `to`."""
    with engine.execution_options(writes=True).begin() as connection:
        config = alembic_config(connection)
        if to == "base" or (to.isdigit() and to < (present(connection) or "")):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)


def present(connection: Connection) -> str | None:
    """The revision that the database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision of this version's schema."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_current(engine: Engine) -> bool:
    """Whether the database stands at this version's schema."""
    with engine.connect() as connection:
        return present(connection) == head()


def fix_installation(engine: Engine, *, kind: str, now: datetime, key_id: str, public_key: bytes) -> None:
    """Write down, once, which kind of installation this database serves, and the key that signs its receipts.

    Raises:
        WrongInstallationError: when it was fixed as the other kind before.
    """
    with Session(engine.execution_options(writes=True)) as session:
        row = session.get(Installation, 1)
        if row is None:
            session.add(Installation(id=1, kind=kind, installed_at=now))
        elif row.kind != kind:
            raise WrongInstallationError(wanted=kind, found=row.kind)
        if session.scalars(select(SigningKey).where(SigningKey.key_id == key_id)).one_or_none() is None:
            session.add(SigningKey(key_id=key_id, public_key=public_key, made_at=now))
        session.commit()

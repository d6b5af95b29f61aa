"""Alembic's entry: migrates the database of the settings it is given, in one transaction where the engine can."""

from __future__ import annotations

from alembic import context

from judging.models import Base
from portal.records import mails as _mails  # noqa: F401  the operational tables belong to the same metadata
from portal.records import tables as _records  # noqa: F401

config = context.config
connection = config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

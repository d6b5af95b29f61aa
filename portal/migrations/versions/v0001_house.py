"""The house: every table of the record and of running it, the guards, the first line of the chain."""

from __future__ import annotations

from alembic import op

from judging.models import Base
from portal.migrations import guards
from portal.records import tables as _records  # noqa: F401

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    Base.metadata.create_all(connection)
    for table in guards.NEVER_CHANGED:
        guards.forbid_changes(connection, table)
    guards.forbid_plan_changes(connection)
    guards.grant_desk(connection)
    guards.begin_chain(connection)


def downgrade() -> None:
    connection = op.get_bind()
    guards.drop_guards(connection)
    Base.metadata.drop_all(connection)

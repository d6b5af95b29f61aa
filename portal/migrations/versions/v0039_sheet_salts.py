"""A salt for every score sheet, and how the hash of its lock was taken: those that are locked stay as they are."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from portal.migrations import guards

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

UNSALTED = 1
REVIEWS = sa.table("reviews", sa.column("id", sa.Uuid()), sa.column("salt", sa.String(64)))


def upgrade() -> None:
    # Plain ALTERs: SQLite would have to make the table anew for anything else, and other tables point at it.
    op.add_column("reviews", sa.Column("salt", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("reviews", sa.Column("hash_format", sa.Integer(), nullable=False, server_default=str(UNSALTED)))
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(REVIEWS.c.id)).all():
        connection.execute(sa.update(REVIEWS).where(REVIEWS.c.id == key).values(salt=secrets.token_hex(32)))
    guards.grant_desk(connection)


def downgrade() -> None:
    op.execute("ALTER TABLE reviews DROP COLUMN hash_format")
    op.execute("ALTER TABLE reviews DROP COLUMN salt")

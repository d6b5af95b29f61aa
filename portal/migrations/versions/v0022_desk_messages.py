"""Questions of judges about entries, and the office's answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.migrations import guards

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_messages",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("from_office", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("save_key", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_desk_messages_message_says_something")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_desk_messages_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_messages")),
        sa.UniqueConstraint("assignment_id", "save_key", name=op.f("uq_desk_messages_assignment_id_save_key")),
    )
    op.create_index(op.f("ix_desk_messages_assignment_id"), "desk_messages", ["assignment_id"], unique=False)
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_desk_messages_assignment_id"), table_name="desk_messages")
    op.drop_table("desk_messages")

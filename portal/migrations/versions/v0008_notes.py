"""Private notes of judges on the works that they mark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.migrations import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("rendition_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("first_paragraph", sa.Integer(), nullable=True),
        sa.Column("first_sign", sa.Integer(), nullable=True),
        sa.Column("last_paragraph", sa.Integer(), nullable=True),
        sa.Column("last_sign", sa.Integer(), nullable=True),
        sa.Column("at_ms", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("save_key", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('work', 'passage', 'moment')", name=op.f("ck_notes_kind_is_known")),
        sa.CheckConstraint(
            "kind <> 'passage' OR (rendition_id IS NOT NULL AND first_paragraph >= 0 AND first_sign >= 0 "
            "AND last_paragraph >= first_paragraph AND last_sign > 0)",
            name=op.f("ck_notes_passage_has_its_place"),
        ),
        sa.CheckConstraint(
            "kind <> 'moment' OR (rendition_id IS NOT NULL AND at_ms >= 0)",
            name=op.f("ck_notes_moment_has_its_second"),
        ),
        sa.CheckConstraint("kind <> 'work' OR words <> ''", name=op.f("ck_notes_note_on_the_work_says_something")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_notes_assignment_id_assignments")),
        sa.ForeignKeyConstraint(["rendition_id"], ["renditions.id"], name=op.f("fk_notes_rendition_id_renditions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("assignment_id", "save_key", name=op.f("uq_notes_assignment_id_save_key")),
    )
    op.create_index(op.f("ix_notes_assignment_id"), "notes", ["assignment_id"], unique=False)
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_table("notes")

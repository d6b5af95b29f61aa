"""Archived programmes, holds on deletion, deletions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archivings",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=False),
        sa.Column("archived_by", sa.Uuid(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["archived_by"], ["accounts.id"], name=op.f("fk_archivings_archived_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_archivings_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_archivings")),
    )
    op.create_table(
        "purges",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_purges_done_at_a_moment")),
        sa.CheckConstraint("kind IN ('drafts', 'contacts', 'works', 'payees')", name=op.f("ck_purges_kind_is_known")),
        sa.CheckConstraint("proposed_by IS NULL OR reason <> ''", name=op.f("ck_purges_proposed_with_reason")),
        sa.CheckConstraint(
            "proposed_by IS NULL OR state IN ('proposed', 'dropped') OR confirmed_by IS NOT NULL",
            name=op.f("ck_purges_two_persons_before_the_day"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'done', 'dropped')", name=op.f("ck_purges_state_is_known")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_purges_confirmed_by_another_person")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_purges_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_purges_programme_id_programmes")),
        sa.ForeignKeyConstraint(["proposed_by"], ["accounts.id"], name=op.f("fk_purges_proposed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purges")),
    )
    op.create_index(op.f("ix_purges_programme_id"), "purges", ["programme_id"], unique=False)
    op.create_index(
        "uq_purges_living",
        "purges",
        ["programme_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
        postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
    )
    op.create_table(
        "retention_holds",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('', 'drafts', 'contacts', 'works', 'payees')", name=op.f("ck_retention_holds_kind_is_known")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_retention_holds_says_why")),
        sa.CheckConstraint(
            "released_at IS NULL OR release_reason <> ''", name=op.f("ck_retention_holds_released_with_reason")
        ),
        sa.ForeignKeyConstraint(["held_by"], ["accounts.id"], name=op.f("fk_retention_holds_held_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_retention_holds_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["released_by"], ["accounts.id"], name=op.f("fk_retention_holds_released_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_holds")),
    )
    op.create_index(op.f("ix_retention_holds_programme_id"), "retention_holds", ["programme_id"], unique=False)
    op.create_index(
        "uq_retention_holds_in_force",
        "retention_holds",
        ["programme_id", "kind"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_retention_holds_in_force",
        table_name="retention_holds",
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index(op.f("ix_retention_holds_programme_id"), table_name="retention_holds")
    op.drop_table("retention_holds")
    op.drop_index(
        "uq_purges_living",
        table_name="purges",
        sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
        postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
    )
    op.drop_index(op.f("ix_purges_programme_id"), table_name="purges")
    op.drop_table("purges")
    op.drop_table("archivings")

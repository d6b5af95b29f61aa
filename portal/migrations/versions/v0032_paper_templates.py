"""An office's own Word templates of papers, and when each was in use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_templates",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_paper_templates_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_paper_templates_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["accounts.id"], name=op.f("fk_paper_templates_sent_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_templates")),
        sa.UniqueConstraint("programme_id", "kind", "number", name=op.f("uq_paper_templates_programme_id_kind_number")),
        sa.UniqueConstraint("store_key", name=op.f("uq_paper_templates_store_key")),
    )
    op.create_index(op.f("ix_paper_templates_programme_id"), "paper_templates", ["programme_id"], unique=False)
    op.create_table(
        "template_uses",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["paper_templates.id"], name=op.f("fk_template_uses_template_id_paper_templates")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_template_uses_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["accounts.id"], name=op.f("fk_template_uses_begun_by_accounts")),
        sa.ForeignKeyConstraint(["ended_by"], ["accounts.id"], name=op.f("fk_template_uses_ended_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_uses")),
    )
    op.create_index(op.f("ix_template_uses_template_id"), "template_uses", ["template_id"], unique=False)
    op.create_index(
        "uq_template_uses_present",
        "template_uses",
        ["programme_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("template_uses")
    op.drop_table("paper_templates")

"""News of a contest and its questions with answers, in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_by", sa.Uuid(), nullable=True),
        sa.Column("taken_down_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('news', 'question')", name=op.f("ck_news_kind_is_known")),
        sa.CheckConstraint("(publish_at IS NULL) = (published_by IS NULL)", name=op.f("ck_news_published_by_somebody")),
        sa.CheckConstraint(
            "taken_down_at IS NULL OR taken_down_because <> ''", name=op.f("ck_news_taken_down_with_reason")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_news_programme_id_programmes")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_news_created_by_accounts")),
        sa.ForeignKeyConstraint(["published_by"], ["accounts.id"], name=op.f("fk_news_published_by_accounts")),
        sa.ForeignKeyConstraint(["taken_down_by"], ["accounts.id"], name=op.f("fk_news_taken_down_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("programme_id", "address", name=op.f("uq_news_programme_id_address")),
    )
    op.create_index(op.f("ix_news_programme_id"), "news", ["programme_id"], unique=False)
    op.create_table(
        "news_versions",
        sa.Column("news_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_news_versions_corrected_with_reason")),
        sa.CheckConstraint("title <> '' AND body <> ''", name=op.f("ck_news_versions_says_something")),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_news_versions_news_id_news")),
        sa.ForeignKeyConstraint(["written_by"], ["accounts.id"], name=op.f("fk_news_versions_written_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_versions")),
        sa.UniqueConstraint("news_id", "number", name=op.f("uq_news_versions_news_id_number")),
    )
    op.create_index(op.f("ix_news_versions_news_id"), "news_versions", ["news_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_news_versions_news_id"), table_name="news_versions")
    op.drop_table("news_versions")
    op.drop_index(op.f("ix_news_programme_id"), table_name="news")
    op.drop_table("news")

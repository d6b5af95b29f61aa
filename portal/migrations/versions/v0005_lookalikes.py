"""What texts and films look like, which look alike, the library of published articles, suspicions and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("syllables", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_articles_added_by_accounts")),
        sa.ForeignKeyConstraint(["removed_by"], ["accounts.id"], name=op.f("fk_articles_removed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index(
        "uq_articles_present",
        "articles",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "prints",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("sounds", sa.LargeBinary(), nullable=False),
        sa.Column("sound", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("form IN ('text', 'film')", name=op.f("ck_prints_form_is_known")),
        sa.CheckConstraint(
            "(part_id IS NULL) <> (article_id IS NULL)", name=op.f("ck_prints_is_of_a_part_or_an_article")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_prints_article_id_articles")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_prints_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
        sa.UniqueConstraint("article_id", "version", name=op.f("uq_prints_article_id_version")),
        sa.UniqueConstraint("part_id", "version", name=op.f("uq_prints_part_id_version")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_prints_article_id"), "prints", ["article_id"], unique=False)
    op.create_index(op.f("ix_prints_part_id"), "prints", ["part_id"], unique=False)
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("print_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["print_id"], ["prints.id"], name=op.f("fk_bands_print_id_prints"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "print_id", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bands_print_id"), "bands", ["print_id"], unique=False)
    op.create_table(
        "lookalikes",
        sa.Column("print_id", NUMBER, nullable=False),
        sa.Column("other_print_id", NUMBER, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("other_entry_id", sa.Uuid(), nullable=True),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("other_percent", sa.Integer(), nullable=False),
        sa.Column("evidence", JSONS, nullable=False),
        sa.Column("comparer_version", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_by", sa.Uuid(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(other_entry_id IS NULL) <> (article_id IS NULL)",
            name=op.f("ck_lookalikes_other_is_an_entry_or_an_article"),
        ),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 100 AND other_percent BETWEEN 0 AND 100",
            name=op.f("ck_lookalikes_percent_is_a_share"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_lookalikes_article_id_articles")),
        sa.ForeignKeyConstraint(["dismissed_by"], ["accounts.id"], name=op.f("fk_lookalikes_dismissed_by_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_lookalikes_entry_id_entries")),
        sa.ForeignKeyConstraint(["other_entry_id"], ["entries.id"], name=op.f("fk_lookalikes_other_entry_id_entries")),
        sa.ForeignKeyConstraint(["other_print_id"], ["prints.id"], name=op.f("fk_lookalikes_other_print_id_prints")),
        sa.ForeignKeyConstraint(["print_id"], ["prints.id"], name=op.f("fk_lookalikes_print_id_prints")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookalikes")),
        sa.UniqueConstraint("print_id", "other_print_id", name=op.f("uq_lookalikes_print_id_other_print_id")),
    )
    op.create_index(op.f("ix_lookalikes_article_id"), "lookalikes", ["article_id"], unique=False)
    op.create_index(op.f("ix_lookalikes_entry_id"), "lookalikes", ["entry_id"], unique=False)
    op.create_index(op.f("ix_lookalikes_other_entry_id"), "lookalikes", ["other_entry_id"], unique=False)
    op.create_index(op.f("ix_lookalikes_other_print_id"), "lookalikes", ["other_print_id"], unique=False)
    op.create_table(
        "suspicions",
        sa.Column("lookalike_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("explain_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_by", sa.Uuid(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('unfounded', 'warned', 'disqualify')", name=op.f("ck_suspicions_outcome_is_known")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_by IS NULL)", name=op.f("ck_suspicions_outcome_has_who_decided")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name=op.f("ck_suspicions_confirmed_by_another_person")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_suspicions_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_suspicions_decided_by_accounts")),
        sa.ForeignKeyConstraint(["declined_by"], ["accounts.id"], name=op.f("fk_suspicions_declined_by_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_suspicions_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["lookalike_id"], ["lookalikes.id"], name=op.f("fk_suspicions_lookalike_id_lookalikes")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_suspicions_opened_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicions")),
        sa.UniqueConstraint("lookalike_id", "entry_id", name=op.f("uq_suspicions_lookalike_id_entry_id")),
    )
    op.create_index(op.f("ix_suspicions_entry_id"), "suspicions", ["entry_id"], unique=False)
    op.create_index(op.f("ix_suspicions_lookalike_id"), "suspicions", ["lookalike_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_suspicions_lookalike_id"), table_name="suspicions")
    op.drop_index(op.f("ix_suspicions_entry_id"), table_name="suspicions")
    op.drop_table("suspicions")
    op.drop_index(op.f("ix_lookalikes_other_print_id"), table_name="lookalikes")
    op.drop_index(op.f("ix_lookalikes_other_entry_id"), table_name="lookalikes")
    op.drop_index(op.f("ix_lookalikes_entry_id"), table_name="lookalikes")
    op.drop_index(op.f("ix_lookalikes_article_id"), table_name="lookalikes")
    op.drop_table("lookalikes")
    op.drop_index(op.f("ix_bands_print_id"), table_name="bands")
    op.drop_table("bands")
    op.drop_index(op.f("ix_prints_part_id"), table_name="prints")
    op.drop_index(op.f("ix_prints_article_id"), table_name="prints")
    op.drop_table("prints")
    op.drop_index(
        "uq_articles_present",
        table_name="articles",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_table("articles")

"""Score sheets filled in on paper, typed in by two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "paper_sheets",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("live_for", sa.Uuid(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("scan_key", sa.Text(), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_bytes", sa.BigInteger(), nullable=False),
        sa.Column("scan_type", sa.String(length=40), nullable=False),
        sa.Column("laid_by", sa.Uuid(), nullable=False),
        sa.Column("laid_at", MOMENT, nullable=False),
        sa.Column("locked_version", sa.Integer(), nullable=True),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (live_for IS NOT NULL)", name=op.f("ck_paper_sheets_withdrawn_is_not_live")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_because = '')", name=op.f("ck_paper_sheets_withdrawn_with_a_reason")
        ),
        sa.CheckConstraint(
            "(locked_at IS NULL) = (locked_version IS NULL)", name=op.f("ck_paper_sheets_locked_as_a_version")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_paper_sheets_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["live_for"], ["assignments.id"], name=op.f("fk_paper_sheets_live_for_assignments")),
        sa.ForeignKeyConstraint(["laid_by"], ["accounts.id"], name=op.f("fk_paper_sheets_laid_by_accounts")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name=op.f("fk_paper_sheets_withdrawn_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheets")),
        sa.UniqueConstraint("scan_key", name=op.f("uq_paper_sheets_scan_key")),
    )
    op.create_index(op.f("ix_paper_sheets_assignment_id"), "paper_sheets", ["assignment_id"], unique=False)
    op.create_index("uq_paper_sheets_live_for", "paper_sheets", ["live_for"], unique=True)
    op.create_table(
        "paper_typings",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("marks", JSONS, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_paper_typings_two_people")),
        sa.ForeignKeyConstraint(["sheet_id"], ["paper_sheets.id"], name=op.f("fk_paper_typings_sheet_id_paper_sheets")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_paper_typings_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_typings")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_paper_typings_sheet_id_number")),
        sa.UniqueConstraint("sheet_id", "account_id", name=op.f("uq_paper_typings_sheet_id_account_id")),
    )
    op.create_index(op.f("ix_paper_typings_sheet_id"), "paper_typings", ["sheet_id"], unique=False)


def downgrade() -> None:
    op.drop_table("paper_typings")
    op.drop_table("paper_sheets")

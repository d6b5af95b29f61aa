"""Gaps between the totals of one entry: what was found, who decides, and which sheets were shown to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_obstructed", sa.Boolean(), nullable=False),
        sa.Column("obstacle", JSONS, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_gaps_round_id_rounds")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_gaps_code_id_codes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("code_id", name=op.f("uq_gaps_code_id")),
    )
    op.create_index(op.f("ix_gaps_round_id"), "gaps", ["round_id"], unique=False)
    op.create_table(
        "gap_deciders",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('call_third', 'call_head')", name=op.f("ck_gap_deciders_step_is_known")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_gap_deciders_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["gap_id"], ["gaps.id"], name=op.f("fk_gap_deciders_gap_id_gaps")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_gap_deciders")),
    )
    op.create_index(op.f("ix_gap_deciders_gap_id"), "gap_deciders", ["gap_id"], unique=False)
    op.create_table(
        "disclosures",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('dialogue', 'decision')", name=op.f("ck_disclosures_kind_is_known")),
        sa.CheckConstraint(
            "(kind = 'decision') = (assignment_id IS NOT NULL)", name=op.f("ck_disclosures_decision_has_its_sheet")
        ),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_disclosures_code_id_codes")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_disclosures_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("code_id", "kind", name=op.f("uq_disclosures_code_id_kind")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_disclosures_assignment_id")),
    )
    op.create_table(
        "disclosed_sheets",
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_version", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("answer IN ('keep', 'change')", name=op.f("ck_disclosed_sheets_answer_is_known")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_disclosed_sheets_answered_with_its_time")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosed_sheets_disclosure_id_disclosures")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_disclosed_sheets_review_id_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosed_sheets")),
        sa.UniqueConstraint("disclosure_id", "review_id", name=op.f("uq_disclosed_sheets_disclosure_id_review_id")),
    )
    op.create_index(op.f("ix_disclosed_sheets_review_id"), "disclosed_sheets", ["review_id"], unique=False)
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_disclosed_sheets_review_id"), table_name="disclosed_sheets")
    op.drop_table("disclosed_sheets")
    op.drop_table("disclosures")
    op.drop_index(op.f("ix_gap_deciders_gap_id"), table_name="gap_deciders")
    op.drop_table("gap_deciders")
    op.drop_index(op.f("ix_gaps_round_id"), table_name="gaps")
    op.drop_table("gaps")

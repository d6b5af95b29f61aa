"""Samples that all judges of a round score before their own work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "calibration_works",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", JSONS, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_calibration_works_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_works")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_calibration_works_round_id_position")),
    )
    op.create_index(op.f("ix_calibration_works_round_id"), "calibration_works", ["round_id"], unique=False)
    op.create_table(
        "calibration_sheets",
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("marks", JSONS, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("save_key", sa.String(length=40), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_id"], ["calibration_works.id"], name=op.f("fk_calibration_sheets_work_id_calibration_works")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_calibration_sheets_seat_id_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sheets")),
        sa.UniqueConstraint("work_id", "seat_id", name=op.f("uq_calibration_sheets_work_id_seat_id")),
    )
    op.create_index(op.f("ix_calibration_sheets_work_id"), "calibration_sheets", ["work_id"], unique=False)
    op.create_index(op.f("ix_calibration_sheets_seat_id"), "calibration_sheets", ["seat_id"], unique=False)
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_calibration_sheets_seat_id"), table_name="calibration_sheets")
    op.drop_index(op.f("ix_calibration_sheets_work_id"), table_name="calibration_sheets")
    op.drop_table("calibration_sheets")
    op.drop_index(op.f("ix_calibration_works_round_id"), table_name="calibration_works")
    op.drop_table("calibration_works")

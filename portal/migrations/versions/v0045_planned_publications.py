"""Results that shall become public at a moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planned_publications",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome = '')", name=op.f("ck_planned_publications_ended_with_an_outcome")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_planned_publications_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["accounts.id"], name=op.f("fk_planned_publications_planned_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_publications")),
    )
    op.create_index(
        "uq_planned_publications_living",
        "planned_publications",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_planned_publications_living", table_name="planned_publications")
    op.drop_table("planned_publications")

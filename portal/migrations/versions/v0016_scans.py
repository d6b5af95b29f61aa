"""What a scanner for malware said of each part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("scanner", sa.Text(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'clean', 'found')", name=op.f("ck_scans_state_is_known")),
        sa.CheckConstraint("(state = 'found') = (finding <> '')", name=op.f("ck_scans_found_says_what")),
        sa.CheckConstraint("(state = 'waiting') = (scanned_at IS NULL)", name=op.f("ck_scans_scanned_says_when")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_scans_part_id_parts")),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_scans")),
    )
    op.create_index("ix_scans_state", "scans", ["state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_scans_state", table_name="scans")
    op.drop_table("scans")

"""Photographs of ceremonies, and who can be recognised on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photographs",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("small_key", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("small_bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_photographs_says_what_it_shows")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_photographs_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_photographs_added_by_accounts")),
        sa.ForeignKeyConstraint(["removed_by"], ["accounts.id"], name=op.f("fk_photographs_removed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photographs")),
    )
    op.create_index(op.f("ix_photographs_programme_id"), "photographs", ["programme_id"], unique=False)
    op.create_table(
        "photograph_people",
        sa.Column("photograph_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photograph_id"], ["photographs.id"], name=op.f("fk_photograph_people_photograph_id_photographs")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_photograph_people_person_id_people")),
        sa.PrimaryKeyConstraint("photograph_id", "person_id", name=op.f("pk_photograph_people")),
    )


def downgrade() -> None:
    op.drop_table("photograph_people")
    op.drop_index(op.f("ix_photographs_programme_id"), table_name="photographs")
    op.drop_table("photographs")

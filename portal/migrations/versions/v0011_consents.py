"""What winners said about themselves in public, field by field."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.Uuid(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("field IN ('name', 'unit', 'photo', 'work')", name=op.f("ck_consents_field_is_known")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_consents_counts_from_one")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_consents_programme_id_programmes")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people")),
        sa.ForeignKeyConstraint(["stated_by"], ["accounts.id"], name=op.f("fk_consents_stated_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint(
            "programme_id",
            "person_id",
            "field",
            "number",
            name=op.f("uq_consents_programme_id_person_id_field_number"),
        ),
    )
    op.create_index(op.f("ix_consents_programme_id"), "consents", ["programme_id"], unique=False)
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_consents_person_id"), table_name="consents")
    op.drop_index(op.f("ix_consents_programme_id"), table_name="consents")
    op.drop_table("consents")

"""People who register themselves, and the door that lets them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_doors",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["accounts.id"], name=op.f("fk_registration_doors_changed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_registration_doors_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_registration_doors")),
    )
    op.create_table(
        "registrations",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.String(length=40), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL)", name=op.f("ck_registrations_somebody_decided")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR person_id IS NOT NULL", name=op.f("ck_registrations_confirmed_names_a_person")
        ),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_registrations_refused_with_reason")),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused')", name=op.f("ck_registrations_state_is_known")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_registrations_decided_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_registrations_person_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_registrations_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_registrations_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_registrations_code_digest")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_registrations_form_digest")),
    )
    op.create_index("ix_registrations_programme_id_state", "registrations", ["programme_id", "state"], unique=False)
    op.create_table(
        "registration_details",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("personnel_kind", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.CheckConstraint("phone <> '' OR email <> ''", name=op.f("ck_registration_details_can_be_reached")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_details_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_registration_details")),
    )
    op.create_index(op.f("ix_registration_details_name_folded"), "registration_details", ["name_folded"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_registration_details_name_folded"), table_name="registration_details")
    op.drop_table("registration_details")
    op.drop_index("ix_registrations_programme_id_state", table_name="registrations")
    op.drop_table("registrations")
    op.drop_table("registration_doors")

"""The counter: its receipt book, the copies in the hand, the consent of whom somebody hands in for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "handover_books",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_handover_books_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_handover_books")),
    )
    op.create_table(
        "handovers",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("full_number", sa.String(length=40), nullable=False),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("brought_phone", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_as", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "recorded_as IN ('secretary', 'coordinator')", name=op.f("ck_handovers_recorded_as_is_known")
        ),
        sa.CheckConstraint("voided_at IS NULL OR void_reason <> ''", name=op.f("ck_handovers_voided_with_reason")),
        sa.CheckConstraint("way IN ('paper', 'disc', 'behalf')", name=op.f("ck_handovers_way_is_known")),
        sa.CheckConstraint("arrived_at <= recorded_at", name=op.f("ck_handovers_came_before_it_was_recorded")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_handovers_confirmed_by_another_person")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_handovers_counts_from_one")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_handovers_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_handovers_entry_id_entries")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_handovers_programme_id_programmes")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_handovers_recorded_by_accounts")),
        sa.ForeignKeyConstraint(["voided_by"], ["accounts.id"], name=op.f("fk_handovers_voided_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("check_code", name=op.f("uq_handovers_check_code")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_handovers_entry_id")),
        sa.UniqueConstraint("full_number", name=op.f("uq_handovers_full_number")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_handovers_programme_id_number")),
    )
    op.create_index(op.f("ix_handovers_programme_id"), "handovers", ["programme_id"], unique=False)
    op.create_table(
        "physical_copies",
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("label", JSONS, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('booklet', 'disc', 'other')", name=op.f("ck_physical_copies_kind_is_known")),
        sa.CheckConstraint(
            "state IN ('here', 'handed_on', 'returned', 'kept')", name=op.f("ck_physical_copies_state_is_known")
        ),
        sa.CheckConstraint("pages IS NULL OR pages >= 1", name=op.f("ck_physical_copies_has_pages")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_physical_copies_handover_id_handovers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_copies")),
        sa.UniqueConstraint("handover_id", "position", name=op.f("uq_physical_copies_handover_id_position")),
    )
    op.create_index(op.f("ix_physical_copies_handover_id"), "physical_copies", ["handover_id"], unique=False)
    op.create_table(
        "copy_moves",
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state = 'here' OR state = 'kept' OR received_by <> ''", name=op.f("ck_copy_moves_somebody_received_it")
        ),
        sa.CheckConstraint(
            "state IN ('here', 'handed_on', 'returned', 'kept')", name=op.f("ck_copy_moves_state_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["physical_copies.id"], name=op.f("fk_copy_moves_copy_id_physical_copies")
        ),
        sa.ForeignKeyConstraint(["moved_by"], ["accounts.id"], name=op.f("fk_copy_moves_moved_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_moves")),
        sa.UniqueConstraint("copy_id", "number", name=op.f("uq_copy_moves_copy_id_number")),
    )
    op.create_index(op.f("ix_copy_moves_copy_id"), "copy_moves", ["copy_id"], unique=False)
    op.create_table(
        "handover_consents",
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("scan_key", sa.Text(), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_type", sa.String(length=40), nullable=False),
        sa.Column("scan_bytes", sa.BigInteger(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "form IN ('signed_form', 'letter', 'minutes')", name=op.f("ck_handover_consents_form_is_known")
        ),
        sa.CheckConstraint(
            "objected_at IS NULL OR objection <> ''", name=op.f("ck_handover_consents_objected_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name=op.f("fk_handover_consents_handover_id_handovers")
        ),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover_consents")),
        sa.UniqueConstraint("scan_key", name=op.f("uq_handover_consents_scan_key")),
    )
    guards.forbid_changes(op.get_bind(), "copy_moves")


def downgrade() -> None:
    op.drop_table("handover_consents")
    op.drop_index(op.f("ix_copy_moves_copy_id"), table_name="copy_moves")
    op.drop_table("copy_moves")
    op.drop_index(op.f("ix_physical_copies_handover_id"), table_name="physical_copies")
    op.drop_table("physical_copies")
    op.drop_index(op.f("ix_handovers_programme_id"), table_name="handovers")
    op.drop_table("handovers")
    op.drop_table("handover_books")

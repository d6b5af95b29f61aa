"""Nominations for awards with their dossiers, and flags that block."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create_blocking_flags()
    _create_proposals()
    _create_nominations()
    _create_dossier_parts()
    _create_nomination_steps()
    _create_standard_answers()


def _create_blocking_flags() -> None:
    op.create_table(
        "blocking_flags",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('discipline', 'inspection', 'complaint', 'late_files', 'harassment', 'other')",
            name=op.f("ck_blocking_flags_kind_is_known"),
        ),
        sa.CheckConstraint(
            "lifted_on IS NULL OR lifted_because <> ''", name=op.f("ck_blocking_flags_lifted_with_reason")
        ),
        sa.CheckConstraint("source <> ''", name=op.f("ck_blocking_flags_has_a_source")),
        sa.CheckConstraint(
            "(lifted_on IS NULL) = (lifted_at IS NULL)", name=op.f("ck_blocking_flags_lifted_at_a_moment")
        ),
        sa.CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_blocking_flags_is_about_one")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_blocking_flags_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["lifted_by"], ["accounts.id"], name=op.f("fk_blocking_flags_lifted_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_blocking_flags_person_id_people")),
        sa.ForeignKeyConstraint(["raised_by"], ["accounts.id"], name=op.f("fk_blocking_flags_raised_by_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_blocking_flags_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocking_flags")),
    )
    op.create_index(op.f("ix_blocking_flags_person_id"), "blocking_flags", ["person_id"], unique=False)
    op.create_index(op.f("ix_blocking_flags_unit_id"), "blocking_flags", ["unit_id"], unique=False)


def _create_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("stated_count", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("handed_in_by", sa.Uuid(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bucket", sa.String(length=40), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (handed_in_by IS NULL)", name=op.f("ck_proposals_handed_in_by_somebody")
        ),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (number IS NULL)", name=op.f("ck_proposals_numbered_when_handed_in")
        ),
        sa.CheckConstraint("stated_count IS NULL OR stated_count >= 1", name=op.f("ck_proposals_names_somebody")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_proposals_created_by_accounts")),
        sa.ForeignKeyConstraint(["handed_in_by"], ["accounts.id"], name=op.f("fk_proposals_handed_in_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_proposals_programme_id_programmes")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_proposals_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_proposals_programme_id_number")),
    )
    op.create_index(op.f("ix_proposals_programme_id"), "proposals", ["programme_id"], unique=False)
    op.create_index(op.f("ix_proposals_unit_id"), "proposals", ["unit_id"], unique=False)
    op.create_index(
        "uq_proposals_open",
        "proposals",
        ["programme_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("handed_in_at IS NULL"),
        postgresql_where=sa.text("handed_in_at IS NULL"),
    )


def _create_nominations() -> None:
    op.create_table(
        "nominations",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("subject_position", sa.Text(), nullable=False),
        sa.Column("heads_unit", sa.Boolean(), nullable=False),
        sa.Column("achievements", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reserve_place", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waitlist') = (reserve_place IS NOT NULL)", name=op.f("ck_nominations_the_reserve_is_ranked")
        ),
        sa.CheckConstraint(
            "(subject = 'individual') = (person_id IS NOT NULL)", name=op.f("ck_nominations_individuals_are_persons")
        ),
        sa.CheckConstraint(
            "state IN ('invited', 'proposed', 'unit_rejected', 'preparing', 'submitted', 'supplement', 'returned', 'eligible', 'ineligible', 'council_passed', 'council_failed', 'waitlist', 'presented', 'decided', 'awarded', 'escalated', 'higher_approved', 'higher_returned', 'higher_rejected', 'withdrawn', 'revoked')",
            name=op.f("ck_nominations_state_is_known"),
        ),
        sa.CheckConstraint(
            "subject IN ('collective', 'individual', 'household')", name=op.f("ck_nominations_subject_is_known")
        ),
        sa.CheckConstraint("subject_name <> ''", name=op.f("ck_nominations_names_somebody")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_nominations_created_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nominations_person_id_people")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_nominations_plan_version_id_plan_versions")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_nominations_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_nominations_proposal_id_proposals")),
        sa.ForeignKeyConstraint(["proposed_by"], ["units.id"], name=op.f("fk_nominations_proposed_by_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nominations_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
    )
    op.create_index(op.f("ix_nominations_name_folded"), "nominations", ["name_folded"], unique=False)
    op.create_index(op.f("ix_nominations_person_id"), "nominations", ["person_id"], unique=False)
    op.create_index(op.f("ix_nominations_programme_id"), "nominations", ["programme_id"], unique=False)
    op.create_index(op.f("ix_nominations_proposal_id"), "nominations", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_nominations_proposed_by"), "nominations", ["proposed_by"], unique=False)
    op.create_index(op.f("ix_nominations_state"), "nominations", ["state"], unique=False)
    op.create_index(op.f("ix_nominations_unit_id"), "nominations", ["unit_id"], unique=False)
    op.create_index(
        "uq_nominations_standing_collective",
        "nominations",
        ["programme_id", "form", "unit_id", "subject_name"],
        unique=True,
        sqlite_where=sa.text(
            "person_id IS NULL AND state NOT IN ('withdrawn', 'unit_rejected', 'council_failed', 'ineligible', 'revoked', 'higher_rejected')"
        ),
        postgresql_where=sa.text(
            "person_id IS NULL AND state NOT IN ('withdrawn', 'unit_rejected', 'council_failed', 'ineligible', 'revoked', 'higher_rejected')"
        ),
    )
    op.create_index(
        "uq_nominations_standing_person",
        "nominations",
        ["programme_id", "form", "person_id"],
        unique=True,
        sqlite_where=sa.text(
            "state NOT IN ('withdrawn', 'unit_rejected', 'council_failed', 'ineligible', 'revoked', 'higher_rejected')"
        ),
        postgresql_where=sa.text(
            "state NOT IN ('withdrawn', 'unit_rejected', 'council_failed', 'ineligible', 'revoked', 'higher_rejected')"
        ),
    )


def _create_dossier_parts() -> None:
    op.create_table(
        "dossier_parts",
        sa.Column("nomination_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_dossier_parts_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(nomination_id IS NULL) <> (proposal_id IS NULL)", name=op.f("ck_dossier_parts_belongs_to_one")
        ),
        sa.CheckConstraint("size_bytes >= 1", name=op.f("ck_dossier_parts_is_not_empty")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_dossier_parts_added_by_accounts")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_dossier_parts_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_dossier_parts_nomination_id_nominations")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_dossier_parts_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_parts")),
        sa.UniqueConstraint("store_key", name=op.f("uq_dossier_parts_store_key")),
    )
    op.create_index(op.f("ix_dossier_parts_nomination_id"), "dossier_parts", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_dossier_parts_proposal_id"), "dossier_parts", ["proposal_id"], unique=False)
    op.create_index(
        "uq_dossier_parts_of_nomination",
        "dossier_parts",
        ["nomination_id", "item"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL AND nomination_id IS NOT NULL"),
        postgresql_where=sa.text("replaced_at IS NULL AND nomination_id IS NOT NULL"),
    )
    op.create_index(
        "uq_dossier_parts_of_proposal",
        "dossier_parts",
        ["proposal_id", "item"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL AND proposal_id IS NOT NULL"),
        postgresql_where=sa.text("replaced_at IS NULL AND proposal_id IS NOT NULL"),
    )


def _create_nomination_steps() -> None:
    op.create_table(
        "nomination_steps",
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "to_state IN ('invited', 'proposed', 'unit_rejected', 'preparing', 'submitted', 'supplement', 'returned', 'eligible', 'ineligible', 'council_passed', 'council_failed', 'waitlist', 'presented', 'decided', 'awarded', 'escalated', 'higher_approved', 'higher_returned', 'higher_rejected', 'withdrawn', 'revoked')",
            name=op.f("ck_nomination_steps_to_state_is_known"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_nomination_steps_counts_from_one")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_nomination_steps_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_nomination_steps_nomination_id_nominations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_steps")),
        sa.UniqueConstraint("nomination_id", "number", name=op.f("uq_nomination_steps_nomination_id_number")),
    )
    op.create_index(op.f("ix_nomination_steps_nomination_id"), "nomination_steps", ["nomination_id"], unique=False)


def _create_standard_answers() -> None:
    op.create_table(
        "standard_answers",
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("figures", JSONS, nullable=False),
        sa.Column("alternative", sa.String(length=40), nullable=True),
        sa.Column("claims_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("found", sa.String(length=40), nullable=True),
        sa.Column("found_because", sa.Text(), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "found IN ('met', 'unmet', 'not_applicable')", name=op.f("ck_standard_answers_found_is_known")
        ),
        sa.CheckConstraint(
            "found IS NULL OR found <> 'unmet' OR found_because <> ''",
            name=op.f("ck_standard_answers_unmet_with_reason"),
        ),
        sa.CheckConstraint("(found IS NULL) = (found_at IS NULL)", name=op.f("ck_standard_answers_found_at_a_moment")),
        sa.ForeignKeyConstraint(["found_by"], ["accounts.id"], name=op.f("fk_standard_answers_found_by_accounts")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_standard_answers_nomination_id_nominations")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "standard", name=op.f("pk_standard_answers")),
    )


def downgrade() -> None:
    op.drop_table("standard_answers")
    op.drop_table("nomination_steps")
    op.drop_table("dossier_parts")
    op.drop_table("nominations")
    op.drop_table("proposals")
    op.drop_table("blocking_flags")

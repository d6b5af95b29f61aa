"""The house: every table of the record and of running it, the guards, the first line of the chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "anchors",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("anchored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
    )
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_has_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "history",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_history")),
        sa.UniqueConstraint("hash", name=op.f("uq_history_hash")),
    )
    op.create_index(op.f("ix_history_action"), "history", ["action"], unique=False)
    op.create_index(op.f("ix_history_subject"), "history", ["subject"], unique=False)
    op.create_table(
        "history_values",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_values")),
    )
    op.create_index(op.f("ix_history_values_seq"), "history_values", ["seq"], unique=False)
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('demonstration', 'production')", name=op.f("ck_installation_kind_is_known")),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_has_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", JSONS, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'poison')", name=op.f("ck_jobs_state_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_jobs_unique_key")),
    )
    op.create_index("ix_jobs_due", "jobs", ["state", "run_at"], unique=False)
    op.create_table(
        "mails",
        sa.Column("message_key", sa.String(length=40), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("message_key", name=op.f("uq_mails_message_key")),
    )
    op.create_table(
        "notices",
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", JSONS, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_account"), "notices", ["account"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sheet", JSONS, nullable=False),
        sa.Column("sheet_sha256", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'sealed', 'open', 'closed', 'revealed')", name=op.f("ck_rounds_state_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_rounds_programme_id_key")),
    )
    op.create_index(op.f("ix_rounds_programme_id"), "rounds", ["programme_id"], unique=False)
    op.create_table(
        "signing_keys",
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "unit_levels",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "active_to IS NULL OR active_from IS NULL OR active_from <= active_to",
            name=op.f("ck_unit_levels_ends_after_start"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_levels")),
    )
    op.create_table(
        "codes",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("category_key", sa.String(length=40), nullable=False),
        sa.Column("topic_text", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("facts", JSONS, nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_codes_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("round_id", "word", name=op.f("uq_codes_round_id_word")),
    )
    op.create_index(op.f("ix_codes_round_id"), "codes", ["round_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("panel_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_seats_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("round_id", "panel_key", "number", name=op.f("uq_seats_round_id_panel_key_number")),
    )
    op.create_index(op.f("ix_seats_round_id"), "seats", ["round_id"], unique=False)
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("level_code", sa.String(length=40), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_units_is_not_its_own_parent")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name=op.f("ck_units_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["level_code"], ["unit_levels.code"], name=op.f("fk_units_level_code_unit_levels")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.ForeignKeyConstraint(["successor_id"], ["units.id"], name=op.f("fk_units_successor_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    op.create_index(op.f("ix_units_name_folded"), "units", ["name_folded"], unique=False)
    op.create_index(op.f("ix_units_parent_id"), "units", ["parent_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('assigned', 'done', 'recused', 'replaced')", name=op.f("ck_assignments_state_is_known")
        ),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_assignments_code_id_codes")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_assignments_seat_id_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("code_id", "seat_id", name=op.f("uq_assignments_code_id_seat_id")),
    )
    op.create_index(op.f("ix_assignments_code_id"), "assignments", ["code_id"], unique=False)
    op.create_index(op.f("ix_assignments_seat_id"), "assignments", ["seat_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("staff_code", sa.String(length=40), nullable=False),
        sa.Column("code_skeleton", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("personnel_kind", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_people_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("code_skeleton", name=op.f("uq_people_code_skeleton")),
        sa.UniqueConstraint("staff_code", name=op.f("uq_people_staff_code")),
    )
    op.create_index(op.f("ix_people_name_folded"), "people", ["name_folded"], unique=False)
    op.create_index(op.f("ix_people_name_key"), "people", ["name_key"], unique=False)
    op.create_index(op.f("ix_people_unit_id"), "people", ["unit_id"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('contest', 'campaign')", name=op.f("ck_programmes_kind_is_known")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'issued', 'open', 'closed', 'evaluating', 'decided', 'published', 'archived', 'suspended', 'cancelled')",
            name=op.f("ck_programmes_state_is_known"),
        ),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_programmes_owner_unit_id_units")),
        sa.ForeignKeyConstraint(["parent_id"], ["programmes.id"], name=op.f("fk_programmes_parent_id_programmes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("slug", name=op.f("uq_programmes_slug")),
    )
    op.create_table(
        "renditions",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("etag", sa.String(length=40), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('essay', 'video', 'image', 'poster')", name=op.f("ck_renditions_kind_is_known")),
        sa.CheckConstraint("(html IS NULL) <> (store_key IS NULL)", name=op.f("ck_renditions_has_one_body")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_renditions_code_id_codes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("store_key", name=op.f("uq_renditions_store_key")),
    )
    op.create_index(op.f("ix_renditions_code_id"), "renditions", ["code_id"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_accounts_person_id")),
    )
    op.create_table(
        "categories",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_categories_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", "key", name=op.f("pk_categories")),
    )
    op.create_table(
        "published_works",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("award_place", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("store_key", sa.Text(), nullable=True),
        sa.Column("poster_key", sa.Text(), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_published_works_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_works")),
    )
    op.create_index(op.f("ix_published_works_programme_id"), "published_works", ["programme_id"], unique=False)
    op.create_index(
        "uq_published_works_present",
        "published_works",
        ["programme_id", "award_place"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "receipt_counters",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_receipt_counters_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_receipt_counters")),
    )
    op.create_table(
        "recusals",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_recusals_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_recusals_assignment_id")),
    )
    op.create_table(
        "reviews",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_version", sa.Integer(), nullable=True),
        sa.Column("locked_sha256", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('assigned', 'in_progress', 'locked', 'unlocked', 'void')", name=op.f("ck_reviews_state_is_known")
        ),
        sa.CheckConstraint(
            "(locked_at IS NULL) = (locked_sha256 IS NULL)", name=op.f("ck_reviews_locked_with_its_hash")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_reviews_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_reviews_assignment_id")),
    )
    op.create_table(
        "tiers",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_tiers_programme_id_programmes")),
        sa.PrimaryKeyConstraint("programme_id", "key", name=op.f("pk_tiers")),
    )
    op.create_table(
        "answers",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("endpoint", sa.String(length=40), nullable=False),
        sa.Column("body", JSONS, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_answers_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_answers")),
    )
    op.create_table(
        "approvals",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawal_reason <> ''", name=op.f("ck_approvals_withdrawn_with_reason")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_approvals_approved_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_approvals_programme_id_programmes")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name=op.f("fk_approvals_withdrawn_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_bundle_sha256"), "approvals", ["bundle_sha256"], unique=False)
    op.create_index(op.f("ix_approvals_programme_id"), "approvals", ["programme_id"], unique=False)
    op.create_index(
        "uq_approvals_present",
        "approvals",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "assignment_runs",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("run_by", sa.Uuid(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("run = 1 OR reason <> ''", name=op.f("ck_assignment_runs_repeated_with_reason")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_assignment_runs_round_id_rounds")),
        sa.ForeignKeyConstraint(["run_by"], ["accounts.id"], name=op.f("fk_assignment_runs_run_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_runs")),
        sa.UniqueConstraint("round_id", "run", name=op.f("uq_assignment_runs_round_id_run")),
    )
    op.create_index(op.f("ix_assignment_runs_round_id"), "assignment_runs", ["round_id"], unique=False)
    op.create_table(
        "board_decisions",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", JSONS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('tie', 'vacancy', 'shared')", name=op.f("ck_board_decisions_kind_is_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_board_decisions_has_a_reason")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_board_decisions_decided_by_accounts")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_board_decisions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decisions")),
    )
    op.create_index(op.f("ix_board_decisions_round_id"), "board_decisions", ["round_id"], unique=False)
    op.create_table(
        "closings",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("missing", JSONS, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["accounts.id"], name=op.f("fk_closings_closed_by_accounts")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_closings_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("round_id", name=op.f("uq_closings_round_id")),
    )
    op.create_table(
        "declared_ties",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_declared_ties_account_id_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_declared_ties_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_ties")),
        sa.UniqueConstraint("account_id", "person_id", name=op.f("uq_declared_ties_account_id_person_id")),
    )
    op.create_index(op.f("ix_declared_ties_account_id"), "declared_ties", ["account_id"], unique=False)
    op.create_index(op.f("ix_declared_ties_person_id"), "declared_ties", ["person_id"], unique=False)
    op.create_table(
        "login_names",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("compared", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('staff_code', 'email', 'phone')", name=op.f("ck_login_names_kind_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_login_names_account_id_accounts")),
        sa.PrimaryKeyConstraint("kind", "compared", "account_id", name=op.f("pk_login_names")),
    )
    op.create_index("ix_login_names_account_id", "login_names", ["account_id"], unique=False)
    op.create_index(
        "uq_login_names_personal",
        "login_names",
        ["kind", "compared"],
        unique=True,
        sqlite_where=sa.text("kind <> 'phone'"),
        postgresql_where=sa.text("kind <> 'phone'"),
    )
    op.create_table(
        "one_time_codes",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("purpose IN ('slip', 'reset')", name=op.f("ck_one_time_codes_purpose_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_one_time_codes_account_id_accounts")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_one_time_codes_issued_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_codes_digest")),
    )
    op.create_index(op.f("ix_one_time_codes_account_id"), "one_time_codes", ["account_id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round_key", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("purpose IN ('print', 'look', 'open')", name=op.f("ck_openings_purpose_is_known")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> asked_by", name=op.f("ck_openings_confirmed_by_the_other_holder")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_openings_asked_by_accounts")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_openings_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_openings_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("round_key", name=op.f("uq_openings_round_key")),
    )
    op.create_index(op.f("ix_openings_round_id"), "openings", ["round_id"], unique=False)
    op.create_table(
        "plan_versions",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("based_on", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'issued', 'replaced')",
            name=op.f("ck_plan_versions_state_is_known"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_versions_counts_from_one")),
        sa.CheckConstraint(
            "submitted_by IS NULL OR issued_by IS NULL OR submitted_by <> issued_by",
            name=op.f("ck_plan_versions_issued_by_another_person"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_plan_versions_created_by_accounts")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_plan_versions_issued_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_plan_versions_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_plan_versions_submitted_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_plan_versions_programme_id_number")),
    )
    op.create_index(op.f("ix_plan_versions_programme_id"), "plan_versions", ["programme_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bundle_sha256", sa.String(length=64), nullable=False),
        sa.Column("page", JSONS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_publications_corrected_with_reason")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_publications_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["published_by"], ["accounts.id"], name=op.f("fk_publications_published_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_publications_programme_id_number")),
    )
    op.create_index(op.f("ix_publications_programme_id"), "publications", ["programme_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("computed_by", sa.Uuid(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["computed_by"], ["accounts.id"], name=op.f("fk_results_computed_by_accounts")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_results_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_results_round_id_number")),
    )
    op.create_index(op.f("ix_results_round_id"), "results", ["round_id"], unique=False)
    op.create_table(
        "review_versions",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("marks", JSONS, nullable=False),
        sa.Column("comments", JSONS, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("save_key", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_versions_review_id_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_versions")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_versions_review_id_number")),
        sa.UniqueConstraint("review_id", "save_key", name=op.f("uq_review_versions_review_id_save_key")),
    )
    op.create_index(op.f("ix_review_versions_review_id"), "review_versions", ["review_id"], unique=False)
    op.create_table(
        "role_grants",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IN ('entrant', 'coordinator', 'validator', 'secretary', 'judge', 'head', 'holder', 'board', 'finance', 'publisher', 'council', 'supervisor', 'admin')",
            name=op.f("ck_role_grants_role_is_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_role_grants_account_id_accounts")),
        sa.ForeignKeyConstraint(["granted_by"], ["accounts.id"], name=op.f("fk_role_grants_granted_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_role_grants_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_role_grants_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(op.f("ix_role_grants_account_id"), "role_grants", ["account_id"], unique=False)
    op.create_index(op.f("ix_role_grants_programme_id"), "role_grants", ["programme_id"], unique=False)
    op.create_table(
        "sealings",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_sealings_round_id_rounds")),
        sa.ForeignKeyConstraint(["sealed_by"], ["accounts.id"], name=op.f("fk_sealings_sealed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealings")),
        sa.UniqueConstraint("round_id", "batch", name=op.f("uq_sealings_round_id_batch")),
    )
    op.create_index(op.f("ix_sealings_round_id"), "sealings", ["round_id"], unique=False)
    op.create_table(
        "seat_holders",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_seat_holders_account_id_accounts")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_holders_seat_id_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_holders")),
    )
    op.create_index(op.f("ix_seat_holders_account_id"), "seat_holders", ["account_id"], unique=False)
    op.create_index(op.f("ix_seat_holders_seat_id"), "seat_holders", ["seat_id"], unique=False)
    op.create_index(
        "uq_seat_holders_present",
        "seat_holders",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("to_at IS NULL"),
        postgresql_where=sa.text("to_at IS NULL"),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_in_sessions_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_sessions_digest")),
    )
    op.create_index(op.f("ix_sign_in_sessions_account_id"), "sign_in_sessions", ["account_id"], unique=False)
    op.create_table(
        "table_imports",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("rows", JSONS, nullable=False),
        sa.Column("faults", JSONS, nullable=False),
        sa.Column("preview", JSONS, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('units', 'people')", name=op.f("ck_table_imports_kind_is_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_table_imports_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_imports")),
    )
    op.create_index(op.f("ix_table_imports_account_id"), "table_imports", ["account_id"], unique=False)
    op.create_table(
        "unlockings",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_seat", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=40), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "granted_by IS NULL OR granted_by <> asked_by", name=op.f("ck_unlockings_granted_by_another_person")
        ),
        sa.ForeignKeyConstraint(["asked_by_seat"], ["seats.id"], name=op.f("fk_unlockings_asked_by_seat_seats")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_unlockings_review_id_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlockings")),
    )
    op.create_index(op.f("ix_unlockings_review_id"), "unlockings", ["review_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("category_key", sa.String(length=40), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("topic_key", sa.String(length=40), nullable=True),
        sa.Column("cover", JSONS, nullable=False),
        sa.Column("declarations", JSONS, nullable=False),
        sa.Column("typed_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("may_change", JSONS, nullable=False),
        sa.Column("return_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", JSONS, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'selected', 'not_selected', 'forwarded', 'valid', 'returned', 'rejected', 'sealed', 'withdrawn', 'disqualified')",
            name=op.f("ck_entries_state_is_known"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_entries_author_id_people")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_entries_plan_version_id_plan_versions")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "category_key"],
            ["categories.programme_id", "categories.key"],
            name=op.f("fk_entries_programme_id_category_key_categories"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_entries_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index(op.f("ix_entries_author_id"), "entries", ["author_id"], unique=False)
    op.create_index(op.f("ix_entries_programme_id"), "entries", ["programme_id"], unique=False)
    op.create_index("ix_entries_programme_id_state", "entries", ["programme_id", "state"], unique=False)
    op.create_index("ix_entries_programme_id_unit_id", "entries", ["programme_id", "unit_id"], unique=False)
    op.create_index(op.f("ix_entries_unit_id"), "entries", ["unit_id"], unique=False)
    op.create_table(
        "plan_receipts",
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", JSONS, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_plan_receipts_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_plan_receipts_plan_version_id_plan_versions")
        ),
        sa.PrimaryKeyConstraint("plan_version_id", "account_id", name=op.f("pk_plan_receipts")),
    )
    op.create_table(
        "awards",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("tier_key", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("exclusive_group", sa.String(length=40), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_vnd >= 0", name=op.f("ck_awards_amount_is_not_negative")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_awards_counts_from_one")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_awards_code_id_codes")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_awards_entry_id_entries")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_awards_person_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id", "tier_key"],
            ["tiers.programme_id", "tiers.key"],
            name=op.f("fk_awards_programme_id_tier_key_tiers"),
        ),
        sa.ForeignKeyConstraint(["result_id"], ["results.id"], name=op.f("fk_awards_result_id_results")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index(op.f("ix_awards_result_id"), "awards", ["result_id"], unique=False)
    op.create_index(
        "uq_awards_exclusive",
        "awards",
        ["programme_id", "person_id", "exclusive_group"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
    )
    op.create_index(
        "uq_awards_place",
        "awards",
        ["programme_id", "tier_key", "place", "share"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "claims",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_claims_account_id_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_claims_entry_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_account_id"), "claims", ["account_id"], unique=False)
    op.create_table(
        "entry_versions",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_entry_versions_counts_from_one")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_versions_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["accounts.id"], name=op.f("fk_entry_versions_submitted_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_versions")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_versions_entry_id_number")),
    )
    op.create_index(op.f("ix_entry_versions_entry_id"), "entry_versions", ["entry_id"], unique=False)
    op.create_table(
        "forwards",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("forwarded_by", sa.Uuid(), nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_forwards_entry_id_entries")),
        sa.ForeignKeyConstraint(["forwarded_by"], ["accounts.id"], name=op.f("fk_forwards_forwarded_by_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_forwards_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwards")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_forwards_entry_id")),
    )
    op.create_index(op.f("ix_forwards_unit_id"), "forwards", ["unit_id"], unique=False)
    op.create_table(
        "late_decisions",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("outcome IN ('admit', 'leave_out')", name=op.f("ck_late_decisions_outcome_is_known")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_late_decisions_decided_by_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_late_decisions_entry_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_decisions")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_late_decisions_entry_id")),
    )
    op.create_table(
        "parts",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("attachment_key", sa.String(length=40), nullable=True),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("upload_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_typed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('content', 'attachment')", name=op.f("ck_parts_kind_is_known")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_parts_size_is_not_negative")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_parts_entry_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("store_key", name=op.f("uq_parts_store_key")),
    )
    op.create_index(op.f("ix_parts_entry_id"), "parts", ["entry_id"], unique=False)
    op.create_index(
        "uq_parts_one_content",
        "parts",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
        postgresql_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
    )
    op.create_index(
        "uq_parts_one_staged_content",
        "parts",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
        postgresql_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
    )
    op.create_table(
        "refusals",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("facts", JSONS, nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_refusals_account_id_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_refusals_entry_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
    )
    op.create_index(op.f("ix_refusals_entry_id"), "refusals", ["entry_id"], unique=False)
    op.create_table(
        "code_links",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("entry_version_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_code_links_code_id_codes")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_code_links_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["entry_version_id"], ["entry_versions.id"], name=op.f("fk_code_links_entry_version_id_entry_versions")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_code_links_round_id_rounds")),
        sa.PrimaryKeyConstraint("code_id", name=op.f("pk_code_links")),
        sa.UniqueConstraint("round_id", "entry_id", name=op.f("uq_code_links_round_id_entry_id")),
    )
    op.create_index(op.f("ix_code_links_entry_id"), "code_links", ["entry_id"], unique=False)
    op.create_table(
        "measurements",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("measurer_version", sa.String(length=40), nullable=False),
        sa.Column("plan_version_id", sa.Uuid(), nullable=False),
        sa.Column("report", JSONS, nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("verdicts", JSONS, nullable=False),
        sa.Column("is_acceptable", sa.Boolean(), nullable=False),
        sa.Column("identity", JSONS, nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('pass', 'borderline', 'fail', 'unknown')", name=op.f("ck_measurements_verdict_is_known")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_measurements_part_id_parts")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_versions.id"], name=op.f("fk_measurements_plan_version_id_plan_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurements")),
        sa.UniqueConstraint(
            "part_id",
            "measurer_version",
            "plan_version_id",
            name=op.f("uq_measurements_part_id_measurer_version_plan_version_id"),
        ),
    )
    op.create_index(op.f("ix_measurements_part_id"), "measurements", ["part_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("entry_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("second_payload", sa.Text(), nullable=True),
        sa.Column("second_signature", sa.Text(), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("check_code", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('submit', 'forward')", name=op.f("ck_receipts_kind_is_known")),
        sa.ForeignKeyConstraint(
            ["entry_version_id"], ["entry_versions.id"], name=op.f("fk_receipts_entry_version_id_entry_versions")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_receipts_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("check_code", name=op.f("uq_receipts_check_code")),
        sa.UniqueConstraint("entry_version_id", "kind", name=op.f("uq_receipts_entry_version_id_kind")),
        sa.UniqueConstraint("number", name=op.f("uq_receipts_number")),
    )
    op.create_index(op.f("ix_receipts_entry_version_id"), "receipts", ["entry_version_id"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("attachment_key", sa.String(length=40), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_bytes", sa.Integer(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("store_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'complete', 'aborted')", name=op.f("ck_uploads_state_is_known")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_uploads_size_is_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_uploads_account_id_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_uploads_entry_id_entries")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_uploads_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("store_key", name=op.f("uq_uploads_store_key")),
    )
    op.create_index(op.f("ix_uploads_account_id"), "uploads", ["account_id"], unique=False)
    op.create_index(op.f("ix_uploads_entry_id"), "uploads", ["entry_id"], unique=False)
    op.create_table(
        "validations",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("entry_version_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reasons", JSONS, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", JSONS, nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("outcome IN ('accept', 'return', 'reject')", name=op.f("ck_validations_outcome_is_known")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by",
            name=op.f("ck_validations_confirmed_by_another_person"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_validations_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_validations_decided_by_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_validations_entry_id_entries")),
        sa.ForeignKeyConstraint(
            ["entry_version_id"], ["entry_versions.id"], name=op.f("fk_validations_entry_version_id_entry_versions")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name=op.f("fk_validations_undone_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validations")),
    )
    op.create_index(op.f("ix_validations_entry_id"), "validations", ["entry_id"], unique=False)
    op.create_index(
        "uq_validations_in_force",
        "validations",
        ["entry_version_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    connection = op.get_bind()
    for table in guards.NEVER_CHANGED:
        guards.forbid_changes(connection, table)
    guards.forbid_plan_changes(connection)
    guards.grant_desk(connection)
    guards.begin_chain(connection)


def downgrade() -> None:
    guards.drop_guards(op.get_bind())
    op.drop_index(
        "uq_validations_in_force",
        table_name="validations",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index(op.f("ix_validations_entry_id"), table_name="validations")
    op.drop_table("validations")
    op.drop_index(op.f("ix_uploads_entry_id"), table_name="uploads")
    op.drop_index(op.f("ix_uploads_account_id"), table_name="uploads")
    op.drop_table("uploads")
    op.drop_index(op.f("ix_receipts_entry_version_id"), table_name="receipts")
    op.drop_table("receipts")
    op.drop_index(op.f("ix_measurements_part_id"), table_name="measurements")
    op.drop_table("measurements")
    op.drop_index(op.f("ix_code_links_entry_id"), table_name="code_links")
    op.drop_table("code_links")
    op.drop_index(op.f("ix_refusals_entry_id"), table_name="refusals")
    op.drop_table("refusals")
    op.drop_index(
        "uq_parts_one_staged_content",
        table_name="parts",
        sqlite_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
        postgresql_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
    )
    op.drop_index(
        "uq_parts_one_content",
        table_name="parts",
        sqlite_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
        postgresql_where=sa.text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
    )
    op.drop_index(op.f("ix_parts_entry_id"), table_name="parts")
    op.drop_table("parts")
    op.drop_table("late_decisions")
    op.drop_index(op.f("ix_forwards_unit_id"), table_name="forwards")
    op.drop_table("forwards")
    op.drop_index(op.f("ix_entry_versions_entry_id"), table_name="entry_versions")
    op.drop_table("entry_versions")
    op.drop_index(op.f("ix_claims_account_id"), table_name="claims")
    op.drop_table("claims")
    op.drop_index(
        "uq_awards_place",
        table_name="awards",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(
        "uq_awards_exclusive",
        table_name="awards",
        sqlite_where=sa.text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
    )
    op.drop_index(op.f("ix_awards_result_id"), table_name="awards")
    op.drop_table("awards")
    op.drop_table("plan_receipts")
    op.drop_index(op.f("ix_entries_unit_id"), table_name="entries")
    op.drop_index("ix_entries_programme_id_unit_id", table_name="entries")
    op.drop_index("ix_entries_programme_id_state", table_name="entries")
    op.drop_index(op.f("ix_entries_programme_id"), table_name="entries")
    op.drop_index(op.f("ix_entries_author_id"), table_name="entries")
    op.drop_table("entries")
    op.drop_index(op.f("ix_unlockings_review_id"), table_name="unlockings")
    op.drop_table("unlockings")
    op.drop_index(op.f("ix_table_imports_account_id"), table_name="table_imports")
    op.drop_table("table_imports")
    op.drop_index(op.f("ix_sign_in_sessions_account_id"), table_name="sign_in_sessions")
    op.drop_table("sign_in_sessions")
    op.drop_index(
        "uq_seat_holders_present",
        table_name="seat_holders",
        sqlite_where=sa.text("to_at IS NULL"),
        postgresql_where=sa.text("to_at IS NULL"),
    )
    op.drop_index(op.f("ix_seat_holders_seat_id"), table_name="seat_holders")
    op.drop_index(op.f("ix_seat_holders_account_id"), table_name="seat_holders")
    op.drop_table("seat_holders")
    op.drop_index(op.f("ix_sealings_round_id"), table_name="sealings")
    op.drop_table("sealings")
    op.drop_index(op.f("ix_role_grants_programme_id"), table_name="role_grants")
    op.drop_index(op.f("ix_role_grants_account_id"), table_name="role_grants")
    op.drop_table("role_grants")
    op.drop_index(op.f("ix_review_versions_review_id"), table_name="review_versions")
    op.drop_table("review_versions")
    op.drop_index(op.f("ix_results_round_id"), table_name="results")
    op.drop_table("results")
    op.drop_index(op.f("ix_publications_programme_id"), table_name="publications")
    op.drop_table("publications")
    op.drop_index(op.f("ix_plan_versions_programme_id"), table_name="plan_versions")
    op.drop_table("plan_versions")
    op.drop_index(op.f("ix_openings_round_id"), table_name="openings")
    op.drop_table("openings")
    op.drop_index(op.f("ix_one_time_codes_account_id"), table_name="one_time_codes")
    op.drop_table("one_time_codes")
    op.drop_index(
        "uq_login_names_personal",
        table_name="login_names",
        sqlite_where=sa.text("kind <> 'phone'"),
        postgresql_where=sa.text("kind <> 'phone'"),
    )
    op.drop_index("ix_login_names_account_id", table_name="login_names")
    op.drop_table("login_names")
    op.drop_index(op.f("ix_declared_ties_person_id"), table_name="declared_ties")
    op.drop_index(op.f("ix_declared_ties_account_id"), table_name="declared_ties")
    op.drop_table("declared_ties")
    op.drop_table("closings")
    op.drop_index(op.f("ix_board_decisions_round_id"), table_name="board_decisions")
    op.drop_table("board_decisions")
    op.drop_index(op.f("ix_assignment_runs_round_id"), table_name="assignment_runs")
    op.drop_table("assignment_runs")
    op.drop_index(
        "uq_approvals_present",
        table_name="approvals",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_approvals_programme_id"), table_name="approvals")
    op.drop_index(op.f("ix_approvals_bundle_sha256"), table_name="approvals")
    op.drop_table("approvals")
    op.drop_table("answers")
    op.drop_table("tiers")
    op.drop_table("reviews")
    op.drop_table("recusals")
    op.drop_table("receipt_counters")
    op.drop_index(
        "uq_published_works_present",
        table_name="published_works",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_published_works_programme_id"), table_name="published_works")
    op.drop_table("published_works")
    op.drop_table("categories")
    op.drop_table("accounts")
    op.drop_index(op.f("ix_renditions_code_id"), table_name="renditions")
    op.drop_table("renditions")
    op.drop_table("programmes")
    op.drop_index(op.f("ix_people_unit_id"), table_name="people")
    op.drop_index(op.f("ix_people_name_key"), table_name="people")
    op.drop_index(op.f("ix_people_name_folded"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_assignments_seat_id"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_code_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_units_parent_id"), table_name="units")
    op.drop_index(op.f("ix_units_name_folded"), table_name="units")
    op.drop_table("units")
    op.drop_index(op.f("ix_seats_round_id"), table_name="seats")
    op.drop_table("seats")
    op.drop_index(op.f("ix_codes_round_id"), table_name="codes")
    op.drop_table("codes")
    op.drop_table("unit_levels")
    op.drop_table("throttles")
    op.drop_table("signing_keys")
    op.drop_index(op.f("ix_rounds_programme_id"), table_name="rounds")
    op.drop_table("rounds")
    op.drop_index(op.f("ix_notices_account"), table_name="notices")
    op.drop_table("notices")
    op.drop_table("mails")
    op.drop_index("ix_jobs_due", table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("installation")
    op.drop_index(op.f("ix_history_values_seq"), table_name="history_values")
    op.drop_table("history_values")
    op.drop_index(op.f("ix_history_subject"), table_name="history")
    op.drop_index(op.f("ix_history_action"), table_name="history")
    op.drop_table("history")
    op.drop_table("chain_head")
    op.drop_table("anchors")

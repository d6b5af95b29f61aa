"""Councils, their meetings, what they vote on, and papers without names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ROLES = "ck_role_grants_role_is_known"
BEFORE = (
    "'entrant', 'coordinator', 'validator', 'secretary', 'judge', 'head', 'holder', 'board', 'finance', 'publisher', "
    "'council', 'supervisor', 'admin'"
)


def _roles(words: str) -> None:
    with op.batch_alter_table("role_grants") as batch:
        batch.drop_constraint(op.f(ROLES), type_="check")
        batch.create_check_constraint(op.f(ROLES), f"role IN ({words})")


def upgrade() -> None:
    _roles(f"{BEFORE}, 'council_secretary'")
    op.create_table(
        "councils",
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("founded_by", sa.Text(), nullable=False),
        sa.Column("quorum_numerator", sa.Integer(), nullable=False),
        sa.Column("quorum_denominator", sa.Integer(), nullable=False),
        sa.Column("allows_substitutes", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_councils_has_a_name")),
        sa.CheckConstraint(
            "quorum_numerator >= 1 AND quorum_numerator <= quorum_denominator",
            name=op.f("ck_councils_quorum_is_a_part_of_all"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_councils_created_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_councils_programme_id_programmes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councils")),
    )
    op.create_index(op.f("ix_councils_programme_id"), "councils", ["programme_id"], unique=False)
    op.create_table(
        "council_members",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.Column("stands_in_for", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(duty = 'substitute') = (stands_in_for IS NOT NULL)", name=op.f("ck_council_members_substitutes_stand_in")
        ),
        sa.CheckConstraint(
            "duty IN ('chair', 'vice', 'standing', 'secretary', 'member', 'substitute')",
            name=op.f("ck_council_members_duty_is_known"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_because <> ''", name=op.f("ck_council_members_ended_with_reason")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_council_members_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_council_members_account_id_accounts")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_council_members_added_by_accounts")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_council_members_council_id_councils")),
        sa.ForeignKeyConstraint(["ended_by"], ["accounts.id"], name=op.f("fk_council_members_ended_by_accounts")),
        sa.ForeignKeyConstraint(
            ["stands_in_for"], ["council_members.id"], name=op.f("fk_council_members_stands_in_for_council_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_members")),
    )
    op.create_index(op.f("ix_council_members_account_id"), "council_members", ["account_id"], unique=False)
    op.create_index(op.f("ix_council_members_council_id"), "council_members", ["council_id"], unique=False)
    op.create_index(
        "uq_council_members_chair",
        "council_members",
        ["council_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND duty = 'chair'"),
        postgresql_where=sa.text("ended_at IS NULL AND duty = 'chair'"),
    )
    op.create_index(
        "uq_council_members_present",
        "council_members",
        ["council_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "council_meetings",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("presided_by", sa.Uuid(), nullable=True),
        sa.Column("adjourned_because", sa.Text(), nullable=False),
        sa.Column("first_teller_id", sa.Uuid(), nullable=True),
        sa.Column("second_teller_id", sa.Uuid(), nullable=True),
        sa.Column("discussion", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_sha256", sa.String(length=64), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(minutes = '') = (minutes_sha256 IS NULL)", name=op.f("ck_council_meetings_drafted_with_its_hash")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'convened', 'quorum_ok', 'no_quorum', 'adjourned', 'deliberating', 'ballots_open', 'ballots_closed', 'minutes_drafted', 'minutes_signed', 'archived')",
            name=op.f("ck_council_meetings_state_is_known"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_council_meetings_has_a_title")),
        sa.CheckConstraint(
            "first_teller_id IS NULL OR second_teller_id IS NULL OR first_teller_id <> second_teller_id",
            name=op.f("ck_council_meetings_two_tellers"),
        ),
        sa.CheckConstraint(
            "signed_by IS NULL OR signed_by <> drafted_by", name=op.f("ck_council_meetings_signed_by_another_person")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_council_meetings_council_id_councils")),
        sa.ForeignKeyConstraint(["drafted_by"], ["accounts.id"], name=op.f("fk_council_meetings_drafted_by_accounts")),
        sa.ForeignKeyConstraint(
            ["first_teller_id"], ["accounts.id"], name=op.f("fk_council_meetings_first_teller_id_accounts")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["accounts.id"], name=op.f("fk_council_meetings_planned_by_accounts")),
        sa.ForeignKeyConstraint(
            ["presided_by"], ["council_members.id"], name=op.f("fk_council_meetings_presided_by_council_members")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_council_meetings_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["second_teller_id"], ["accounts.id"], name=op.f("fk_council_meetings_second_teller_id_accounts")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["accounts.id"], name=op.f("fk_council_meetings_signed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_meetings")),
    )
    op.create_index(op.f("ix_council_meetings_council_id"), "council_meetings", ["council_id"], unique=False)
    op.create_index(op.f("ix_council_meetings_programme_id"), "council_meetings", ["programme_id"], unique=False)
    op.create_table(
        "agenda_sections",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("award_form_key", sa.String(length=40), nullable=False),
        sa.Column("award_form", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("threshold_numerator", sa.Integer(), nullable=False),
        sa.Column("threshold_denominator", sa.Integer(), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("keeps_recused", sa.Boolean(), nullable=False),
        sa.Column("scan_key", sa.Text(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_bytes", sa.BigInteger(), nullable=False),
        sa.Column("scan_type", sa.String(length=40), nullable=False),
        sa.Column("scanned_by", sa.Uuid(), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("base IN ('all', 'present')", name=op.f("ck_agenda_sections_base_is_known")),
        sa.CheckConstraint(
            "mode IN ('open', 'secret', 'printed', 'written')", name=op.f("ck_agenda_sections_mode_is_known")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('collective', 'individual', 'initiative')",
            name=op.f("ck_agenda_sections_subject_kind_is_known"),
        ),
        sa.CheckConstraint(
            "(scan_key IS NULL) = (scan_sha256 IS NULL)", name=op.f("ck_agenda_sections_scanned_with_its_hash")
        ),
        sa.CheckConstraint("places IS NULL OR places >= 0", name=op.f("ck_agenda_sections_places_are_counted")),
        sa.CheckConstraint(
            "threshold_numerator >= 0 AND threshold_denominator >= 1 AND threshold_numerator <= threshold_denominator",
            name=op.f("ck_agenda_sections_threshold_is_a_part"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["council_meetings.id"], name=op.f("fk_agenda_sections_meeting_id_council_meetings")
        ),
        sa.ForeignKeyConstraint(["scanned_by"], ["accounts.id"], name=op.f("fk_agenda_sections_scanned_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_sections")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_sections_meeting_id_position")),
        sa.UniqueConstraint("scan_key", name=op.f("uq_agenda_sections_scan_key")),
    )
    op.create_index(op.f("ix_agenda_sections_meeting_id"), "agenda_sections", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["marked_by"], ["accounts.id"], name=op.f("fk_meeting_attendance_marked_by_accounts")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["council_meetings.id"], name=op.f("fk_meeting_attendance_meeting_id_council_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_members.id"], name=op.f("fk_meeting_attendance_member_id_council_members")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_meeting_attendance")),
    )
    op.create_table(
        "agenda_items",
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("chair_choice", sa.Boolean(), nullable=True),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("chair_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "chair_choice IS NULL OR chair_reason <> ''", name=op.f("ck_agenda_items_chosen_with_reason")
        ),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'tie')", name=op.f("ck_agenda_items_outcome_is_known")),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_agenda_items_names_somebody")),
        sa.CheckConstraint(
            "(chair_choice IS NULL) = (chair_id IS NULL)", name=op.f("ck_agenda_items_chosen_by_a_chair")
        ),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["council_members.id"], name=op.f("fk_agenda_items_chair_id_council_members")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["agenda_sections.id"], name=op.f("fk_agenda_items_section_id_agenda_sections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("section_id", "position", name=op.f("uq_agenda_items_section_id_position")),
    )
    op.create_index(op.f("ix_agenda_items_section_id"), "agenda_items", ["section_id"], unique=False)
    op.create_table(
        "ballots",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("recused_present", sa.Integer(), nullable=False),
        sa.Column("electorate", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.Column("valid", sa.Integer(), nullable=True),
        sa.Column("invalid", sa.Integer(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("written_for", sa.Integer(), nullable=False),
        sa.Column("written_against", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (state = 'open')", name=op.f("ck_ballots_closed_at_a_moment")),
        sa.CheckConstraint(
            "(state = 'counted') = (outcome IS NOT NULL)", name=op.f("ck_ballots_counted_has_an_outcome")
        ),
        sa.CheckConstraint("mode IN ('open', 'secret', 'printed', 'written')", name=op.f("ck_ballots_mode_is_known")),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'tie')", name=op.f("ck_ballots_outcome_is_known")),
        sa.CheckConstraint(
            "state <> 'counted' OR (issued <= electorate AND collected <= issued AND collected = valid + invalid AND valid = votes_for + votes_against)",
            name=op.f("ck_ballots_counts_add_up"),
        ),
        sa.CheckConstraint("state IN ('open', 'closed', 'counted')", name=op.f("ck_ballots_state_is_known")),
        sa.ForeignKeyConstraint(["closed_by"], ["accounts.id"], name=op.f("fk_ballots_closed_by_accounts")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_ballots_item_id_agenda_items")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_ballots_opened_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("item_id", "attempt", name=op.f("uq_ballots_item_id_attempt")),
    )
    op.create_index(op.f("ix_ballots_item_id"), "ballots", ["item_id"], unique=False)
    op.create_index(
        "uq_ballots_open",
        "ballots",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'counted'"),
        postgresql_where=sa.text("state <> 'counted'"),
    )
    op.create_table(
        "council_recusals",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_council_recusals_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_council_recusals_item_id_agenda_items")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_members.id"], name=op.f("fk_council_recusals_member_id_council_members")
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_council_recusals")),
    )
    op.create_table(
        "written_opinions",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against')", name=op.f("ck_written_opinions_says_for_or_against")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_written_opinions_item_id_agenda_items")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_members.id"], name=op.f("fk_written_opinions_member_id_council_members")
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_written_opinions")),
    )
    op.create_table(
        "ballot_papers",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'blank')", name=op.f("ck_ballot_papers_choice_is_known")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_papers_ballot_id_ballots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_papers")),
    )
    op.create_index(op.f("ix_ballot_papers_ballot_id"), "ballot_papers", ["ballot_id"], unique=False)
    op.create_table(
        "ballot_voters",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_ballot_voters_ballot_id_ballots")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_members.id"], name=op.f("fk_ballot_voters_member_id_council_members")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "member_id", name=op.f("pk_ballot_voters")),
    )
    op.create_table(
        "named_votes",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'blank')", name=op.f("ck_named_votes_choice_is_known")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_named_votes_ballot_id_ballots")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_members.id"], name=op.f("fk_named_votes_member_id_council_members")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "member_id", name=op.f("pk_named_votes")),
    )
    op.create_table(
        "teller_counts",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "issued >= collected AND collected = valid + invalid AND valid = votes_for + votes_against AND invalid >= 0 AND votes_for >= 0 AND votes_against >= 0",
            name=op.f("ck_teller_counts_adds_up"),
        ),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_teller_counts_two_people")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_teller_counts_account_id_accounts")),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], name=op.f("fk_teller_counts_ballot_id_ballots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teller_counts")),
        sa.UniqueConstraint("ballot_id", "account_id", name=op.f("uq_teller_counts_ballot_id_account_id")),
        sa.UniqueConstraint("ballot_id", "number", name=op.f("uq_teller_counts_ballot_id_number")),
    )
    op.create_index(op.f("ix_teller_counts_ballot_id"), "teller_counts", ["ballot_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_teller_counts_ballot_id"), table_name="teller_counts")
    op.drop_table("teller_counts")
    op.drop_table("named_votes")
    op.drop_table("ballot_voters")
    op.drop_index(op.f("ix_ballot_papers_ballot_id"), table_name="ballot_papers")
    op.drop_table("ballot_papers")
    op.drop_table("written_opinions")
    op.drop_table("council_recusals")
    op.drop_index(
        "uq_ballots_open",
        table_name="ballots",
        sqlite_where=sa.text("state <> 'counted'"),
        postgresql_where=sa.text("state <> 'counted'"),
    )
    op.drop_index(op.f("ix_ballots_item_id"), table_name="ballots")
    op.drop_table("ballots")
    op.drop_index(op.f("ix_agenda_items_section_id"), table_name="agenda_items")
    op.drop_table("agenda_items")
    op.drop_table("meeting_attendance")
    op.drop_index(op.f("ix_agenda_sections_meeting_id"), table_name="agenda_sections")
    op.drop_table("agenda_sections")
    op.drop_index(op.f("ix_council_meetings_programme_id"), table_name="council_meetings")
    op.drop_index(op.f("ix_council_meetings_council_id"), table_name="council_meetings")
    op.drop_table("council_meetings")
    op.drop_index(
        "uq_council_members_present",
        table_name="council_members",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(
        "uq_council_members_chair",
        table_name="council_members",
        sqlite_where=sa.text("ended_at IS NULL AND duty = 'chair'"),
        postgresql_where=sa.text("ended_at IS NULL AND duty = 'chair'"),
    )
    op.drop_index(op.f("ix_council_members_council_id"), table_name="council_members")
    op.drop_index(op.f("ix_council_members_account_id"), table_name="council_members")
    op.drop_table("council_members")
    op.drop_index(op.f("ix_councils_programme_id"), table_name="councils")
    op.drop_table("councils")
    op.execute("DELETE FROM role_grants WHERE role = 'council_secretary'")
    _roles(BEFORE)

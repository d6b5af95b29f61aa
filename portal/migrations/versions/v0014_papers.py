"""Papers: what the office says once, registers of numbers, papers on their way, certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FROZEN = ("kind", "content", "content_sha256", "number", "full_number", "dated_on", "pdf_sha256", "docx_sha256")
"""What an issued paper keeps for ever."""


def upgrade() -> None:
    op.create_table(
        "registers",
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("symbol", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_number >= 1", name=op.f("ck_registers_counts_from_one")),
        sa.CheckConstraint("last_number >= first_number - 1", name=op.f("ck_registers_goes_on")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registers")),
        sa.UniqueConstraint("organ", "symbol", "year", name=op.f("uq_registers_organ_symbol_year")),
    )
    op.create_table(
        "paper_words",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("words", JSONS, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["accounts.id"], name=op.f("fk_paper_words_changed_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_paper_words_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_paper_words")),
    )
    op.create_table(
        "papers",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("said", JSONS, nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scan_key", sa.Text(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_type", sa.String(length=40), nullable=False),
        sa.Column("scan_bytes", sa.BigInteger(), nullable=False),
        sa.Column("scanned_by", sa.Uuid(), nullable=True),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("register_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("full_number", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("numbered_by", sa.Uuid(), nullable=True),
        sa.Column("numbered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pdf_key", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_bytes", sa.BigInteger(), nullable=False),
        sa.Column("docx_key", sa.Text(), nullable=True),
        sa.Column("docx_sha256", sa.String(length=64), nullable=True),
        sa.Column("docx_bytes", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("revoked_at IS NULL OR revocation_reason <> ''", name=op.f("ck_papers_revoked_with_reason")),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'scanned', 'signed', 'numbered', 'issued', 'revoked')",
            name=op.f("ck_papers_state_is_known"),
        ),
        sa.CheckConstraint("(register_id IS NULL) = (number IS NULL)", name=op.f("ck_papers_numbered_in_a_register")),
        sa.CheckConstraint(
            "issued_at IS NULL OR (pdf_sha256 IS NOT NULL AND docx_sha256 IS NOT NULL)",
            name=op.f("ck_papers_issued_whole"),
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> drafted_by", name=op.f("ck_papers_reviewed_by_another_person")
        ),
        sa.CheckConstraint(
            "signed_by IS NULL OR scanned_by IS NULL OR signed_by <> scanned_by",
            name=op.f("ck_papers_scan_is_confirmed"),
        ),
        sa.CheckConstraint(
            "signed_by IS NULL OR signed_by <> drafted_by", name=op.f("ck_papers_signed_by_another_person")
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["accounts.id"], name=op.f("fk_papers_drafted_by_accounts")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_papers_issued_by_accounts")),
        sa.ForeignKeyConstraint(["numbered_by"], ["accounts.id"], name=op.f("fk_papers_numbered_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_papers_programme_id_programmes")),
        sa.ForeignKeyConstraint(["register_id"], ["registers.id"], name=op.f("fk_papers_register_id_registers")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["accounts.id"], name=op.f("fk_papers_reviewed_by_accounts")),
        sa.ForeignKeyConstraint(["revoked_by"], ["accounts.id"], name=op.f("fk_papers_revoked_by_accounts")),
        sa.ForeignKeyConstraint(["scanned_by"], ["accounts.id"], name=op.f("fk_papers_scanned_by_accounts")),
        sa.ForeignKeyConstraint(["signed_by"], ["accounts.id"], name=op.f("fk_papers_signed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("docx_key", name=op.f("uq_papers_docx_key")),
        sa.UniqueConstraint("pdf_key", name=op.f("uq_papers_pdf_key")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_papers_register_id_number")),
        sa.UniqueConstraint("scan_key", name=op.f("uq_papers_scan_key")),
    )
    op.create_index(op.f("ix_papers_programme_id"), "papers", ["programme_id"], unique=False)
    op.create_index(
        "uq_papers_present",
        "papers",
        ["programme_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "certificates",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("book_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("prize", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revocation_reason <> ''", name=op.f("ck_certificates_revoked_with_reason")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_certificates_award_id_awards")),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_certificates_paper_id_papers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("paper_id", "award_id", name=op.f("uq_certificates_paper_id_award_id")),
        sa.UniqueConstraint("paper_id", "book_number", name=op.f("uq_certificates_paper_id_book_number")),
    )
    op.create_index(op.f("ix_certificates_award_id"), "certificates", ["award_id"], unique=False)
    op.create_index(op.f("ix_certificates_paper_id"), "certificates", ["paper_id"], unique=False)
    _freeze_issued(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_certificates_paper_id"), table_name="certificates")
    op.drop_index(op.f("ix_certificates_award_id"), table_name="certificates")
    op.drop_table("certificates")
    op.drop_index(
        "uq_papers_present",
        table_name="papers",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(op.f("ix_papers_programme_id"), table_name="papers")
    op.drop_table("papers")
    op.drop_table("paper_words")
    op.drop_table("registers")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS refuse_paper_change()")


def _freeze_issued(connection: sa.Connection) -> None:
    """An issued paper never changes; it can only be revoked."""
    changed = " OR ".join(
        f"NEW.{one} IS NOT OLD.{one}"
        if connection.dialect.name == "sqlite"
        else f"NEW.{one} IS DISTINCT FROM OLD.{one}"
        for one in FROZEN
    )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE TRIGGER papers_frozen BEFORE UPDATE ON papers WHEN OLD.issued_at IS NOT NULL AND ({changed}) "
            "BEGIN SELECT RAISE(ABORT, 'an issued paper is frozen'); END"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER papers_kept BEFORE DELETE ON papers WHEN OLD.number IS NOT NULL OR OLD.issued_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'a numbered paper is kept'); END"
        )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION refuse_paper_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an issued paper is frozen'; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER papers_frozen BEFORE UPDATE ON papers FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL AND ({changed})) "
        "EXECUTE FUNCTION refuse_paper_change()"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER papers_kept BEFORE DELETE ON papers FOR EACH ROW "
        "WHEN (OLD.number IS NOT NULL OR OLD.issued_at IS NOT NULL) EXECUTE FUNCTION refuse_paper_change()"
    )

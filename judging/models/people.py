"""People, the accounts they sign in with, and the duties they were granted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from judging.enums import Role
from judging.ids import AccountID, PersonID, ProgrammeID, UnitID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.units import Unit
from vietnamese.logins import login_skeleton


class Person(Identified, Base):
    """Somebody of the office, as the staff list names them."""

    __tablename__ = "people"

    staff_code: Mapped[str] = mapped_column(Word, unique=True)
    code_skeleton: Mapped[str] = mapped_column(unique=True)
    """What a hurried eye sees of the staff code: two people never have codes that look alike (C15)."""
    full_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    name_folded: Mapped[str] = mapped_column(index=True)
    position: Mapped[str] = mapped_column(default="")
    personnel_kind: Mapped[str] = mapped_column(Word)
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)

    @validates("staff_code")
    def _follow(self, _name: str, staff_code: str) -> str:
        self.code_skeleton = login_skeleton(staff_code)
        return staff_code


class Account(Identified, Base):
    """What a person signs in with. `credential_version` grows with each change that must end older sessions."""

    __tablename__ = "accounts"

    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    credential_version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(Word, default="vi")
    created_at: Mapped[datetime]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class LoginName(Base):
    """One way to name an account when signing in: staff code, e-mail or phone, in its compared form (C15)."""

    __tablename__ = "login_names"

    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    compared: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)

    __table_args__ = (
        CheckConstraint("kind IN ('staff_code', 'email', 'phone')", name="kind_is_known"),
        # Several people may share an office phone, so a phone is unique only in use, never by constraint.
        Index(
            "uq_login_names_personal",
            "kind",
            "compared",
            unique=True,
            sqlite_where=text("kind <> 'phone'"),
            postgresql_where=text("kind <> 'phone'"),
        ),
        Index("ix_login_names_account_id", "account_id"),
    )


class OneTimeCode(Identified, Base):
    """A code that lets its holder set a password once: printed on a sign-in slip or given for a reset."""

    __tablename__ = "one_time_codes"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    purpose: Mapped[str] = mapped_column(Word)
    issued_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('slip', 'reset')", name="purpose_is_known"),)


class RoleGrant(Identified, Base):
    """A duty given to an account, for one programme and unit or (where empty) for all of them."""

    __tablename__ = "role_grants"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(Word)
    programme_id: Mapped[ProgrammeID | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    unit_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"))
    granted_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    __table_args__ = (one_of("role", Role),)


class DeclaredTie(Identified, Base):
    """A tie between a judge and a person that somebody declared (relative, superior …): they never meet in marking."""

    __tablename__ = "declared_ties"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("account_id", "person_id"),)

"""What every table shares: the naming of constraints, UTC times, canonical JSON, checked words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, DateTime, MetaData, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from judging import ids

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. Both databases keep UTC; SQLite, which has no zones, gets it back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime,
        UUID: Uuid,
        str: Text,
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[Any]: JSON().with_variant(JSONB(), "postgresql"),
        **{kind: Uuid for name, kind in vars(ids).items() if name.endswith("ID") and name != "UUID"},
    }


class Identified:
    """A row whose key is a random UUID, so that a URL tells neither order nor number."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


SALT_DIGITS = 64


def new_salt() -> str:
    """What makes a hash of few possible values impossible to guess: as random as two keys, in SALT_DIGITS digits."""
    return uuid4().hex + uuid4().hex


Word = String(40)
"""A short stable word (state, role, kind, key)."""

Digest = String(64)
"""A SHA-256 in lower-case hexadecimal."""


def one_of(column: str, words: Any, *, name: str | None = None) -> CheckConstraint:  # noqa: ANN401  an Enum class
    """A CHECK that `column` holds one of the values of the enumeration `words`."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_is_known")


def canonical(value: object) -> str:
    """`value` as the one JSON text that its hash is taken of: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

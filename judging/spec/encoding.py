"""From spec values to plain data: dicts, lists and scalars."""

from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from judging.spec.quotas import Quota
from judging.spec.shapes import is_spec
from judging.spec.unknown import Unknown

UNKNOWN_KEY = "unknown"
"""A table with this one key stands for Unknown."""


def to_plain(value: object, *, brief: bool = False) -> Any:  # noqa: ANN401  plain data
    """`value` as dicts, lists and scalars. None is left out; `brief` leaves out what equals its default too.

    Dates, times and Decimals stay as they are: each writer has its own way with them.
    """
    if isinstance(value, Unknown):
        return {UNKNOWN_KEY: {"decided_by": value.decided_by, "note": value.note}}
    if isinstance(value, Quota) and value.minimum is not None and value == Quota.exactly(value.minimum):
        return value.minimum
    if is_spec(value):
        return {
            field.name: to_plain(held, brief=brief)
            for field in fields(value)  # type: ignore[arg-type] # is_spec has just said so
            if (held := getattr(value, field.name)) is not None and not (brief and held == field.default)
        }
    if isinstance(value, tuple):
        return [to_plain(item, brief=brief) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def to_json_scalar(value: object) -> str:
    """A date, time, instant or Decimal as the one text that canonical JSON uses for it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a plan")

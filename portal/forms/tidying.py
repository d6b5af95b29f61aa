"""How typed text is kept, and how a field is marked that a draft may still lack."""

from __future__ import annotations

import unicodedata

KEPT_CONTROLS = frozenset("\n\t")


class Wanted:
    """Marks a field as required on the page without refusing a draft that lacks it."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms' own protocol

    def __call__(self, _form: object, _field: object) -> None:
        return None


def tidy_line(value: str | None) -> str:
    """One line as it is kept: composed, without control signs, single spaces (D21).

    >>> tidy_line("  Một   cửa ")
    'Một cửa'
    """
    return " ".join(_without_controls(value or "").split())


def tidy_text(value: str | None) -> str:
    """A text of several lines as it is kept: composed, line feeds only, no other control signs."""
    unified = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return _without_controls(unified)


def _without_controls(value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    return "".join(sign for sign in composed if sign in KEPT_CONTROLS or unicodedata.category(sign) not in {"Cc", "Cs"})

"""What a person can mistype: one small class for each kind of text, carrying the text and a stable reason."""

from __future__ import annotations


class TextError(Exception):
    """The parent: `reason` is stable, `text` is what was typed. The portal holds the words."""

    noun = "text"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{self.noun}: {reason}: {text!r}")
        self.reason = reason
        self.text = text


class PhoneError(TextError):
    """Not a telephone number. Reasons: empty, letters, short_code, length, prefix."""

    noun = "phone"


class NumberError(TextError):
    """Not a number as people here write it. Reasons: empty, form, ambiguous."""

    noun = "number"


class MoneyError(TextError):
    """Not an amount of đồng. Reasons: empty, form, ambiguous, fraction."""

    noun = "money"


class DayError(TextError):
    """Not a day. Reasons: form, impossible."""

    noun = "day"


class LoginError(TextError):
    """Not a sign-in name. Reasons: empty, length, invisible, letter (facts name no position: the text is short)."""

    noun = "login"

"""A sample that judges score first, as the office pastes it."""

from __future__ import annotations

import unicodedata

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from judging.actions.calibrations import LONGEST_TEXT, LONGEST_TITLE


def _tidy(text: str | None) -> str:
    """NFC, one kind of line end, no other control signs; its length is the form's to judge."""
    plain = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


class SampleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Title and words of a sample; the marks beside them are read as a sheet is."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_TITLE)], filters=[_tidy])
    text = TextAreaField(_l("Text of the sample"), [InputRequired(), Length(max=LONGEST_TEXT)], filters=[_tidy])

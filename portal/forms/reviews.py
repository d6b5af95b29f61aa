"""The score sheet as it comes from the page: plain text by criterion. What is a mark is the rubric's to say."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from judging.desk.reviews import LONGEST_COMMENT, TypedSheet, make_save_key
from portal.idempotency import key_of_request

if TYPE_CHECKING:
    from judging.spec.rubrics import Rubric

MARK, REMARK, COMMENT = "mark-", "remark-", "comment"
LONGEST_MARK = 20


def read_sheet(rubric: Rubric) -> TypedSheet:
    """The sheet of this request; a criterion that the rubric does not have is not read (A05)."""
    keys = [criterion.key for criterion in rubric.criteria]
    marks = {key: request.form.get(MARK + key, "").strip()[:LONGEST_MARK] for key in keys}
    comments = {key: tidy_text(request.form.get(REMARK + key, "")) for key in keys}
    comment, version = tidy_text(request.form.get(COMMENT, "")), request.form.get("version", -1, type=int)
    content = "\n".join([*(f"{key}={text}" for key, text in (*marks.items(), *comments.items())), comment])
    return TypedSheet(marks, comments, comment, version, make_save_key(key_of_request(), version, content))


def tidy_text(text: str) -> str:
    """NFC, one kind of line end, no other control signs, at most LONGEST_COMMENT signs."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return kept.strip()[:LONGEST_COMMENT]


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """An act that needs its reason in words."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])


class KeepForm(FlaskForm):  # type: ignore[misc]
    """Keeping one's sheet after having seen another; a word about it is welcome and not required."""

    remark = TextAreaField(_l("Remark"), [Length(max=1000)])


class LockForm(FlaskForm):  # type: ignore[misc]
    """The version that the judge has seen and submits."""

    version = IntegerField(validators=[InputRequired(), NumberRange(min=1)])


class UnlockForm(FlaskForm):  # type: ignore[misc]
    """The head names a locked sheet: the code and the judge's number."""

    word = StringField(_l("Code"), [InputRequired(), Length(max=12)])
    seat_number = IntegerField(_l("Number of the judge"), [InputRequired(), NumberRange(min=1, max=99)])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])

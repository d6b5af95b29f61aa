"""Forms of requests about one's own data, and of their decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from judging.enums import DataRequestKind
from portal.data_words import FIELDS, KINDS
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text

LINE, TEXT = 200, 1000


class CorrectionForm(StrictForm):
    """Which field, and what it should say."""

    field = SelectField(
        _l("What is wrong"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(field.value, words) for field, words in FIELDS.items()],
    )
    value = StringField(_l("What it should say"), [Optional(), Length(max=LINE)], filters=[tidy_line])


class AnswerRequestForm(StrictForm):
    """What the person reads of the decision."""

    answer = TextAreaField(_l("Remark to the person"), [Optional(), Length(max=TEXT)], filters=[tidy_text])


class DeclineRequestForm(StrictForm):
    """Why it is not done."""

    reason = TextAreaField(
        _l("Reason, with the law (the person reads this)"),
        [DataRequired(REQUIRED), Length(max=TEXT)],
        filters=[tidy_text],
    )


class ForPersonForm(StrictForm):
    """What somebody without an account asked for by a letter."""

    staff_code = StringField(_l("Staff code"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line])
    kind = RadioField(
        _l("What is asked for"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, KINDS[one.value]) for one in (DataRequestKind.EXPORT, DataRequestKind.DELETE)],
    )
    case_number = StringField(
        _l("Number of the letter"), [InputRequired(REQUIRED), Length(max=LINE)], filters=[tidy_line]
    )

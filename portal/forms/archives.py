"""Forms of the archive: holding, releasing, deleting before the day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.archive_words import ALL_KINDS, RETENTION_KINDS
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text

LONGEST = 1000
KINDS = [SelectChoice(key, words[0]) for key, words in RETENTION_KINDS.items()]


class HoldForm(StrictForm):
    """What is held, and why."""

    kind = SelectField(_l("What is held"), [Optional()], choices=[SelectChoice("", ALL_KINDS), *KINDS])
    reason = TextAreaField(_l("Reason"), [DataRequired(REQUIRED), Length(max=LONGEST)], filters=[tidy_text])


class ReleaseForm(StrictForm):
    """Why it is held no longer."""

    reason = TextAreaField(_l("Reason"), [DataRequired(REQUIRED), Length(max=LONGEST)], filters=[tidy_text])


class EarlyForm(StrictForm):
    """What is to go before its day, and why."""

    kind = SelectField(_l("What is deleted"), [InputRequired(REQUIRED)], choices=KINDS)
    reason = TextAreaField(_l("Reason"), [DataRequired(REQUIRED), Length(max=LONGEST)], filters=[tidy_text])

"""Forms of re-marking: what an author finds wrong, and until when the new judges mark."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from judging.rules.remarkings import LONGEST_REASON
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text


class RemarkForm(StrictForm):
    """Why the marks should be given anew."""

    reason = TextAreaField(
        _l("What you find wrong"), [DataRequired(REQUIRED), Length(max=LONGEST_REASON)], filters=[tidy_text]
    )


class BeginRemarkForm(StrictForm):
    """The last day of marking."""

    closes_on = DateField(_l("Last day of the new marking"), [InputRequired(REQUIRED)])


class SettleRemarkForm(StrictForm):
    """Nothing but the button."""

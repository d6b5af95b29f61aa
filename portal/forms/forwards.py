"""Forms of a unit's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text

LONGEST_NOTE = 1000
LAST_PLACE = 999


class ForwardForm(StrictForm):
    """Send an entry on: in which place, with which remark."""

    version_id = HiddenField()
    position = IntegerField(
        _l("Place in your unit's order (1 is the best)"), [InputRequired(REQUIRED), NumberRange(min=1, max=LAST_PLACE)]
    )
    note = TextAreaField(
        _l("Remark for the organisers (not shown to judges)"),
        [Optional(), Length(max=LONGEST_NOTE)],
        filters=[tidy_text],
    )

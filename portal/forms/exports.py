"""Why a list with personal data is taken out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from judging.actions.exports import SHORTEST_REASON
from portal.forms.strict import REQUIRED, StrictForm

LONGEST_REASON = 500


class ExportForm(StrictForm):
    """The reason, printed on the file."""

    reason = TextAreaField(
        _l("What is the list needed for?"),
        [
            InputRequired(REQUIRED),
            Length(
                min=SHORTEST_REASON,
                max=LONGEST_REASON,
                message=_l("Please say in a few words what the list is needed for."),
            ),
        ],
    )

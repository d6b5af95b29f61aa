"""The form on which a judge is replaced."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms.strict import REQUIRED, StrictForm

LONGEST_REASON = 1000


class ReplacementForm(StrictForm):
    """Who leaves, why, and who takes over; `step` says whether what moves was looked at."""

    seat = SelectField(_l("Judge who leaves"), [InputRequired(REQUIRED)], choices=[])
    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])
    how = RadioField(
        _l("Who takes over"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice("successor", _l("a successor")), SelectChoice("panel", _l("spread over the panel"))],
        default="successor",
    )
    successor = StringField(_l("Staff code of the successor"), [Optional(), Length(max=120)])
    run = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
    step = HiddenField(default="preview")

    @property
    def is_confirmed(self) -> bool:
        return str(self.step.data) == "do"

    @property
    def seat_id(self) -> UUID:
        """The seat that was picked; validated as one of the choices."""
        return UUID(str(self.seat.data))

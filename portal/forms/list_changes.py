"""Forms of late changes of a sealed list."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from portal.forms.strict import REQUIRED, StrictForm

LONGEST_REASON = 1000


class AskChangeForm(StrictForm):
    """What the head of the panel asks for."""

    what = RadioField(
        _l("What is to be done"),
        [InputRequired(REQUIRED)],
        choices=[
            SelectChoice("removed", _l("take a code out of the round")),
            SelectChoice("added", _l("let one more entry in")),
        ],
        default="removed",
    )
    word = StringField(_l("Code"), [Optional(), Length(max=12)])
    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])


class LetInForm(StrictForm):
    """Which entry the secretary lets in."""

    entry = SelectField(_l("Entry"), [InputRequired(REQUIRED)], choices=[])

    @property
    def entry_id(self) -> UUID:
        """The entry that was picked; validated as one of the choices."""
        return UUID(str(self.entry.data))


class RefuseChangeForm(StrictForm):
    """Why the list stays as it is."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])

"""Adding a photograph: the file, what it shows, who can be recognised."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line


class PhotographForm(StrictForm):
    """A photograph of the ceremony."""

    several = ("people",)

    file = FileField(_l("Photograph"))
    alt = StringField(_l("What it shows"), [InputRequired(REQUIRED), Length(max=300)], filters=[tidy_line])
    caption = StringField(_l("Line below it"), [Optional(), Length(max=300)], filters=[tidy_line])
    people = SelectMultipleField(
        _l("Winners who can be recognised"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

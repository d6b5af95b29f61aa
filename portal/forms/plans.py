"""The short forms around a plan: cloning, issuing, confirming, sending back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Regexp

from portal.forms.strict import REQUIRED, StrictForm


class CloneForm(StrictForm):
    """A new plan from one that exists."""

    source = RadioField(_l("Start from"), [InputRequired(REQUIRED)])
    title = StringField(_l("Title of the contest"), [InputRequired(REQUIRED), Length(max=300)])
    slug = StringField(
        _l("Short name in the address"),
        [
            InputRequired(REQUIRED),
            Length(min=3, max=40),
            Regexp(r"[a-z][a-z0-9-]*\Z", message=_l("Please use small letters a–z, digits and hyphens only.")),
        ],
    )
    years = SelectField(
        _l("Days of the plan"),
        choices=[
            SelectChoice("0", _l("as they stand")),
            SelectChoice("1", _l("one year later")),
            SelectChoice("2", _l("two years later")),
            SelectChoice("3", _l("three years later")),
        ],
        default="0",
    )


class IssueForm(StrictForm):
    """Putting a draft into force; an amendment needs its reason."""

    reason = TextAreaField(_l("Reason for the amendment"), [Length(max=2000)])


class ReturnForm(StrictForm):
    """Sending a waiting amendment back to be drafted further."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=2000)])

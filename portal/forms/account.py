"""Forms of signing in and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.passwords import LONGEST, SHORTEST


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who and with what password."""

    name = StringField(_l("Staff code, telephone number or e-mail"), [InputRequired(), Length(max=120)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])
    next = HiddenField()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The password once more, and where to go on."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])
    next = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A one-time code from a sign-in slip, and the password it sets."""

    code = StringField(_l("One-time code on your slip"), [InputRequired(), Length(max=40)])
    password = PasswordField(
        _l("New password (at least 12 signs)"), [InputRequired(), Length(min=SHORTEST, max=LONGEST)]
    )
    repeated = PasswordField(
        _l("New password once more"), [InputRequired(), EqualTo("password", _l("The two passwords differ."))]
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Changing one's own password."""

    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST)])
    password = PasswordField(
        _l("New password (at least 12 signs)"), [InputRequired(), Length(min=SHORTEST, max=LONGEST)]
    )
    repeated = PasswordField(
        _l("New password once more"), [InputRequired(), EqualTo("password", _l("The two passwords differ."))]
    )

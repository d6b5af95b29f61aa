"""Forms of panels, sealing and assignment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional


class SeatForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who gets a seat."""

    name = StringField(_l("Staff code of the judge"), [InputRequired(), Length(max=120)])
    is_head = BooleanField(_l("Head of the panel"))
    part = SelectField(_l("Part of the panel"), choices=[], validate_choice=False)
    cap = IntegerField(_l("At most this many entries"), [Optional(), NumberRange(min=1, max=100_000)])


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Into which part of the panel a seat goes, and why."""

    part = SelectField(_l("Part of the panel"), [InputRequired()], choices=[])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])


class TieForm(FlaskForm):  # type: ignore[misc]
    """A tie that a judge declared with somebody who may have entered."""

    account = SelectField(_l("Judge"), [InputRequired()], choices=[])
    name = StringField(_l("Staff code of the other person"), [InputRequired(), Length(max=120)])
    why = TextAreaField(_l("What the tie is"), [InputRequired(), Length(max=500)])


class StepForm(FlaskForm):  # type: ignore[misc]
    """The number that the step would have (batch, run), so that a second hand is told that it was done."""

    number = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
    reason = TextAreaField(_l("Reason"), [Length(max=1000)])

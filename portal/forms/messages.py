"""A message between a judge and the secretary."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from judging.messaging import LONGEST_MESSAGE
from portal.forms.reviews import tidy_text
from portal.idempotency import key_of_request


class MessageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The words of one message."""

    words = TextAreaField(
        _l("Message"), [InputRequired(), Length(max=LONGEST_MESSAGE)], filters=[lambda text: tidy_text(text or "")]
    )


def read_message_key() -> str:
    """The key of this message: that of the page's form, else one of its own."""
    return key_of_request() or uuid4().hex

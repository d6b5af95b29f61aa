"""Forms of the publisher's news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from judging.enums import NewsKind
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text
from vietnamese.dates import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask_babel import LazyString

LONGEST_TITLE = 200
LONGEST_BODY = 30_000
LONGEST_REASON = 1000
NEWS_KINDS: Mapping[NewsKind, LazyString] = {
    NewsKind.NEWS: _l("News"),
    NewsKind.QUESTION: _l("Question and answer"),
}


class NewsTextForm(StrictForm):
    """Title and text; the reason only where it corrects what was read already."""

    title = StringField(
        _l("Title, or the question"), [InputRequired(REQUIRED), Length(max=LONGEST_TITLE)], filters=[tidy_line]
    )
    body = TextAreaField(
        _l("Text, or the answer"), [InputRequired(REQUIRED), Length(max=LONGEST_BODY)], filters=[tidy_text]
    )
    reason = StringField(_l("Reason for the correction"), [Optional(), Length(max=LONGEST_REASON)], filters=[tidy_line])


class NewNewsForm(StrictForm):
    """A new piece: about which contest, of which kind."""

    slug = SelectField(_l("Contest"), validate_choice=False)
    kind = SelectField(_l("Kind"), choices=[SelectChoice(one.value, words) for one, words in NEWS_KINDS.items()])
    title = StringField(
        _l("Title, or the question"), [InputRequired(REQUIRED), Length(max=LONGEST_TITLE)], filters=[tidy_line]
    )
    body = TextAreaField(
        _l("Text, or the answer"), [InputRequired(REQUIRED), Length(max=LONGEST_BODY)], filters=[tidy_text]
    )


class PublishNewsForm(StrictForm):
    """From which moment on, by the clock of Vietnam; at once when empty."""

    at = DateTimeLocalField(_l("Public from (empty: at once)"), [Optional()])

    def moment(self, now: datetime) -> datetime:
        """The chosen moment, or now."""
        return now if self.at.data is None else self.at.data.replace(tzinfo=ZONE)


class TakeDownForm(StrictForm):
    """Why it is taken down; everybody who comes to its address reads it."""

    reason = StringField(
        _l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)], filters=[tidy_line], id="down-reason"
    )

"""Forms around look-alikes: dismissing, asking, explaining, deciding; and putting articles into the library."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from judging.enums import SuspicionOutcome
from judging.rules.deadlines import closes_at
from judging.rules.suspicions import LONGEST_WORDS
from judging.spec.deadlines import Deadline
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from flask_babel import LazyString

DAYS_TO_EXPLAIN = 3
LONGEST_TEXT = 120_000
OUTCOMES: dict[str, LazyString] = {
    SuspicionOutcome.UNFOUNDED.value: _l("Nothing to object to: the entry goes on"),
    SuspicionOutcome.WARNED.value: _l("The entry goes on; the author is reminded to name what he quotes"),
    SuspicionOutcome.DISQUALIFY.value: _l("Exclude the entry (a second person has to confirm it)"),
}
FORMATS = ".docx,.pdf,.odt,.txt,.html"


def _words(label: LazyString, longest: int = LONGEST_WORDS) -> TextAreaField:
    return TextAreaField(label, [InputRequired(REQUIRED), Length(max=longest)], filters=[tidy_text])


class DismissForm(StrictForm):
    """Why a pair gives no ground to ask anybody."""

    reason = _words(_l("Reason"))


class AskForm(StrictForm):
    """Whom to ask, what, and until when he may answer."""

    entry_id = RadioField(_l("Whose author is asked"), [InputRequired(REQUIRED)])
    question = _words(_l("What the author is asked (the author reads this)"))
    until = DateField(_l("Explain by (end of this day)"), [InputRequired(REQUIRED)])

    def offer(self, sides: list[tuple[str, str]], *, now: datetime, is_sent: bool) -> None:
        """The entries of the pair whose author can be asked, and a day to begin with."""
        self.entry_id.choices = [SelectChoice(value, words) for value, words in sides]
        if not is_sent:
            self.until.data = local_day(now) + timedelta(days=DAYS_TO_EXPLAIN)
            if len(sides) == 1:
                self.entry_id.data = sides[0][0]

    @property
    def explain_until(self) -> datetime:
        """The end of the chosen day; the form was validated before."""
        if self.until.data is None:
            raise TypeError("the form was not validated")
        return closes_at(Deadline(self.until.data))


class ExplainForm(StrictForm):
    """The author's answer."""

    explanation = _words(_l("Your explanation"))


class DecideForm(StrictForm):
    """What the board decides, and why."""

    outcome = RadioField(
        _l("Decision"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(value, words) for value, words in OUTCOMES.items()],
    )
    reason = _words(_l("Reason (the author reads this)"))


class PasteForm(StrictForm):
    """A published text by paste."""

    title = StringField(_l("Title of the article"), [InputRequired(REQUIRED), Length(max=300)], filters=[tidy_text])
    source = StringField(
        _l("Where it was published (paper and day, or address)"), [Optional(), Length(max=300)], filters=[tidy_text]
    )
    text = _words(_l("Text of the article"), LONGEST_TEXT)


class FilesForm(StrictForm):
    """Published texts as files; each is named by its first line."""

    files = MultipleFileField(_l("Files"), [InputRequired(REQUIRED)])
    source = StringField(
        _l("Where they were published (paper and day, or address)"), [Optional(), Length(max=300)], filters=[tidy_text]
    )

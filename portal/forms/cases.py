"""Forms of letters to the office, of looking one up by its code, and of the office's acts; and of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from judging.enums import CalendarDayKind, CaseKind
from judging.rules.cases import LONGEST_CONTACT, LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE
from portal.case_words import CASE_HINTS, CASE_KINDS, DAY_KINDS
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_babel import LazyString

LONGEST_PAPER = 200


def _line(label: LazyString, longest: int, *, required: bool = True) -> StringField:
    checks = [DataRequired(REQUIRED) if required else Optional(), Length(max=longest)]
    return StringField(label, checks, filters=[tidy_line])


def _words(label: LazyString, *, required: bool = True) -> TextAreaField:
    checks = [DataRequired(REQUIRED) if required else Optional(), Length(max=LONGEST_TEXT)]
    return TextAreaField(label, checks, filters=[tidy_text])


class LetterForm(StrictForm):
    """A letter. `website` is left empty by people, who do not see it, and filled in by programs."""

    kind = RadioField(_l("What do you write?"), [InputRequired(REQUIRED)])
    title = _line(_l("What it is about"), LONGEST_TITLE)
    text = _words(_l("Your letter"))
    name = _line(_l("Your name"), LONGEST_NAME, required=False)
    contact = _line(_l("Address, telephone or e-mail"), LONGEST_CONTACT, required=False)
    website = StringField(_l("Leave this field empty"), [Optional(), Length(max=LONGEST_TITLE)])
    is_signed_in = False

    def offer(self, kinds: Iterable[CaseKind], *, is_signed_in: bool) -> None:
        """The kinds that somebody reads here."""
        self.kind.choices = [SelectChoice(kind.value, f"{CASE_KINDS[kind]}: {CASE_HINTS[kind]}") for kind in kinds]
        self.is_signed_in = is_signed_in

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  as WTForms has it
        """As WTForms; a complaint names its sender and where to reach him, as its law asks."""
        is_fine = super().validate(extra_validators)
        if self.kind.data != CaseKind.COMPLAINT.value or self.is_signed_in:
            return is_fine
        for field in (self.name, self.contact):
            if not field.data:
                field.errors = [*field.errors, _l("A complaint must name who makes it and where to reach them.")]
                is_fine = False
        return is_fine


class CaseCodeForm(StrictForm):
    """The code of a letter."""

    code = StringField(_l("Code of your letter"), [InputRequired(REQUIRED), Length(max=60)])


class AnswerForm(StrictForm):
    """The answer to a question or petition."""

    answer = _words(_l("Answer (the sender reads this)"))


class ReferForm(StrictForm):
    """To whom a letter is passed on, by which paper."""

    body = _line(_l("Competent body"), LONGEST_PAPER)
    paper = _line(_l("Number and day of the paper"), LONGEST_PAPER, required=False)
    words = _words(_l("Remark to the sender"), required=False)


class DeclineForm(StrictForm):
    """Why a letter is not handled."""

    reason = _words(_l("Reason (the sender reads this)"))


class CalendarForm(StrictForm):
    """Days that differ from the ordinary week."""

    first = DateField(_l("First day"), [InputRequired(REQUIRED)])
    last = DateField(_l("Last day (empty: the same day)"), [Optional()])
    kind = RadioField(
        _l("What these days are"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(kind.value, words) for kind, words in DAY_KINDS.items()],
        default=CalendarDayKind.OFF.value,
    )
    name = _line(_l("Occasion, and the notice that announces it"), LONGEST_PAPER)


class RemoveDayForm(StrictForm):
    """One day, as every other again."""

    day = DateField(_l("Day"), [InputRequired(REQUIRED)])


class FixedDaysForm(StrictForm):
    """Nothing but the button: the year stands in the address."""

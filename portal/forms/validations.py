"""Forms of the verification of form. What a decision must hold is the rule's to say; these check shape."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from judging.enums import ValidationOutcome
from judging.rules.deadlines import closes_at
from judging.rules.validating import Decision, FormReason, changeable_keys
from judging.spec.deadlines import Deadline
from portal.entry_words import name_of_key
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text
from portal.validation_words import FORM_REASONS
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from flask_babel import LazyString

    from judging.spec.categories import Category
    from judging.spec.programme import Programme

LONGEST_WORDS = 2000
DAYS_TO_COMPLETE = 3


class Boxes(SelectMultipleField):
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _words(label: LazyString, *, required: bool = False) -> TextAreaField:
    checks = [InputRequired(REQUIRED) if required else Optional(), Length(max=LONGEST_WORDS)]
    return TextAreaField(label, checks, filters=[tidy_text])


class AcceptForm(StrictForm):
    """Accept; with words where the work lies outside its limits."""

    version_id = HiddenField()
    words = _words(_l("Remark (needed when a figure lies outside its limits)"))

    def decision(self) -> Decision:
        return Decision(ValidationOutcome.ACCEPT, words=self.words.data or "")


class RejectForm(StrictForm):
    """Propose a rejection, with its reasons."""

    several = ("reject-reasons",)
    version_id = HiddenField()
    reasons = Boxes(_l("Reasons"), choices=[SelectChoice(one.value, words) for one, words in FORM_REASONS.items()])
    words = _words(_l("In your own words (the author reads this)"))

    def decision(self) -> Decision:
        return Decision(ValidationOutcome.REJECT, reasons_of(self.reasons), words=self.words.data or "")


class ReturnForm(StrictForm):
    """Return: why, what may be changed, and until when."""

    several = ("return-reasons", "return-may_change")
    version_id = HiddenField()
    reasons = Boxes(_l("Reasons"), choices=[SelectChoice(one.value, words) for one, words in FORM_REASONS.items()])
    words = _words(_l("In your own words (the author reads this)"))
    may_change = Boxes(_l("What the author may change"))
    until = DateField(_l("Hand in again by (end of this day)"), [InputRequired(REQUIRED)])

    def offer(self, plan: Programme, category: Category, *, now: datetime, is_sent: bool) -> None:
        """What this category's entries consist of, and a day to begin with."""
        keys = changeable_keys(plan, category)
        self.may_change.choices = [SelectChoice(key, name_of_key(key, plan=plan, category=category)) for key in keys]
        if not is_sent:
            self.until.data = local_day(now) + timedelta(days=DAYS_TO_COMPLETE)

    def decision(self) -> Decision:
        return Decision(
            ValidationOutcome.RETURN,
            reasons_of(self.reasons),
            words=self.words.data or "",
            may_change=tuple(self.may_change.data or ()),
            return_until=closes_at(Deadline(self.until.data)) if self.until.data else None,
        )


class WhyForm(StrictForm):
    """A step back, with its reason."""

    reason = _words(_l("Reason"))


class LateForm(StrictForm):
    """The board's decision on an entry that came too late."""

    outcome = HiddenField()
    reason = _words(_l("Reason"), required=True)


def reasons_of(field: Boxes) -> tuple[FormReason, ...]:
    """The chosen reasons."""
    return tuple(FormReason(one) for one in field.data or ())

"""Forms of prize money that is asked back: until when and by which paper, a part that came, the rest let go."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from judging.enums import ReturnMethod
from portal.forms.money import LONGEST_NUMBER, LONGEST_REASON, MOST_VND
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text
from portal.recovery_words import RETURN_METHODS
from vietnamese.errors import MoneyError
from vietnamese.money import parse_vnd


class RecoveryPaperForm(StrictForm):
    """A step that rests on a paper and on nothing else."""

    number = StringField(
        _l("Number of the paper"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)], filters=[tidy_line]
    )
    paper_on = DateField(_l("Day of the paper"), [Optional()])
    scan = FileField(_l("Scan of the paper"))


class AskBackForm(RecoveryPaperForm):
    """Until which day the money is to be given back, and the paper that says so."""

    due_on = DateField(_l("To be given back by"), [InputRequired(REQUIRED)])


class ReturnForm(RecoveryPaperForm):
    """What came back, how and when."""

    amount = StringField(_l("Amount that came back (đồng)"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)])
    method = RadioField(
        _l("How it came back"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(one.value, words) for one, words in RETURN_METHODS.items()],
    )
    returned_on = DateField(_l("Day on which it came back"), [InputRequired(REQUIRED)])

    @property
    def amount_vnd(self) -> int:
        """The amount; 0 where none can be read, which `check` refuses."""
        try:
            amount = parse_vnd(self.amount.data or "")
        except MoneyError:
            return 0
        return amount if 1 <= amount <= MOST_VND else 0

    @property
    def how(self) -> ReturnMethod:
        """The way that was chosen."""
        return ReturnMethod(self.method.data)

    def check(self) -> bool:
        """Whether every field holds what it should; what is wrong stands beside its field."""
        fine = bool(self.validate_on_submit())
        if fine and not self.amount_vnd:
            self.amount.errors = [*self.amount.errors, _("Please write the amount in whole đồng, such as 500.000.")]
            return False
        return fine


class WriteOffForm(RecoveryPaperForm):
    """Why the board asks for the rest no more, and by which decision."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)], filters=[tidy_text])

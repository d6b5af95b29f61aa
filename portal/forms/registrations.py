"""Forms of registering oneself, of confirming the address, of refusing, and of a forgotten password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.forms.handovers import LINE, TEXT, NewcomerForm
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.models.units import Unit
    from judging.spec.programme import Programme


class RegistrationForm(NewcomerForm):
    """Who somebody is. `website` is left empty by people, who do not see it, and filled in by programs."""

    agreed = BooleanField(_l("I have read the notice and agree"), [InputRequired(REQUIRED)])
    website = StringField(_l("Leave this field empty"), [Optional(), Length(max=LINE)])

    def offer_units(self, plan: Programme, units: Iterable[Unit]) -> None:
        """Every unit of the tree; a unit that is not in it cannot be written in."""
        self.offer(plan, [("", "–"), *((str(one.id), one.name) for one in units)])

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  as WTForms has it
        """As WTForms; one of e-mail and telephone is needed."""
        is_fine = super().validate(extra_validators)
        if not self.phone.data and not self.email.data:
            for field in (self.phone, self.email):
                field.errors = [*field.errors, _l("Please give an e-mail address or a telephone number.")]
            return False
        return is_fine


class AddressForm(StrictForm):
    """The code of a letter."""

    code = StringField(_l("Code of the letter"), [InputRequired(REQUIRED), Length(max=60)])


class RefusalForm(StrictForm):
    """Why somebody is not theirs."""

    reason = TextAreaField(
        _l("Reason (the person reads this)"), [DataRequired(REQUIRED), Length(max=TEXT)], filters=[tidy_text]
    )


class ForgottenForm(StrictForm):
    """Who forgot the password."""

    name = StringField(
        _l("Staff code, telephone number or e-mail"), [InputRequired(REQUIRED), Length(max=120)], filters=[tidy_line]
    )

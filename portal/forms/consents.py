"""Saying what of a winner may be public: one box for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from judging.enums import ConsentField
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.queries.consents import PersonConsents

CONSENT_WORDS: Mapping[ConsentField, LazyString] = {
    ConsentField.NAME: _l("The name"),
    ConsentField.UNIT: _l("The unit"),
    ConsentField.WORK: _l("The winning work, with its title"),
    ConsentField.PHOTO: _l("Photographs of the ceremony"),
}
LONGEST_PAPER = 500


class ConsentForm(StrictForm):
    """What the person agrees to; a box that is not ticked withholds the field."""

    name = BooleanField(CONSENT_WORDS[ConsentField.NAME])
    unit = BooleanField(CONSENT_WORDS[ConsentField.UNIT])
    work = BooleanField(CONSENT_WORDS[ConsentField.WORK])
    photo = BooleanField(CONSENT_WORDS[ConsentField.PHOTO])

    @property
    def public(self) -> frozenset[ConsentField]:
        """The fields that are ticked."""
        return frozenset(one for one in ConsentField if self[one.value].data)

    def show(self, holding: PersonConsents) -> ConsentForm:
        """This form with what holds now."""
        for one in ConsentField:
            self[one.value].data = one not in holding.withheld
        return self


class PaperConsentForm(ConsentForm):
    """The same, written down by the office from a paper."""

    reason = StringField(
        _l("The paper on which the person said so"),
        [InputRequired(REQUIRED), Length(max=LONGEST_PAPER)],
        filters=[tidy_line],
    )

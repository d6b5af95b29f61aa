"""Forms of closing, deciding, approving and publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms.strict import REQUIRED, StrictForm, refuse_unexpected
from vietnamese.dates import ZONE

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

LONGEST_REASON = 2000
POSITION = "position-"
MOST_PRIZES = 9999
_SLOT_PARTS = 3


class CloseForm(StrictForm):
    """Closing a round; the reason only where marks are missing."""

    reason = TextAreaField(_l("Reason for closing all the same"), [Optional(), Length(max=LONGEST_REASON)])


class DecisionForm(StrictForm):
    """A vacancy: the place of the ladder as `ladder/tier/place`, and why."""

    slot = StringField(_l("Prize"), [InputRequired(REQUIRED), Length(max=100)])
    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])

    @property
    def parts(self) -> tuple[str, str, int]:
        """Ladder, tier and place; place 0 when the slot is none of this form's."""
        found = str(self.slot.data or "").split("/")
        if len(found) != _SLOT_PARTS or not found[2].isdigit():
            return "", "", 0
        return found[0], found[1], int(found[2][:6])


class CountForm(StrictForm):
    """How many prizes a tier (`ladder/tier`) has, and why."""

    tier = StringField(_l("Prize"), [InputRequired(REQUIRED), Length(max=100)])
    count = IntegerField(_l("How many prizes"), [InputRequired(REQUIRED), NumberRange(0, MOST_PRIZES)])
    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])

    @property
    def parts(self) -> tuple[str, str]:
        """Ladder and tier; empty when the tier is none of this form's."""
        ladder, _slash, tier = str(self.tier.data or "").partition("/")
        return ladder, tier


class ChoiceForm(DecisionForm):
    """A prize by choice: the place of the ladder, the code of the entry, and why."""

    code = StringField(_l("Sealed code"), [InputRequired(REQUIRED), Length(max=40)])


class ApprovalForm(StrictForm):
    """The hash of the bundle that was read."""

    bundle = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


class PublicationForm(ApprovalForm):
    """The hash of the approved bundle; a correction says why."""

    reason = TextAreaField(_l("Reason for the correction"), [Optional(), Length(max=LONGEST_REASON)])
    override = TextAreaField(_l("Reason for publishing all the same"), [Optional(), Length(max=LONGEST_REASON)])


class PlannedPublicationForm(ApprovalForm):
    """The hash of the approved bundle and the moment, by the clock of Vietnam; a correction says why."""

    at = DateTimeLocalField(_l("The result becomes public at"), [InputRequired(REQUIRED)])
    reason = TextAreaField(_l("Reason for the correction"), [Optional(), Length(max=LONGEST_REASON)])

    @property
    def moment(self) -> datetime | None:
        """The chosen moment; None while the form is not valid."""
        return self.at.data.replace(tzinfo=ZONE) if self.at.data is not None else None


class WithdrawalForm(StrictForm):
    """Taking an approval back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)])


def read_passing(posted: MultiDict[str, str]) -> tuple[list[str], list[str], str]:
    """The codes that are equal at a border, those of them that were ticked to go on, and the reason."""
    refuse_unexpected("reason", several=("tied", "passing"))
    return posted.getlist("tied"), posted.getlist("passing"), posted.get("reason", "")[:LONGEST_REASON]


def read_order(posted: MultiDict[str, str]) -> tuple[list[list[str]], str]:
    """The codes of a tie in the order of the places given to them, equal places together; and the reason.

    The fields are `position-<code>` with whole numbers; a code without one makes the order empty.
    """
    names = [name for name in posted if name.startswith(POSITION)]
    refuse_unexpected("reason", "ladder", *names)
    groups: dict[int, list[str]] = {}
    for name in sorted(names):
        text = posted[name].strip()
        if not text.isdigit():
            return [], posted.get("reason", "")
        groups.setdefault(int(text[:6]), []).append(name.removeprefix(POSITION))
    return [groups[place] for place in sorted(groups)], posted.get("reason", "")[:LONGEST_REASON]

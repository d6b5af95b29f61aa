"""The office's forms about a vote: a strike with its reason, the confirmation of a count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from judging.enums import StrikeKind
from portal.forms.results import LONGEST_REASON
from portal.forms.strict import REQUIRED, StrictForm

if TYPE_CHECKING:
    from typing import Any

LONGEST_KEY = 400


class ConfirmForm(StrictForm):
    """The sentence that is printed with a confirmed count."""

    reason = TextAreaField(_l("Reason"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_REASON)])


class StrikeForm(ConfirmForm):
    """A group of votes as the report names it, and why it is left out."""

    finding = StringField(validators=[InputRequired(REQUIRED), Length(max=LONGEST_KEY)])

    @property
    def parts(self) -> tuple[StrikeKind, dict[str, str]]:
        """Kind and subject of the finding; of what no page of ours sent a subject that no vote has."""
        try:
            kind, subject = json.loads(self.finding.data or "")
            told: dict[Any, Any] = dict(subject)
            return StrikeKind(kind), {str(name): str(value) for name, value in told.items()}
        except (ValueError, TypeError):
            return StrikeKind.BURST, {}

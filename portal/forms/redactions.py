"""The form of a redaction. Whether the passage stands there is the action's to say; this checks shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional, Regexp

from judging.actions.redactions import Why
from judging.rules.redactions import LONGEST_PASSAGE, TITLE, WHOLE_TEXT, RedactionReason
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_text
from portal.identity_words import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WORDS = 500
_PLACE = re.compile(rf"^(?:{WHOLE_TEXT}|{TITLE}|(?:block|footnote):\d{{1,6}})$")
_CHOICES = [SelectChoice(one.value, words) for one, words in REASONS.items()]


class WhyCoverForm(StrictForm):
    """Why something is covered."""

    reason = SelectField(_l("Why"), choices=_CHOICES)
    words = TextAreaField(
        _l("Remark (needed for another reason)"), [Optional(), Length(max=LONGEST_WORDS)], filters=[tidy_text]
    )

    def why(self) -> Why:
        return Why(RedactionReason(self.reason.data), self.words.data or "")


class CoverForm(WhyCoverForm):
    """A passage to cover: in which text (a part's id, or the title), where in it, which words."""

    target = SelectField(_l("Where"), validate_choice=True)
    place = HiddenField(validators=[Optional(), Regexp(_PLACE)])
    passage = StringField(
        _l("The words to cover"),
        [InputRequired(REQUIRED), Length(max=LONGEST_PASSAGE)],
        description=_l("As they stand in the text, within one paragraph. Every occurrence is covered."),
    )

    def offer(self, targets: Sequence[tuple[str, str]]) -> None:
        """The texts of this entry."""
        self.target.choices = [SelectChoice(key, words) for key, words in targets]

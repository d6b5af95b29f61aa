"""Forms of papers: what the office says once, what one paper is told, the steps of its way, where a register begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms.strict import REQUIRED, StrictForm, refuse_unexpected
from portal.forms.tidying import tidy_text
from portal.papers.office import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from portal.papers.registry import Ask

LONGEST_WORD, LONGEST_LINES, LONGEST_SAID = 300, 4000, 6000
LONG_WORDS = frozenset({"legal_bases", "recipients"})
LARGEST_NUMBER = 99_999
SAID = "said-"


class ReviewForm(StrictForm):
    """The hash of what was read."""

    seen = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


class PaperReasonForm(StrictForm):
    """Sending back, revoking."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=2000)])


class ScanForm(StrictForm):
    """The scan of the signed print."""

    scan = FileField(_l("Scan of the signed paper"), [FileRequired(REQUIRED)])


class TemplateForm(StrictForm):
    """An office's own Word template."""

    template = FileField(_l("Word template"), [FileRequired(REQUIRED)])


class CheckForm(StrictForm):
    """The code as it is read on the scan."""

    check = StringField(_l("Code at the foot of the scan"), [InputRequired(REQUIRED), Length(max=60)])


class NumberForm(StrictForm):
    """The day that the paper carries."""

    dated_on = DateField(_l("Day of the paper"), [InputRequired(REQUIRED)])


class RegisterForm(StrictForm):
    """With which number the portal goes on."""

    first_number = IntegerField(_l("First number"), [InputRequired(REQUIRED), NumberRange(min=1, max=LARGEST_NUMBER)])


class StepForm(StrictForm):
    """A step that needs no words."""


class YearForm(StrictForm):
    """A year to narrow the register by."""

    year = IntegerField(_l("Year"), [Optional(), NumberRange(min=2000, max=2200)])


def read_words(posted: MultiDict[str, str]) -> dict[str, str]:
    """What the office's page was sent, tidied and cut to length."""
    refuse_unexpected(*KEYS)
    longest = {key: LONGEST_LINES if key in LONG_WORDS else LONGEST_WORD for key in KEYS}
    return {key: (tidy_text(posted.get(key, "")) or "").strip()[: longest[key]] for key in KEYS}


def read_said(posted: MultiDict[str, str], asks: tuple[Ask, ...]) -> dict[str, str]:
    """What the clerk typed of one paper."""
    refuse_unexpected(*(f"{SAID}{one.key}" for one in asks))
    return {one.key: (tidy_text(posted.get(f"{SAID}{one.key}", "")) or "").strip()[:LONGEST_SAID] for one in asks}


def unsaid(asks: tuple[Ask, ...], said: Mapping[str, str]) -> tuple[Ask, ...]:
    """What is still to be typed."""
    return tuple(one for one in asks if not one.optional and not said.get(one.key, "").strip())

"""The fields in which an author says whether tools of artificial intelligence helped, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length, Optional

from judging.rules.ai_help import TOOL, USED, USES, WORDS
from judging.spec.words import AiHelpRule
from portal.ai_help_words import USE_WORDS
from portal.forms.tidying import Wanted, tidy_line, tidy_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ASKED, WHICH, WHAT_FOR, OWN_WORDS = "ai-used", "ai-tool", "ai-use-", "ai-words"
"""Names of the fields; each use is a box of its own, so that saving and comparing know it by its name."""
LONGEST_TOOL = 300
LONGEST_WORDS = 2000
ANSWERS = {True: "yes", False: "no"}


def ai_help_fields(rule: AiHelpRule) -> dict[str, Any]:
    """The fields by name, in the order of the page. A draft may lack any of them."""
    must = [] if rule is AiHelpRule.OPTIONAL else [Wanted()]
    choices = [SelectChoice("no", _l("No")), SelectChoice("yes", _l("Yes"))]
    return {
        ASKED: RadioField(
            _l("Did tools of artificial intelligence (AI) help to make this work?"),
            must,
            choices=choices,
            validate_choice=False,
        ),
        WHICH: StringField(_l("Which tool"), [Optional(), Length(max=LONGEST_TOOL)], filters=[tidy_line]),
        **{WHAT_FOR + use.value: BooleanField(words) for use, words in USE_WORDS.items()},
        OWN_WORDS: TextAreaField(
            _l("What it did, in your own words"), [Optional(), Length(max=LONGEST_WORDS)], filters=[tidy_text]
        ),
    }


def ai_help_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields hold for an answer."""
    uses = told.get(USES, ())
    return {
        ASKED: ANSWERS.get(told.get(USED), ""),  # type: ignore[arg-type]  # None has no answer
        WHICH: told.get(TOOL, ""),
        **{WHAT_FOR + use.value: use.value in uses for use in USE_WORDS},
        OWN_WORDS: told.get(WORDS, ""),
    }


def answer_of_ai_help(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer that the fields hold; None for a form without them."""
    if ASKED not in data:
        return None
    answers = {word: answer for answer, word in ANSWERS.items()}
    return {
        USED: answers.get(data[ASKED] or ""),
        TOOL: data[WHICH] or "",
        USES: [use.value for use in USE_WORDS if data[WHAT_FOR + use.value]],
        WORDS: data[OWN_WORDS] or "",
    }

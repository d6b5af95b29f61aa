"""What an author says of help by AI tools, in words: for the author's own pages and for those who read the entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.ai_help import FORBIDDEN, TOOL, USED, USES, WORDS, AiUse, list_lacking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.spec.words import AiHelpRule

USE_WORDS: Mapping[AiUse, LazyString] = {
    AiUse.IDEAS: _l("Finding ideas, an outline"),
    AiUse.DRAFTING: _l("Drafting text"),
    AiUse.SPELLING: _l("Correcting spelling and wording"),
    AiUse.TRANSLATION: _l("Translating"),
    AiUse.IMAGES: _l("Making or changing pictures"),
    AiUse.SOUND: _l("Making sound, a voice or subtitles"),
    AiUse.OTHER: _l("Something else (please write it below)"),
}
PARTS: Mapping[str, LazyString] = {
    USED: _l("Help by AI tools: yes or no"),
    TOOL: _l("Which AI tool was used"),
    USES: _l("What the AI tool was used for"),
    WORDS: _l("Help by AI tools, in the author's own words"),
    FORBIDDEN: _l("The plan allows no help by AI tools, and you declared it: such an entry cannot be handed in"),
}


@dataclass(frozen=True, slots=True)
class ShownAiHelp:
    """An answer on a page: the line of its state with the state's kind, and (label, text) rows of a yes."""

    line: str
    kind: str
    rows: tuple[tuple[str, str], ...]


def name_of_part(part: str) -> str:
    """What a part of the answer is called in lists of what is missing and of what changed."""
    return str(PARTS.get(part) or _("Declaration of help by AI tools"))


def words_of_uses(keys: str) -> str:
    """Uses as a version's text names them ("ideas, sound"), in words."""
    known = {use.value: str(words) for use, words in USE_WORDS.items()}
    return "; ".join(known.get(key, key) for key in keys.split(", ") if key)


def shown_ai_help(rule: AiHelpRule | None, told: Mapping[str, Any]) -> ShownAiHelp | None:
    """The answer for whoever reads the entry; None where the plan does not ask and nothing was said."""
    used = told.get(USED)
    if used is None:
        return None if rule is None else ShownAiHelp(_("Help by AI tools: not declared"), "warning", ())
    if not used:
        return ShownAiHelp(_("Help by AI tools: declared that there was none"), "success", ())
    is_forbidden = FORBIDDEN in list_lacking(rule, told)
    line = _("Help by AI tools: declared, although the plan allows none") if is_forbidden else _(
        "Help by AI tools: declared"
    )  # fmt: skip
    rows = (
        (_("Which tool"), str(told.get(TOOL, ""))),
        (_("For what"), words_of_uses(", ".join(told.get(USES, ())))),
        (_("In the author's own words"), str(told.get(WORDS, ""))),
    )
    return ShownAiHelp(line, "danger" if is_forbidden else "info", tuple(row for row in rows if row[1]))

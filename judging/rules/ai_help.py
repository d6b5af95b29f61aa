"""What an author says of help by tools of artificial intelligence (AI): its shape, and what the plan makes of it.

An answer is a plain mapping, as a row keeps it: `used` (yes or no), and of a yes `tool` (which), `uses` (for what,
values of `AiUse`) and `words` (in the author's own). It is evidence beside the work, never a verdict on it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from judging.errors import RefusedError
from judging.spec.words import AiHelpRule

if TYPE_CHECKING:
    from collections.abc import Mapping

USED, TOOL, USES, WORDS, FORBIDDEN = "used", "tool", "uses", "words", "forbidden"
"""The parts of an answer, and what is wrong with a yes where the plan allows none."""


class AiUse(StrEnum):
    """What a tool was used for; the portal words it."""

    IDEAS = "ideas"
    DRAFTING = "drafting"
    SPELLING = "spelling"
    TRANSLATION = "translation"
    IMAGES = "images"
    SOUND = "sound"
    OTHER = "other"


class AiHelpForbiddenError(RefusedError):
    """The author declares help that the plan does not allow: nothing is handed in, and the refusal is kept."""

    code = "ai_help_forbidden"


def tidy_answer(told: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as it is kept: known parts alone, nothing empty, and of a no nothing but the no.

    >>> tidy_answer({"used": False, "tool": "Công cụ thử"})
    {'used': False}
    >>> tidy_answer({"used": True, "tool": " ", "uses": ["spelling", "magic", "ideas"]})
    {'used': True, 'uses': ['ideas', 'spelling']}
    """
    used = told.get(USED)
    if used is False:
        return {USED: False}
    kept: dict[str, Any] = {USED: True} if used is True else {}
    if tool := str(told.get(TOOL) or "").strip():
        kept[TOOL] = tool
    chosen = set(told.get(USES) or ())
    if uses := [one.value for one in AiUse if one.value in chosen]:
        kept[USES] = uses
    if words := str(told.get(WORDS) or "").strip():
        kept[WORDS] = words
    return kept


def list_lacking(rule: AiHelpRule | None, told: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts that a tidy answer still lacks under the plan's rule; empty when it may be handed in.

    Whoever says yes says which tool and for what, also where no answer was asked for; "other" needs words.

    >>> list_lacking(AiHelpRule.OPTIONAL, {}), list_lacking(AiHelpRule.REQUIRED, {})
    ((), ('used',))
    >>> list_lacking(AiHelpRule.FORBIDDEN, {"used": True})
    ('forbidden',)
    """
    if rule is None:
        return ()
    used = told.get(USED)
    if used is None:
        return (USED,) if told or rule is not AiHelpRule.OPTIONAL else ()
    if not used:
        return ()
    if rule is AiHelpRule.FORBIDDEN:
        return (FORBIDDEN,)
    lacking = [part for part in (TOOL, USES) if not told.get(part)]
    if AiUse.OTHER.value in told.get(USES, ()) and not told.get(WORDS):
        lacking.append(WORDS)
    return tuple(lacking)


def check_allowed(rule: AiHelpRule | None, told: Mapping[str, Any]) -> None:
    """Whether what is declared may be handed in under the plan. Raises AiHelpForbiddenError."""
    if FORBIDDEN in list_lacking(rule, told):
        raise AiHelpForbiddenError

"""The words of every refusal, by its code. Each noun's refusals are said where its views are, through `say`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.display import moment
from vietnamese.dates import format_day_short
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.errors import RefusedError

_words: dict[str, LazyString] = {}


def say(words: Mapping[str, LazyString]) -> None:
    """Add sentences, keyed by a refusal's code; `%(fact)s` places are filled from its facts."""
    if twice := sorted(set(words) & set(_words) - {code for code in words if _words.get(code) is words[code]}):
        raise ValueError(f"two modules word the same refusal: {', '.join(twice)}")
    _words.update(words)


def sentence(error: RefusedError) -> str:
    """What to tell the person about `error`: what is wrong and what to do."""
    words = _words.get(error.code)
    if words is None:
        return str(_words["refused"])
    facts = {name: _shown(name, value) for name, value in error.facts.items()}
    return str(words) % facts if facts else str(words)


def _shown(name: str, value: object) -> object:
    """A fact as people write it: moments and days in full, sums of đồng with their dots."""
    from datetime import date, datetime  # noqa: PLC0415  only needed to tell a moment or a day from other facts

    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return format_day_short(value)
    return format_number(value) if name.endswith("_vnd") and isinstance(value, int) else value


say(
    {
        "refused": _l("This cannot be done now. Please reload the page and look at its present state."),
        "not_allowed": _l("Your account has no duty that allows this."),
        "stale_version": _l(
            "Somebody else, or another window of yours, has saved since you opened this page. "
            "Nothing was overwritten: reload to see what stands there now."
        ),
        "move_refused": _l("This step is no longer possible in the present state. Please reload the page."),
        "entries_closed": _l("The time for entries ended at %(closed_at)s."),
        "entries_not_yet_open": _l("The contest does not take entries yet."),
        "missing_reason": _l("Please write the reason: it is kept in the history."),
        "same_person": _l("A second person has to do this, not the one who asked for it."),
        "duty_conflict": _l("This duty cannot be combined with one that this person already has in the programme."),
        "already_done": _l("This has just been done, by you or by somebody else. Reload to see it."),
    }
)

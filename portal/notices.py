"""The sentence of each kind of notice. Who tells something new adds its words through `tell`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.enums import Role
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

_words: dict[str, LazyString] = {}


def tell(words: Mapping[str, LazyString]) -> None:
    """Add sentences, keyed by a notice's kind; `%(fact)s` places are filled from its facts."""
    _words.update(words)


def notice_sentence(kind: str, facts: Mapping[str, str]) -> str:
    """What a notice says; a kind without words of its own says that there is something new."""
    words = _words.get(kind)
    if words is None:
        return str(_("There is something new for you."))
    shown = {**facts, "role": ROLES[Role(facts["role"])]} if facts.get("role") in set(Role) else dict(facts)
    try:
        return str(words) % shown
    except KeyError:
        return str(_("There is something new for you."))


tell(
    {
        "plan.issued": _l("The plan “%(title)s” was issued. Please read it."),
        "plan.amended": _l("The plan “%(title)s” was amended (version %(number)s). Please read what changed."),
        "plan.waits": _l("The amendment of “%(title)s” moves a deadline and waits for your confirmation."),
        "account.reset": _l(
            "%(by)s gave out a code for a new password of your account. If you did not ask for it, please tell "
            "the system administrator at once."
        ),
        "role.granted": _l("You were given the duty “%(role)s”."),
        "role.ended": _l("Your duty “%(role)s” has ended."),
        "seat.filled": _l("You were given a seat in the panel of the round “%(round)s”."),
        "round.opened": _l("The round “%(round)s” is open. Your entries to mark are ready."),
        "judge.reminded": _l("There are sheets of the round “%(round)s” that you have not finished."),
        "judging.frozen": _l(
            "All judging has been stopped because something has to be examined first. Marks that were saved are safe. "
            "Please do not speak about works or marks, and wait: you will be told when it goes on."
        ),
        "judging.unfrozen": _l(
            "The judging goes on. Please sign in again and look at your sheets before you continue."
        ),
        "judge.added": _l("An entry to mark was added to your list of the round “%(round)s”."),
        "gap.dialogue": _l(
            "Your marks for an entry of the round “%(round)s” lie far from another judge's. Please look at both sheets "
            "and answer."
        ),
        "gap.head": _l("The marks of an entry of the round “%(round)s” lie too far apart. You are asked to decide."),
        "entry.draft_waits": _l(
            "You have an entry for “%(title)s” that you began and did not hand in. The last day for it is %(until)s."
        ),
        "award.won": _l("Your entry won a prize. Please look at the results."),
        "message.asked": _l("Judges of the round “%(round)s” have questions. Please answer them."),
        "message.answered": _l("The secretary answered a question of yours in the round “%(round)s”."),
        "export.large": _l(
            "%(name)s took %(rows)s rows with personal data out of the portal within a day. Please look at the reasons."
        ),
        "review.unlocked": _l("One of your score sheets of the round “%(round)s” was opened again."),
    }
)

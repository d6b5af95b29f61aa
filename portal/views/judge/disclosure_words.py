"""The words of refusals in a dialogue, and of everything that follows from a gap in the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "marks_unchanged": _l(
            "The marks are those of your present sheet. Please change them, or choose to keep your sheet."
        )
    }
)
say_actions(
    {
        "gap.find": _l("totals of an entry found too far apart"),
        "gap.call_third": _l("a third marker called in by the plan"),
        "gap.call_head": _l("the head of the panel asked to decide about an entry"),
        "gap.open_dialogue": _l("sheets of an entry shown to its judges, to talk about them"),
        "gap.obstruct": _l("nobody of the panel may mark an entry a third time"),
        "review.keep": _l("a judge kept his sheet after seeing the other"),
        "review.amend": _l("a judge filed a new version of his sheet after seeing the other"),
    }
)
